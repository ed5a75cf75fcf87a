import type { Hono } from 'hono';
import { isId } from '../../../shared/identity/ids.ts';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { refusal } from '../refusals.ts';
import { auditWire } from '../wire.ts';

const AUDIT_PAGE = 200;

/** What was done, and what became of what Stripe sent. */
export function recordRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  app.get('/admin/v1/audit', needs('audit:read'), async (c) => {
    const subject = c.req.query('member') ?? 'deployment';
    if (subject !== 'deployment' && !isId('mem', subject)) return problem(c, refusal('member_unknown'));
    const entries = await deps.audit.list(subject, AUDIT_PAGE + 1);
    return c.json({
      data: entries.slice(0, AUDIT_PAGE).map(auditWire),
      has_more: entries.length > AUDIT_PAGE,
    });
  });

  app.get('/admin/v1/events/:id', needs('events:read'), async (c) => {
    const id = c.req.param('id');
    const entry = /^evt_\w{1,250}$/.test(id) ? await deps.ledger.entry(id) : undefined;
    if (entry === undefined) return problem(c, refusal('event_unknown'));
    const { eventId, type, created, customer, outcome, recordedAt, requestId } = entry;
    return c.json({
      id: eventId,
      type,
      created_at: new Date(created * 1000).toISOString(),
      customer,
      outcome,
      recorded_at: new Date(recordedAt).toISOString(),
      request_id: requestId ?? null,
    });
  });
}
