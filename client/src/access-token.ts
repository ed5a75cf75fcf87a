import {
  ACCESS_TOKEN_LIFETIME_SECONDS,
  CLOCK_SKEW_SECONDS,
  REASONS,
  type AccessTokenClaims,
  type EpochSeconds,
  type Reason,
} from './claims.ts';
import { TokenRefused } from './errors.ts';
import { isName } from './json.ts';

/** The contract's claims, and `nbf` (RFC 7519 section 4.1.5), which our issuer does not write. */
export type CheckedClaims = AccessTokenClaims & { readonly nbf?: EpochSeconds };

type Check<Value> = (value: unknown) => value is Value;

/** Whole seconds since 1970. Safe integers leave no room for overflow where times are compared. */
const isTime = (value: unknown): value is EpochSeconds =>
  Number.isSafeInteger(value) && (value as number) >= 0;
const isReason = (value: unknown): value is Reason => REASONS.some((reason) => reason === value);
const isSortedNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.every((name: unknown, index) => isName(name) && (index === 0 || value[index - 1] < name));

const optional =
  <Value>(check: Check<Value>): Check<Value | undefined> =>
  (value: unknown): value is Value | undefined =>
    value === undefined || check(value);

const CHECKS: { readonly [Claim in keyof CheckedClaims]-?: Check<CheckedClaims[Claim]> } = {
  iss: isName,
  aud: isName,
  sub: isName,
  client_id: isName,
  sid: isName,
  jti: isName,
  iat: isTime,
  exp: isTime,
  nbf: optional(isTime),
  ent: isSortedNames,
  why: optional(isReason),
  plan: optional(isName),
};
const CHECKED = Object.entries(CHECKS);

/**
 * Checks everything in a payload that does not depend on the time. Claims of no name above are left out of the result.
 *
 * @throws {TokenRefused} token_claim_invalid, token_issuer_mismatch, token_audience_mismatch, token_lifetime_too_long
 */
export function readClaims(
  payload: Record<string, unknown>,
  issuer: string,
  audience: string,
): CheckedClaims {
  const checked: Record<string, unknown> = {};
  for (const [claim, check] of CHECKED) {
    const value = payload[claim];
    if (!check(value)) throw new TokenRefused('token_claim_invalid', claim);
    if (value !== undefined) checked[claim] = value;
  }
  const claims = checked as unknown as CheckedClaims;
  if (claims.iss !== issuer) throw new TokenRefused('token_issuer_mismatch');
  if (claims.aud !== audience) throw new TokenRefused('token_audience_mismatch');
  if (claims.exp <= claims.iat) throw new TokenRefused('token_claim_invalid', 'exp');
  if (claims.exp - claims.iat > ACCESS_TOKEN_LIFETIME_SECONDS)
    throw new TokenRefused('token_lifetime_too_long');
  Object.freeze(claims.ent);
  return Object.freeze(claims);
}

/**
 * Checks the times against `now`, with `CLOCK_SKEW_SECONDS` either way (RFC 7519 sections 4.1.4 to 4.1.6).
 *
 * @throws {TokenRefused} token_not_yet_valid, token_expired
 */
export function checkTimes({ iat, exp, nbf = iat }: CheckedClaims, now: EpochSeconds): void {
  if (Math.max(iat, nbf) > now + CLOCK_SKEW_SECONDS) throw new TokenRefused('token_not_yet_valid');
  if (exp <= now - CLOCK_SKEW_SECONDS) throw new TokenRefused('token_expired');
}
