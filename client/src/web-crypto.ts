import type { Platform } from './platform.ts';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const utf8 = new TextEncoder();

/** WebCrypto: browsers, Workers, Deno, Bun. */
export const webCrypto: Platform<CryptoKey> = {
  encodeText: (text) =>
    btoa(String.fromCharCode(...utf8.encode(text)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', ''),
  importKey: (jwk) => crypto.subtle.importKey('jwk', { ...jwk }, ES256, false, ['verify']),
  verifySignature: (key, signedPart, signature) =>
    crypto.subtle.verify(ES256, key, signature, utf8.encode(signedPart)),
};
