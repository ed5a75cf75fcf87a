import { createRoute, z } from '@hono/zod-openapi';
import type { AdminApp, AdminDeps } from '../deps.ts';
import { findFacts } from '../grant.ts';
import { answer, asks, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { idParameter } from '../schemas/common.ts';
import { memberListSchema, memberSchema } from '../schemas/members.ts';
import { memberWire } from '../wire.ts';

const find = createRoute({
  method: 'get',
  path: '/admin/v1/members',
  operationId: 'findMember',
  tags: ['Members'],
  summary: 'The one member of an address, or an empty list',
  ...asks('members:read'),
  request: { query: z.strictObject({ email: z.string().optional() }) },
  responses: {
    200: answer(memberListSchema, 'The member, with what they may read and why, billing and grants.'),
    ...refuses('holder_missing', 'address_invalid', 'address_not_ascii'),
  },
});

const show = createRoute({
  method: 'get',
  path: '/admin/v1/members/{id}',
  operationId: 'showMember',
  tags: ['Members'],
  summary: 'A member by id',
  ...asks('members:read'),
  request: { params: idParameter },
  responses: {
    200: answer(memberSchema, 'The member, with what they may read and why, billing and grants.'),
    ...refuses('member_unknown'),
  },
});

export function memberRoutes(app: AdminApp, deps: AdminDeps): void {
  const now = () => Math.floor(deps.now() / 1000);

  app.openapi(find, async (c) => {
    const facts = await findFacts(deps, { email: c.req.valid('query').email });
    if (facts === 'member_unknown') return c.json({ data: [] }, 200);
    if (typeof facts === 'string') return refuse(c, refusal(facts));
    return c.json({ data: [memberWire(facts, deps.catalogue, now())] }, 200);
  });

  app.openapi(show, async (c) => {
    const facts = await findFacts(deps, { member: c.req.valid('param').id });
    if (typeof facts === 'string') return refuse(c, refusal(facts));
    return c.json(memberWire(facts, deps.catalogue, now()), 200);
  });
}
