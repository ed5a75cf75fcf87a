import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { isId } from '../../../shared/identity/ids.ts';
import type { MemberId } from '../../../shared/membership/model.ts';
import { revokeAround } from '../../../shared/store/revocations.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import { auditEntry } from '../deps.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { refusal } from '../refusals.ts';

const ATTEMPTS = 5;

const revoking = z.strictObject({ reason: z.string().trim().min(1).max(200) });

/** Takes tokens back that have not ended. What a member is entitled to stays: a new session reads it again. */
export function revocationRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  /** Every device of a member is signed out, too. */
  app.post('/admin/v1/members/:id/revoke', needs('operate'), async (c) => {
    const read = await readJson(c, revoking);
    if (!read.ok) return problem(c, read.problem);
    const id = c.req.param('id');
    const revoked = isId('mem', id) && (await revokeMember(c, deps, id, read.value.reason));
    return revoked ? c.json({ member: id }) : problem(c, refusal('member_unknown'));
  });

  /** Sessions go on: each mints a token anew. */
  app.post('/admin/v1/revoke-all', needs('operate'), async (c) => {
    const read = await readJson(c, revoking);
    if (!read.ok) return problem(c, read.problem);
    const act = { act: 'tokens.revoked', subject: 'deployment', reason: read.value.reason } as const;
    const audit = auditEntry(c, deps, act);
    await deps.revocations.revokeAll(Math.floor(audit.at / 1000), audit);
    return c.json({ revoked_at: new Date(audit.at).toISOString() });
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
