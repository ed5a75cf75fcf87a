import { isName, isObject } from './json.ts';
import type { Platform, PublicJwk } from './platform.ts';
import { headerSegment } from './token.ts';

/** 32 bytes in base64url, written the one way that leaves no unused bit set. */
const COORDINATE = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** The issuer's keys, each under the one header that a token of it can have. */
export type Keys<Key> = ReadonlyMap<string, Key>;

/** Reads a key set, RFC 7517 section 5. A set is good as a whole or throws: half a set hides what is wrong with it. */
export async function importKeys<Key>(platform: Platform<Key>, text: string): Promise<Keys<Key>> {
  const keys = new Map<string, Key>();
  const jwks = readKeySet(text);
  for (const jwk of jwks) keys.set(headerSegment(platform, jwk.kid), await platform.importKey(jwk));
  if (keys.size < jwks.length) throw new Error('two keys of one kid');
  return keys;
}

function readKeySet(text: string): readonly PublicJwk[] {
  const set: unknown = JSON.parse(text);
  if (!isObject(set) || !Array.isArray(set.keys) || set.keys.length === 0) throw new Error('no keys');
  return set.keys.map(readKey);
}

/** RFC 7517 section 4, RFC 7518 section 6.2.1. Members that are not read here do not reach the import. */
function readKey(jwk: unknown, index: number): PublicJwk {
  const { kty, crv, alg, use, kid, x, y, d } = isObject(jwk) ? jwk : {};
  const isForSignatures = kty === 'EC' && crv === 'P-256' && alg === 'ES256' && use === 'sig';
  if (isForSignatures && d === undefined && isName(kid) && isCoordinate(x) && isCoordinate(y)) {
    return { kty, crv, kid, x, y };
  }
  throw new Error(`key ${index}`);
}

const isCoordinate = (value: unknown): value is string => typeof value === 'string' && COORDINATE.test(value);
