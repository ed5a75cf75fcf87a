import type { EpochSeconds, Revocation, RevocationsClaims } from '../../client/src/claims.ts';
import {
  ACCESS_TOKEN_LIFETIME_SECONDS,
  CLOCK_SKEW_SECONDS,
  REVOCATIONS_LIFETIME_SECONDS,
  REVOCATIONS_MAX_ENTRIES,
} from '../../client/src/claims.ts';
import type { MemberId } from '../membership/model.ts';

/** Whose tokens are refused: a member's, a session's, or everybody's. */
export type Revoked = { readonly sub: MemberId } | { readonly sid: string } | { readonly all: true };

/** The tokens of theirs that were issued before a moment: `iat` < `before`. */
export type StoredRevocation = Revocation | { readonly all: true; readonly before: EpochSeconds };

/** From `before` on: a token's life, two clocks apart, and the life of a list that does not name it yet. */
export const REVOCATION_LIFETIME_SECONDS =
  ACCESS_TOKEN_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS + REVOCATIONS_LIFETIME_SECONDS;

/** A session that ends mints nothing more, so its revocation can cover a write that takes its time. */
const SESSION_MARGIN_SECONDS = 10;

/** One more than a list can name: with that many, it names nobody. */
export const REVOCATIONS_READ = REVOCATIONS_MAX_ENTRIES + 1;

/** What refuses every token that was issued up to and in the second of `now`. */
export function revocationOf(revoked: Revoked, now: EpochSeconds): StoredRevocation {
  if ('sid' in revoked) return { sid: revoked.sid, before: now + 1 + SESSION_MARGIN_SECONDS };
  return { ...revoked, before: now + 1 };
}

/**
 * What a list says that is issued at `now`.
 *
 * @param stored newest first, {@link REVOCATIONS_READ} of them or all that there are, read at `now` or after
 */
export function revocationsClaims(
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  stored: readonly StoredRevocation[],
  now: EpochSeconds,
): RevocationsClaims {
  const live = stored.filter(({ before }) => now < before + REVOCATION_LIFETIME_SECONDS);
  const isTooLong = live.length > REVOCATIONS_MAX_ENTRIES;
  const all = isTooLong ? coveringAll(live, now) : live.find((one) => 'all' in one)?.before;
  const revoked = new Map<string, Revocation>();
  for (const one of isTooLong ? [] : live) {
    if ('all' in one || one.before <= (all ?? 0)) continue;
    const id = 'sub' in one ? one.sub : one.sid;
    if (!revoked.has(id)) revoked.set(id, one);
  }
  return {
    iss: issuer,
    aud: audience,
    iat: now,
    exp: now + REVOCATIONS_LIFETIME_SECONDS,
    ...(all !== undefined && { all }),
    revoked: [...revoked].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry),
  };
}

/**
 * From when on tokens are good where too many are revoked to name: from the next second at the latest. What a session's
 * revocation reaches ahead is its own margin, and would refuse every reader the token that they have just been given.
 */
function coveringAll(live: readonly StoredRevocation[], now: EpochSeconds): EpochSeconds {
  return Math.min(now + 1, ...live.slice(0, 1).map(({ before }) => before));
}
