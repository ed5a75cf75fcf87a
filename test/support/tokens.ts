import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { AccessTokenClaims } from '../../client/src/claims.ts';

export const ISSUER = 'https://access.thefold.example';
export const AUDIENCE = 'the-fold';
export const FEATURES = ['news', 'analysis', 'memos', 'reports', 'newsletters'] as const;

/** The moment at which the tests' clocks stand still, in seconds since 1970. */
export const NOW = 1_800_000_000;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** As a key set publishes it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export function createSigningKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid } };
}

export function keySetOf(...keys: readonly SigningKey[]): string {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
}

/** The claims of a member who reads everything, with ten minutes to go. */
export function createClaims(changes: Partial<AccessTokenClaims> = {}): AccessTokenClaims {
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'mem_4hq8',
    client_id: 'web',
    sid: 'ses_77aa',
    jti: 'jti_0001',
    iat: NOW,
    exp: NOW + 600,
    ent: [...FEATURES, 'registered'].sort(),
    why: 'subscription',
    plan: 'annual',
    ...changes,
  };
}

export const encode = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

export const headerOf = (kid: string) => ({ alg: 'ES256', kid, typ: 'at+jwt' });

/** Signs as the issuer does, whatever is put before it. */
export function signSegments(privateKey: KeyObject, header: string, payload: string): string {
  const signedPart = `${header}.${payload}`;
  const signature = sign('sha256', Buffer.from(signedPart), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signedPart}.${encode(signature)}`;
}

/** A genuine signature over any payload and header; by default the issuer's own header. */
export function signToken(
  { kid, privateKey }: SigningKey,
  payload: unknown = createClaims(),
  header: unknown = headerOf(kid),
): string {
  return signSegments(privateKey, encode(JSON.stringify(header)), encode(JSON.stringify(payload)));
}

/** The same token but for one character in the middle of its signature. */
export function forge(token: string): string {
  const at = token.length - 40;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
