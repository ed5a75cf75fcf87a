import type * as Jose from 'jose';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyResult } from 'jose';
import {
  ID_TOKEN_MAX_AGE_SECONDS,
  ID_TOKEN_MAX_LENGTH,
  ID_TOKEN_SKEW_SECONDS,
  readIdToken,
} from '../identity/id-token.ts';
import type { IdTokenRefusal, IdentityProvider, Proof } from '../identity/id-token.ts';
import type { EpochSeconds } from '../membership/model.ts';
import { createProviderKeys } from './provider-keys.ts';

/** Asymmetric ones only: with a shared secret, whoever can check a token can make one. */
const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'];

export interface IdTokens {
  /** Whether anybody's are taken. */
  readonly areTaken: boolean;
  read(token: string, now: EpochSeconds): Promise<Proof | IdTokenRefusal>;
}

/**
 * Reads ID tokens of these providers and of no other. jose is loaded with the first one, so that a function that only
 * mints does not start more slowly for it.
 *
 * @param report what kept a provider's keys away
 */
export function createIdTokens(
  providers: readonly IdentityProvider[],
  report: (error: unknown) => void,
): IdTokens {
  const keysOf = createProviderKeys();

  return {
    areTaken: providers.length > 0,

    async read(token, now) {
      if (token.length > ID_TOKEN_MAX_LENGTH) return 'id_token_malformed';
      const jose = await import('jose');
      const issuer = issuerOf(jose, token);
      if (issuer === undefined) return 'id_token_malformed';
      const provider = providers.find((one) => one.issuer === issuer);
      if (provider === undefined) return 'id_token_issuer_unknown';
      let verified: JWTVerifyResult;
      try {
        verified = await verify(jose, token, await keysOf(provider), provider, now);
      } catch (error) {
        const refusal = refusalOf(jose, error);
        if (refusal === 'identity_provider_unavailable') report(error);
        return refusal;
      }
      const { payload, protectedHeader } = verified;
      // A logout token, an access token or a security event is signed with the same keys, and says so.
      if ((protectedHeader.typ ?? 'JWT').toUpperCase() !== 'JWT') return 'id_token_malformed';
      return readIdToken(payload, provider);
    },
  };
}

/** Of a token that nobody has checked yet. */
function issuerOf(jose: typeof Jose, token: string): string | undefined {
  try {
    const { iss } = jose.decodeJwt<JWTPayload & { iss?: unknown }>(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

function verify(
  { jwtVerify }: typeof Jose,
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, clientIds }: IdentityProvider,
  now: EpochSeconds,
): Promise<JWTVerifyResult> {
  return jwtVerify(token, keys, {
    algorithms: ALGORITHMS,
    issuer,
    audience: [...clientIds],
    requiredClaims: ['exp', 'iat', 'sub'],
    maxTokenAge: ID_TOKEN_MAX_AGE_SECONDS,
    clockTolerance: ID_TOKEN_SKEW_SECONDS,
    currentDate: new Date(now * 1000),
  });
}

/** A fault that is none of the token's is the provider's: its keys could not be read. */
function refusalOf({ errors }: typeof Jose, error: unknown): IdTokenRefusal {
  if (error instanceof errors.JWTExpired) return 'id_token_stale';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'id_token_audience_wrong';
    const isAboutTime = ['exp', 'iat', 'nbf'].includes(error.claim) && error.reason === 'check_failed';
    return isAboutTime ? 'id_token_stale' : 'id_token_malformed';
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return 'id_token_signature_invalid';
  }
  if (
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid
  ) {
    return 'id_token_malformed';
  }
  return 'identity_provider_unavailable';
}
