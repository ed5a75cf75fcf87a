import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { derFromRaw } from './der.ts';
import type { Platform } from './platform.ts';

/** node:crypto, whose verification does not wait. */
export const nodeCrypto: Platform<KeyObject, boolean> = {
  encodeText: (text) => Buffer.from(text).toString('base64url'),
  importKey: (jwk) => createPublicKey({ format: 'jwk', key: { ...jwk } }),
  verifySignature: (key, signedPart, signature) =>
    verify('sha256', Buffer.from(signedPart), key, derFromRaw(signature)),
};
