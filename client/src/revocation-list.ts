import { checkTimes, isTime } from './access-token.ts';
import {
  REVOCATIONS_LIFETIME_SECONDS,
  type AccessTokenClaims,
  type EpochSeconds,
  type RevocationsClaims,
} from './claims.ts';
import { isName, isObject } from './json.ts';

/** A revocation list, by what it is asked for. */
export interface RevocationList {
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  /** Every token issued before is revoked; 0 where all are not. */
  readonly all: EpochSeconds;
  readonly members: ReadonlyMap<string, EpochSeconds>;
  readonly sessions: ReadonlyMap<string, EpochSeconds>;
}

/**
 * Reads a payload whose signature is genuine. An entry that cannot be read makes the whole list bad: to pass over it
 * would be to let in whom it shuts out.
 */
export function readRevocationList(
  payload: Record<string, unknown>,
  issuer: string,
  audience: string,
  now: EpochSeconds,
): RevocationList {
  const { iss, aud, iat, exp, all = 0, revoked }: Partial<Record<keyof RevocationsClaims, unknown>> = payload;
  if (iss !== issuer || aud !== audience) throw new Error('of another publication');
  if (!isTime(iat) || !isTime(exp) || exp <= iat || exp - iat > REVOCATIONS_LIFETIME_SECONDS)
    throw new Error('times');
  checkTimes({ iat, exp }, now);
  if (!isTime(all)) throw new Error('all');
  if (!Array.isArray(revoked)) throw new Error('revoked');
  const members = new Map<string, EpochSeconds>();
  const sessions = new Map<string, EpochSeconds>();
  for (const entry of revoked as readonly unknown[]) {
    const { sub, sid, before, ...others } = isObject(entry) ? entry : {};
    const [named, id] = sid === undefined ? [members, sub] : [sessions, sid];
    const isOfOneKind = sub === undefined || sid === undefined;
    if (!isOfOneKind || !isName(id) || named.has(id) || !isTime(before) || Object.keys(others).length > 0)
      throw new Error('an entry');
    named.set(id, before);
  }
  return { issuedAt: iat, expiresAt: exp, all, members, sessions };
}

/** Whether a token of these claims was issued before a moment that the list names for it. */
export function isRevoked(
  { all, members, sessions }: RevocationList,
  { sub, sid, iat }: Pick<AccessTokenClaims, 'sub' | 'sid' | 'iat'>,
): boolean {
  return iat < Math.max(all, members.get(sub) ?? 0, sessions.get(sid) ?? 0);
}
