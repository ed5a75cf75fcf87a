import { decodeBase64url } from './base64url.ts';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_MAX_LENGTH, ACCESS_TOKEN_TYPE } from './claims.ts';
import { TokenRefused } from './errors.ts';
import { isObject } from './json.ts';
import type { Platform } from './platform.ts';
import { isSignatureInRange } from './signature.ts';

type Encoder = Pick<Platform<unknown>, 'encodeText'>;

const utf8 = new TextDecoder();

/** The parts of a compact JWS, RFC 7515 section 7.1. */
export interface TokenParts {
  /** Not decoded. */
  readonly header: string;
  /** Not decoded. */
  readonly payload: string;
  /** Header, dot, payload: what the signature is over. */
  readonly signedPart: string;
  /** r then s, 64 bytes, in range. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** 64 bytes in base64url, written the one way that leaves no unused bit set. */
const SIGNATURE = /^[\w-]{85}[AQgw]$/;

/**
 * Takes a token apart, without a look at what its header and payload say.
 *
 * @throws {TokenRefused} token_malformed, token_too_long, token_signature_invalid
 */
export function splitToken(token: string): TokenParts {
  if (typeof token !== 'string') throw malformed();
  if (token.length > ACCESS_TOKEN_MAX_LENGTH) throw new TokenRefused('token_too_long');
  const [header, payload, encodedSignature = '', ...rest] = token.split('.');
  if (!header || !payload || !SIGNATURE.test(encodedSignature) || rest.length > 0) throw malformed();
  const signature = decodeBase64url(encodedSignature);
  if (!isSignatureInRange(signature)) throw new TokenRefused('token_signature_invalid');
  return { header, payload, signedPart: `${header}.${payload}`, signature };
}

/** The one header that the issuer writes under a key, byte for byte. */
export function headerSegment(encoder: Encoder, kid: string): string {
  return encoder.encodeText(JSON.stringify({ alg: ACCESS_TOKEN_ALGORITHM, kid, typ: ACCESS_TOKEN_TYPE }));
}

/**
 * Refuses every header but the issuer's own, whichever key it names. Nothing that a header points to is ever followed.
 *
 * @throws {TokenRefused} token_malformed, token_algorithm_refused, token_type_refused
 */
export function checkHeader(encoder: Encoder, segment: string): void {
  const { alg, typ, kid } = readSegment(encoder, segment);
  if (alg !== ACCESS_TOKEN_ALGORITHM) throw new TokenRefused('token_algorithm_refused');
  if (typ !== ACCESS_TOKEN_TYPE) throw new TokenRefused('token_type_refused');
  if (typeof kid !== 'string' || segment !== headerSegment(encoder, kid)) throw malformed();
}

/**
 * Reads a JSON object out of a segment that is written as the issuer writes: encoded again, it must be the same
 * characters. This one comparison refuses padding, stray bits, white space, invalid UTF-8, a BOM, duplicate members,
 * and numbers or strings in any but their plain form.
 *
 * @throws {TokenRefused} token_malformed
 */
export function readSegment(encoder: Encoder, segment: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(utf8.decode(decodeBase64url(segment)));
    if (isObject(value) && encoder.encodeText(JSON.stringify(value)) === segment) return value;
  } catch {
    // Not JSON: told below, without the parser's message, which quotes its input.
  }
  throw malformed();
}

const malformed = () => new TokenRefused('token_malformed');
