import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { isId } from '../../../shared/identity/ids.ts';
import type { MemberId } from '../../../shared/membership/model.ts';
import { revokeAround } from '../../../shared/store/revocations.ts';
import { auditEntry } from '../deps.ts';
import type { AdminApp, AdminDeps, AdminEnv } from '../deps.ts';
import { answer, asksInJson, body, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { idParameter, instant, memberId, reasoned } from '../schemas/common.ts';

const ATTEMPTS = 5;

const revoke = createRoute({
  method: 'post',
  path: '/admin/v1/members/{id}/revoke',
  operationId: 'revokeMember',
  tags: ['Members'],
  summary: 'Sign a member out everywhere, and take their tokens back within a minute',
  ...asksInJson('operate'),
  request: { params: idParameter, body: body(reasoned) },
  responses: {
    200: answer(z.object({ member: memberId }).openapi('RevokedMember'), 'Who was signed out.'),
    ...refuses('member_unknown'),
  },
});

const revokeAll = createRoute({
  method: 'post',
  path: '/admin/v1/revoke-all',
  operationId: 'revokeAll',
  tags: ['Members'],
  summary: 'Take everybody’s tokens back within a minute; sessions stay, and mint anew',
  ...asksInJson('operate'),
  request: { body: body(reasoned) },
  responses: {
    200: answer(
      z.object({ revoked_at: instant }).openapi('RevokedAll'),
      'Tokens that were made before are refused.',
    ),
    ...refuses(),
  },
});

/** Takes tokens back that have not ended. What a member is entitled to stays: a new session reads it again. */
export function revocationRoutes(app: AdminApp, deps: AdminDeps): void {
  /** Every device of a member is signed out, too. */
  app.openapi(revoke, async (c) => {
    const { id } = c.req.valid('param');
    const revoked = isId('mem', id) && (await revokeMember(c, deps, id, c.req.valid('json').reason));
    return revoked ? c.json({ member: id }, 200) : refuse(c, refusal('member_unknown'));
  });

  /** Sessions go on: each mints a token anew. */
  app.openapi(revokeAll, async (c) => {
    const act = { act: 'tokens.revoked', subject: 'deployment', ...c.req.valid('json') } as const;
    const audit = auditEntry(c, deps, act);
    await deps.revocations.revokeAll(Math.floor(audit.at / 1000), audit);
    return c.json({ revoked_at: new Date(audit.at).toISOString() }, 200);
  });
}

/** `false` where there is no such member. */
async function revokeMember(
  c: Context<AdminEnv>,
  deps: AdminDeps,
  id: MemberId,
  reason: string,
): Promise<boolean> {
  const audit = auditEntry(c, deps, { act: 'member.revoked', subject: id, reason });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const member = await deps.members.profile(id);
    if (member === undefined) return false;
    const end = () => deps.accounts.endSessions(member, undefined, Math.floor(deps.now() / 1000), audit);
    if (await revokeAround(deps.revocations, { sub: id }, deps.now, end)) return true;
  }
  throw new Error('A member could not be revoked: too many writers at once.');
}
