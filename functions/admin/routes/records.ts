import { createRoute, z } from '@hono/zod-openapi';
import { isId } from '../../../shared/identity/ids.ts';
import type { AdminApp, AdminDeps } from '../deps.ts';
import { answer, asks, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { idParameter } from '../schemas/common.ts';
import { auditListSchema, eventSchema } from '../schemas/records.ts';
import { auditWire, eventWire } from '../wire.ts';

const AUDIT_PAGE = 200;

const audit = createRoute({
  method: 'get',
  path: '/admin/v1/audit',
  operationId: 'listAudit',
  tags: ['Records'],
  summary: 'Who did what to a member, and why; without `member`, to the deployment',
  ...asks('audit:read'),
  request: { query: z.strictObject({ member: z.string().optional() }) },
  responses: { 200: answer(auditListSchema, 'The newest first.'), ...refuses('member_unknown') },
});

const event = createRoute({
  method: 'get',
  path: '/admin/v1/events/{id}',
  operationId: 'showEvent',
  tags: ['Records'],
  summary: 'What became of a Stripe event',
  ...asks('events:read'),
  request: { params: idParameter },
  responses: { 200: answer(eventSchema, 'The event.'), ...refuses('event_unknown') },
});

/** What was done, and what became of what Stripe sent. */
export function recordRoutes(app: AdminApp, deps: AdminDeps): void {
  app.openapi(audit, async (c) => {
    const subject = c.req.valid('query').member ?? 'deployment';
    if (subject !== 'deployment' && !isId('mem', subject)) return refuse(c, refusal('member_unknown'));
    const entries = await deps.audit.list(subject, AUDIT_PAGE + 1);
    const data = entries.slice(0, AUDIT_PAGE).map(auditWire);
    return c.json({ data, has_more: entries.length > AUDIT_PAGE }, 200);
  });

  app.openapi(event, async (c) => {
    const { id } = c.req.valid('param');
    const entry = /^evt_\w{1,250}$/.test(id) ? await deps.ledger.entry(id) : undefined;
    return entry === undefined ? refuse(c, refusal('event_unknown')) : c.json(eventWire(entry), 200);
  });
}
