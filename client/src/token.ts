import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_MAX_LENGTH, ACCESS_TOKEN_TYPE } from './claims.ts';
import { TokenRefused } from './errors.ts';
import { isObject } from './json.ts';
import type { Codec } from './platform.ts';

/** The parts of a compact JWS, RFC 7515 section 7.1. */
export interface TokenParts {
  /** Not decoded. */
  readonly header: string;
  /** Not decoded. */
  readonly payload: string;
  /** Header, dot, payload: what the signature is over. */
  readonly signedPart: string;
  /** Not decoded; 64 bytes. */
  readonly signature: string;
}

/** 64 bytes in base64url, written the one way that leaves no unused bit set. */
const SIGNATURE = /^[\w-]{85}[AQgw]$/;
const SIGNATURE_LENGTH = 86;

/**
 * Takes a token apart, without a look at what its header and payload say.
 *
 * @throws {TokenRefused} token_malformed, token_too_long
 */
export function splitToken(token: string, maxLength: number = ACCESS_TOKEN_MAX_LENGTH): TokenParts {
  if (typeof token !== 'string') throw malformed();
  if (token.length > maxLength) throw new TokenRefused('token_too_long');
  const [header, payload, signature = '', ...rest] = token.split('.');
  if (!header || !payload || !SIGNATURE.test(signature) || rest.length > 0) throw malformed();
  return { header, payload, signedPart: token.slice(0, -SIGNATURE_LENGTH - 1), signature };
}

/** The one header that the issuer writes under a key, byte for byte. */
export function headerSegment(codec: Codec, kid: string, typ: string = ACCESS_TOKEN_TYPE): string {
  return codec.encodeText(JSON.stringify({ alg: ACCESS_TOKEN_ALGORITHM, kid, typ }));
}

/**
 * Refuses every header but the issuer's own, whichever key it names, and answers with that name. Nothing that a header
 * points to is ever followed.
 *
 * @throws {TokenRefused} token_malformed, token_algorithm_refused, token_type_refused
 */
export function checkHeader(codec: Codec, segment: string, type: string = ACCESS_TOKEN_TYPE): string {
  const { alg, typ, kid } = readSegment(codec, segment);
  if (alg !== ACCESS_TOKEN_ALGORITHM) throw new TokenRefused('token_algorithm_refused');
  if (typ !== type) throw new TokenRefused('token_type_refused');
  if (typeof kid !== 'string' || segment !== headerSegment(codec, kid, type)) throw malformed();
  return kid;
}

/**
 * Reads a JSON object out of a segment that is written as the issuer writes: encoded again, it must be the same
 * characters. This one comparison refuses padding, stray bits, white space, invalid UTF-8, a BOM, duplicate members,
 * and numbers or strings in any but their plain form.
 *
 * @throws {TokenRefused} token_malformed
 */
export function readSegment(codec: Codec, segment: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(codec.decodeText(segment));
    if (isObject(value) && codec.encodeText(JSON.stringify(value)) === segment) return value;
  } catch {
    // Not JSON: told below, without the parser's message, which quotes its input.
  }
  throw malformed();
}

const malformed = () => new TokenRefused('token_malformed');
