import type { EpochSeconds } from '../membership/model.ts';
import { parseAddress } from './address.ts';
import type { Address, AddressRefusal } from './address.ts';

/** The longest token that is looked at; one of an identity provider has hundreds of bytes. */
export const ID_TOKEN_MAX_LENGTH = 16_384;
/** An ID token says that somebody signed in just now: one that is older is no answer to that. */
export const ID_TOKEN_MAX_AGE_SECONDS = 600;
export const ID_TOKEN_SKEW_SECONDS = 60;
/** From asking for a nonce to bringing it back in an ID token: a sign-in at the provider, second factor and all. */
export const NONCE_LIFETIME_SECONDS = 15 * 60;

/** Whose ID tokens are taken. */
export interface IdentityProvider {
  /** Exactly as its tokens have `iss`. */
  readonly issuer: string;
  /** The publication's applications there. */
  readonly clientIds: readonly string[];
  /** Where its keys are; found by OpenID Connect Discovery where absent. */
  readonly jwksUri?: string | undefined;
}

/** A person at an identity provider (OpenID Connect Core, section 2): `sub` alone never changes. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** What an ID token shows once it is believed. */
export interface Proof {
  readonly identity: Identity;
  readonly address: Address;
  readonly nonce: string;
}

export type IdTokenRefusal =
  | 'id_token_malformed'
  | 'id_token_issuer_unknown'
  | 'id_token_signature_invalid'
  | 'id_token_audience_wrong'
  | 'id_token_stale'
  | 'id_token_nonce_wrong'
  | 'id_token_address_unverified'
  | 'identity_provider_unavailable'
  | AddressRefusal;

/** The claims that are ours to judge, as they came. */
export interface IdTokenClaims {
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly azp?: unknown;
  readonly nonce?: unknown;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

/**
 * What an ID token shows whose signature, issuer and times hold (OpenID Connect Core, section 3.1.3.7). `aud` names
 * applications of the publication and no other; `azp` is one of them, and is there where `aud` names several.
 */
export function readIdToken(
  claims: IdTokenClaims,
  { issuer, clientIds }: IdentityProvider,
): Proof | IdTokenRefusal {
  const { sub, aud, azp, nonce, email, email_verified } = claims;
  if (typeof sub !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(sub)) return 'id_token_malformed';
  const isOurs = (client: unknown) => typeof client === 'string' && clientIds.includes(client);
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const isForUs = audiences.length > 0 && audiences.every(isOurs);
  const isAskedByUs = azp === undefined ? audiences.length === 1 : isOurs(azp);
  if (!isForUs || !isAskedByUs) return 'id_token_audience_wrong';
  if (typeof nonce !== 'string' || nonce === '') return 'id_token_nonce_wrong';
  if (email_verified !== true || typeof email !== 'string') return 'id_token_address_unverified';
  const address = parseAddress(email);
  if (typeof address === 'string') return address;
  return { identity: { issuer, subject: sub }, address, nonce };
}

/** A nonce that we gave out, and the browser or server that asked for it. It is stored as hashes. */
export interface Nonce {
  readonly id: string;
  readonly nonceHash: string;
  readonly handleHash: string;
  readonly expiresAt: EpochSeconds;
}
