import { readCredential, writeCredential } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { nextRefresh, openSession } from '../../shared/identity/session.ts';
import type { Session } from '../../shared/identity/session.ts';
import type { Facts, Member } from '../../shared/membership/model.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

const ATTEMPTS = 8;

/** A session that stands, with the facts of its member and the credential to keep. */
export interface Refreshed {
  readonly session: Session;
  readonly facts: Facts;
  readonly credential: string;
}

export type RefreshRefusal = 'session_missing' | 'session_invalid' | 'session_expired' | 'session_ended';

/** Presents a refresh credential: reads the session and its member's facts, decides, writes at most once. */
export async function refresh(
  deps: AccessDeps,
  presented: string | undefined,
): Promise<Refreshed | RefreshRefusal> {
  if (presented === undefined || presented === '') return 'session_missing';
  const credential = readCredential(deps.secrets, presented);
  if (credential === undefined) return 'session_invalid';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [read, facts] = await Promise.all([
      deps.sessions.get(credential.member, credential.sid),
      deps.members.facts(credential.member),
    ]);
    if (read === undefined || facts === undefined) return 'session_invalid';
    const now = epochSeconds(deps);
    if (read.epoch < facts.member.sessionEpoch) {
      await deps.sessions.end(read.member, read.sid, now, 'superseded');
      return 'session_ended';
    }
    const decision = nextRefresh(read, credential, now);
    switch (decision.kind) {
      case 'refuse':
        return decision.why === 'expired'
          ? 'session_expired'
          : decision.why === 'ended'
            ? 'session_ended'
            : 'session_invalid';
      case 'revoke':
        await deps.sessions.end(read.member, read.sid, now, 'reused');
        deps.log({ level: 'warn', event: 'session_reused', member: read.member });
        return 'session_ended';
      case 'rotate':
        if (!(await deps.sessions.rotate(read, decision.session))) continue;
        return refreshed(deps, decision.session, facts);
      case 'repeat':
        return refreshed(deps, decision.session, facts);
    }
  }
  throw new Error('A session could not be refreshed: too many requests at once.');
}

/** Opens a session on a device of a member. */
export async function open(deps: AccessDeps, member: Member, addressProved: boolean): Promise<Refreshed> {
  const session = openSession(
    {
      sid: makeId('ses', deps.randomBytes(ID_BYTES)),
      member: member.id,
      epoch: member.sessionEpoch,
      addressProved,
    },
    epochSeconds(deps),
  );
  await deps.sessions.open(session);
  const facts = await deps.members.facts(member.id);
  if (facts === undefined) throw new Error('A member was gone while signing in.');
  return refreshed(deps, session, facts);
}

function refreshed(deps: AccessDeps, session: Session, facts: Facts): Refreshed {
  return { session, facts, credential: writeCredential(deps.secrets, session) };
}
