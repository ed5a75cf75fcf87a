import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { decodeInPlace } from './base64url.ts';
import { ACCESS_TOKEN_MAX_LENGTH } from './claims.ts';
import { derFromRaw } from './der.ts';
import type { Platform } from './platform.ts';
import { isSignatureInRange } from './signature.ts';

/** In UTF-8 a UTF-16 unit takes three bytes at most. */
const roomFor = (text: string): number => text.length * 3 + 3;

/** Where the texts of an access token are turned over: memory of its own costs each one as much as the turning. */
const bench = Buffer.alloc(ACCESS_TOKEN_MAX_LENGTH * 3 + 3);
const benchFor = (text: string): Buffer =>
  roomFor(text) > bench.length ? Buffer.alloc(roomFor(text)) : bench;

/** node:crypto, whose verification does not wait. */
export const nodeCrypto: Platform<KeyObject, boolean> = {
  encodeText(text) {
    const bytes = benchFor(text);
    return bytes.toString('base64url', 0, bytes.write(text));
  },
  decodeText(segment) {
    const bytes = benchFor(segment);
    return bytes.toString('utf8', 0, decodeInPlace(bytes, bytes.write(segment)));
  },
  importKey: (jwk) => createPublicKey({ format: 'jwk', key: { ...jwk } }),
  verifySignature(key, signedPart, signature) {
    decodeInPlace(bench, bench.write(signature));
    if (!isSignatureInRange(bench)) return false;
    const der = derFromRaw(bench);
    const bytes = benchFor(signedPart);
    return verify('sha256', bytes.subarray(0, bytes.write(signedPart)), key, der);
  },
};
