import type { Hono } from 'hono';
import * as z from 'zod';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { findFacts, grantComp, revokeGrant } from '../grant.ts';
import { refusal } from '../refusals.ts';
import { grantWire } from '../wire.ts';

/** ISO 8601 with its zone, so that "the 31st" is one moment everywhere. */
const moment = z.iso
  .datetime({ offset: true, error: 'a time with its zone, such as 2027-12-31T23:59:59Z' })
  .transform((text) => Math.floor(Date.parse(text) / 1000));
const words = (most: number) => z.string(`say it in words, up to ${most} characters`).trim().min(1).max(most);

const granting = z.strictObject({
  email: z.string().max(320).optional(),
  member: z.string().max(40).optional(),
  plan: z.string().max(60).optional(),
  features: z.array(z.string().max(60)).min(1).max(100).optional(),
  starts_at: moment.optional(),
  ends_at: moment,
  reason: words(200),
  note: words(2_000).optional(),
});
const revoking = z.strictObject({ reason: words(200) });

export function grantRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  app.post('/admin/v1/grants', needs('grants:write'), async (c) => {
    const read = await readJson(c, granting);
    if (!read.ok) return problem(c, read.problem);
    const { email, member, plan, features, starts_at, ends_at: endsAt, reason, note } = read.value;
    const startsAt = starts_at ?? Math.floor(deps.now() / 1000);
    const granted = await grantComp(c, deps, {
      holder: { email, member },
      ...{ plan, features, startsAt, endsAt, reason, note },
    });
    return typeof granted === 'string' ? problem(c, refusal(granted)) : c.json(grantWire(granted), 201);
  });

  app.get('/admin/v1/grants', needs('grants:read'), async (c) => {
    const facts = await findFacts(deps, { email: c.req.query('email'), member: c.req.query('member') });
    if (typeof facts === 'string') return problem(c, refusal(facts));
    const newestFirst = facts.grants.toSorted((one, other) => other.grantedAt - one.grantedAt);
    return c.json({ data: newestFirst.map(grantWire) });
  });

  app.delete('/admin/v1/grants/:id', needs('grants:write'), async (c) => {
    const read = await readJson(c, revoking);
    if (!read.ok) return problem(c, read.problem);
    const revoked = await revokeGrant(c, deps, c.req.param('id'), read.value.reason);
    return typeof revoked === 'string' ? problem(c, refusal(revoked)) : c.json(grantWire(revoked));
  });
}
