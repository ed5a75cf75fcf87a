import { createRoute, z } from '@hono/zod-openapi';
import type { AdminApp, AdminDeps } from '../deps.ts';
import { findFacts, grantComp, revokeGrant } from '../grant.ts';
import { answer, asks, asksInJson, body, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { idParameter, reasoned } from '../schemas/common.ts';
import { grantListSchema, grantSchema, newGrant } from '../schemas/grants.ts';
import { grantWire } from '../wire.ts';

const create = createRoute({
  method: 'post',
  path: '/admin/v1/grants',
  operationId: 'createGrant',
  tags: ['Grants'],
  summary: 'Grant a comp',
  ...asksInJson('grants:write'),
  request: { body: body(newGrant) },
  responses: {
    201: answer(grantSchema, 'The comp.'),
    ...refuses(
      ...(['holder_missing', 'member_unknown', 'address_invalid', 'address_not_ascii'] as const),
      ...(['grant_plan_or_features', 'grant_plan_unknown', 'grant_feature_unknown'] as const),
      ...(['grant_end_before_start', 'grant_end_in_past', 'grant_too_long'] as const),
    ),
  },
});

const list = createRoute({
  method: 'get',
  path: '/admin/v1/grants',
  operationId: 'listGrants',
  tags: ['Grants'],
  summary: 'A member’s grants, the newest first, revoked ones among them',
  ...asks('grants:read'),
  request: { query: z.strictObject({ email: z.string().optional(), member: z.string().optional() }) },
  responses: {
    200: answer(grantListSchema, 'The grants.'),
    ...refuses('holder_missing', 'member_unknown', 'address_invalid', 'address_not_ascii'),
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/admin/v1/grants/{id}',
  operationId: 'revokeGrant',
  tags: ['Grants'],
  summary: 'Revoke a grant for good',
  ...asksInJson('grants:write'),
  request: { params: idParameter, body: body(reasoned) },
  responses: {
    200: answer(grantSchema, 'The grant, revoked.'),
    ...refuses('grant_unknown', 'grant_revoked_already'),
  },
});

export function grantRoutes(app: AdminApp, deps: AdminDeps): void {
  app.openapi(create, async (c) => {
    const asked = c.req.valid('json');
    const { email, member, plan, features, starts_at, ends_at: endsAt, reason, note } = asked;
    const startsAt = starts_at ?? Math.floor(deps.now() / 1000);
    const granted = await grantComp(c, deps, {
      holder: { email, member },
      ...{ plan, features, startsAt, endsAt, reason, note },
    });
    return typeof granted === 'string' ? refuse(c, refusal(granted)) : c.json(grantWire(granted), 201);
  });

  app.openapi(list, async (c) => {
    const facts = await findFacts(deps, c.req.valid('query'));
    if (typeof facts === 'string') return refuse(c, refusal(facts));
    const newestFirst = facts.grants.toSorted((one, other) => other.grantedAt - one.grantedAt);
    return c.json({ data: newestFirst.map(grantWire) }, 200);
  });

  app.openapi(revoke, async (c) => {
    const revoked = await revokeGrant(c, deps, c.req.valid('param').id, c.req.valid('json').reason);
    return typeof revoked === 'string' ? refuse(c, refusal(revoked)) : c.json(grantWire(revoked), 200);
  });
}
