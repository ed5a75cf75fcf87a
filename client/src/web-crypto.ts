import type { Platform } from './platform.ts';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const utf8 = new TextEncoder();

function decodeBytes(segment: string): Uint8Array<ArrayBuffer> {
  const binary = atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** WebCrypto: browsers, Workers, Deno, Bun. */
export const webCrypto: Platform<CryptoKey> = {
  encodeText(text) {
    let binary = '';
    for (const byte of utf8.encode(text)) binary += String.fromCharCode(byte);
    return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  },
  decodeText: (segment) => new TextDecoder().decode(decodeBytes(segment)),
  importKey: (jwk) => crypto.subtle.importKey('jwk', jwk, ES256, false, ['verify']),
  verifySignature: (key, signedPart, signature) =>
    crypto.subtle.verify(ES256, key, decodeBytes(signature), utf8.encode(signedPart)),
};
