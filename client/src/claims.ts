/**
 * The claims contract: what a Gatefold access token says. The issuer and every verifier share this file, and
 * nothing else. An access token is a compact JWS (RFC 7515), ES256 only, in the profile of RFC 9068.
 */

/** `typ` of an access token, RFC 9068 section 2.1. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The one algorithm, RFC 7518 section 3.4. */
export const ACCESS_TOKEN_ALGORITHM = 'ES256';

/** Life of an access token: `exp` is `iat` plus this, and a verifier accepts no longer one. */
export const ACCESS_TOKEN_LIFETIME_SECONDS = 600;

/** How far two clocks may be apart. */
export const CLOCK_SKEW_SECONDS = 60;

/** The longest token a verifier reads. */
export const ACCESS_TOKEN_MAX_LENGTH = 4096;

/** A time as JWT writes it (NumericDate, RFC 7519 section 2): whole seconds since 1970, UTC. */
export type EpochSeconds = number;

/** Why a member holds what the token carries; `grace` wins over all others, else the latest-ending reason. */
export const REASONS = ['grace', 'subscription', 'trial', 'comp', 'gift', 'pass', 'group'] as const;
export type Reason = (typeof REASONS)[number];

export interface AccessTokenClaims {
  /** Issuer: the origin (and path, if any) of the Gatefold service. */
  readonly iss: string;
  /** Audience: the publication, one string. */
  readonly aud: string;
  /** The opaque member id. Never an address or a name. */
  readonly sub: string;
  /** The client the token was issued to, RFC 9068 section 2.2. */
  readonly client_id: string;
  /** The session, a signed-in device. */
  readonly sid: string;
  readonly jti: string;
  readonly iat: EpochSeconds;
  readonly exp: EpochSeconds;
  /** The features the member holds, sorted. */
  readonly ent: readonly string[];
  /** Absent where `ent` holds nothing bought or granted. */
  readonly why?: Reason;
  /** The plan behind the latest-ending entitlement, where one is. */
  readonly plan?: string;
}

/** The feature that is never sold: any member with a proved address has it. */
export const REGISTERED = 'registered';

/** Names of the cookies that `GET /v1/continue` sets for pages rendered on a server. */
export const ACCESS_TOKEN_COOKIE = 'gatefold_token';
/** Says, without a secret, that the browser has a session; `1`. */
export const SESSION_HINT_COOKIE = 'gatefold_hint';

/** `typ` of the revocation list, a compact JWS under the issuer's own key. */
export const REVOCATIONS_TYPE = 'gatefold-revocations+jwt';

/** Under the issuer; the list's content type is `application/` and its `typ`. */
export const REVOCATIONS_PATH = '/v1/revocations';

/** Life of a revocation list: `exp` is `iat` plus this. */
export const REVOCATIONS_LIFETIME_SECONDS = 60;

/** The longest list a verifier reads. */
export const REVOCATIONS_MAX_BYTES = 1_000_000;

/** Over so many entries the list names nobody, and `all` is set. */
export const REVOCATIONS_MAX_ENTRIES = 5_000;

/** The tokens of one member, or of one session, that were issued before a moment (`iat` < `before`). */
export type Revocation =
  | { readonly sub: string; readonly before: EpochSeconds }
  | { readonly sid: string; readonly before: EpochSeconds };

/** What a revocation list says. */
export interface RevocationsClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: EpochSeconds;
  readonly exp: EpochSeconds;
  /** Every token issued before this moment is revoked. */
  readonly all?: EpochSeconds;
  /** Sorted, each member and session once. */
  readonly revoked: readonly Revocation[];
}
