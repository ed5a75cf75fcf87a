import {
  ACCESS_TOKEN_LIFETIME_SECONDS,
  CLOCK_SKEW_SECONDS,
  REASONS,
  type AccessTokenClaims,
  type EpochSeconds,
  type Reason,
} from './claims.ts';
import { TokenRefused } from './errors.ts';
import { isName, type Writable } from './json.ts';

/** The contract's claims, and `nbf` (RFC 7519 section 4.1.5), which our issuer does not write. */
export type CheckedClaims = AccessTokenClaims & { readonly nbf?: EpochSeconds };

/** Whole seconds since 1970. Safe integers leave no room for overflow where times are compared. */
export const isTime = (value: unknown): value is EpochSeconds =>
  Number.isSafeInteger(value) && (value as number) >= 0;
const isReason = (value: unknown): value is Reason => REASONS.includes(value as Reason);

/** Without a function for each name: this is done for every new token. */
function isSortedNames(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false;
  let before = '';
  for (const name of value as readonly unknown[]) {
    if (typeof name !== 'string' || name <= before) return false;
    before = name;
  }
  return true;
}

/**
 * Checks everything in a payload that does not depend on the time. Claims of no name here are left out of the result.
 *
 * @throws {TokenRefused} token_claim_invalid, token_issuer_mismatch, token_audience_mismatch, token_lifetime_too_long
 */
export function readClaims(
  payload: Record<string, unknown>,
  issuer: string,
  audience: string,
): CheckedClaims {
  const { iss, aud, sub, client_id, sid, jti, iat, exp, ent, nbf, why, plan } = payload;
  demand(isName(iss), 'iss');
  demand(isName(aud), 'aud');
  demand(isName(sub), 'sub');
  demand(isName(client_id), 'client_id');
  demand(isName(sid), 'sid');
  demand(isName(jti), 'jti');
  demand(isTime(iat), 'iat');
  demand(isTime(exp), 'exp');
  demand(isSortedNames(ent), 'ent');
  demand(nbf === undefined || isTime(nbf), 'nbf');
  demand(why === undefined || isReason(why), 'why');
  demand(plan === undefined || isName(plan), 'plan');
  if (iss !== issuer) throw new TokenRefused('token_issuer_mismatch');
  if (aud !== audience) throw new TokenRefused('token_audience_mismatch');
  demand(exp > iat, 'exp');
  if (exp - iat > ACCESS_TOKEN_LIFETIME_SECONDS) throw new TokenRefused('token_lifetime_too_long');
  Object.freeze(ent);
  const claims: Writable<CheckedClaims> = { iss, aud, sub, client_id, sid, jti, iat, exp, ent };
  if (nbf !== undefined) claims.nbf = nbf;
  if (why !== undefined) claims.why = why;
  if (plan !== undefined) claims.plan = plan;
  return Object.freeze(claims);
}

function demand(isGood: boolean, claim: string): asserts isGood {
  if (!isGood) throw new TokenRefused('token_claim_invalid', claim);
}

/**
 * Checks the times against `now`, with `CLOCK_SKEW_SECONDS` either way (RFC 7519 sections 4.1.4 to 4.1.6).
 *
 * @throws {TokenRefused} token_not_yet_valid, token_expired
 */
export function checkTimes(
  { iat, exp, nbf = iat }: Pick<CheckedClaims, 'iat' | 'exp' | 'nbf'>,
  now: EpochSeconds,
): void {
  if (Math.max(iat, nbf) > now + CLOCK_SKEW_SECONDS) throw new TokenRefused('token_not_yet_valid');
  if (exp <= now - CLOCK_SKEW_SECONDS) throw new TokenRefused('token_expired');
}
