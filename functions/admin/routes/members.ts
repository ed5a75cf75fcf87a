import type { Hono } from 'hono';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { findFacts } from '../grant.ts';
import { refusal } from '../refusals.ts';
import { memberWire } from '../wire.ts';

export function memberRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const now = () => Math.floor(deps.now() / 1000);

  /** The one member of an address, or an empty list. */
  app.get('/admin/v1/members', needs('members:read'), async (c) => {
    const facts = await findFacts(deps, { email: c.req.query('email') });
    if (facts === 'member_unknown') return c.json({ data: [] });
    if (typeof facts === 'string') return problem(c, refusal(facts));
    return c.json({ data: [memberWire(facts, deps.catalogue, now())] });
  });

  app.get('/admin/v1/members/:id', needs('members:read'), async (c) => {
    const facts = await findFacts(deps, { member: c.req.param('id') });
    if (typeof facts === 'string') return problem(c, refusal(facts));
    return c.json(memberWire(facts, deps.catalogue, now()));
  });
}
