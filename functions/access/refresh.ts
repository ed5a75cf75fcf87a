import { readCredential, writeCredential } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { nextRefresh, openSession } from '../../shared/identity/session.ts';
import type { Refresh, Session } from '../../shared/identity/session.ts';
import type { EpochSeconds, Facts, Member } from '../../shared/membership/model.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { keepWithinLimit } from './device-limit.ts';

const ATTEMPTS = 8;

/** A session that stands, with the facts of its member and the credential to keep. */
export interface Refreshed {
  readonly session: Session;
  readonly facts: Facts;
  readonly credential: string;
  /**
   * When neither had been read yet: the `iat` of a token that is minted from them. Whatever takes them back later revokes
   * the tokens issued before it, and this one is among them.
   */
  readonly asOf: EpochSeconds;
}

export type RefreshRefusal =
  'session_missing' | 'session_invalid' | 'session_expired' | 'session_ended' | 'session_evicted';

const REFUSALS: Readonly<Record<Extract<Refresh, { kind: 'refuse' }>['why'], RefreshRefusal>> = {
  expired: 'session_expired',
  ended: 'session_ended',
  evicted: 'session_evicted',
  unknown: 'session_invalid',
};

/** Presents a refresh credential: reads the session and its member's facts, decides, writes at most once. */
export async function refresh(
  deps: AccessDeps,
  presented: string | undefined,
): Promise<Refreshed | RefreshRefusal> {
  if (presented === undefined || presented === '') return 'session_missing';
  const credential = readCredential(deps.secrets, presented);
  if (credential === undefined) return 'session_invalid';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = epochSeconds(deps);
    const [read, facts] = await Promise.all([
      deps.sessions.get(credential.member, credential.sid),
      deps.members.facts(credential.member),
    ]);
    if (read === undefined || facts === undefined) return 'session_invalid';
    if (read.epoch < facts.member.sessionEpoch) {
      await deps.sessions.end(read.member, read.sid, now, 'superseded');
      return 'session_ended';
    }
    const decision = nextRefresh(read, credential, now);
    switch (decision.kind) {
      case 'refuse':
        return REFUSALS[decision.why];
      case 'revoke':
        await deps.sessions.end(read.member, read.sid, now, 'reused');
        deps.log({ level: 'warn', event: 'session_reused', member: read.member });
        return 'session_ended';
      case 'rotate':
        if (!(await deps.sessions.rotate(read, decision.session))) continue;
        return refreshed(deps, decision.session, facts, now);
      case 'repeat':
        return refreshed(deps, decision.session, facts, now);
    }
  }
  throw new Error('A session could not be refreshed: too many requests at once.');
}

/** Opens a session on a device of a member; one that has gone unused may have to go for it. */
export async function open(
  deps: AccessDeps,
  member: Member,
  { how, device }: Pick<Session, 'how' | 'device'>,
): Promise<Refreshed> {
  const now = epochSeconds(deps);
  const session = openSession(
    {
      sid: makeId('ses', deps.randomBytes(ID_BYTES)),
      member: member.id,
      epoch: member.sessionEpoch,
      how,
      device,
    },
    now,
  );
  await deps.sessions.open(session);
  const facts = await deps.members.facts(member.id);
  if (facts === undefined) throw new Error('A member was gone while signing in.');
  await keepWithinLimit(deps, facts);
  deps.log({ level: 'info', event: 'signed_in', outcome: how });
  return refreshed(deps, session, facts, now);
}

function refreshed(deps: AccessDeps, session: Session, facts: Facts, asOf: EpochSeconds): Refreshed {
  return { session, facts, credential: writeCredential(deps.secrets, session), asOf };
}
