import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyWrap, WrapContext } from '../shared/aws/key-wrap.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What KMS does on AWS, with a key that this machine holds: AES-256-GCM, bound to the `kid`. The issuer is left out,
 * since it moves with `PORT` while the data stays.
 *
 * @param key 32 bytes
 */
export function createLocalKeyWrap(key: Uint8Array): KeyWrap {
  return {
    wrap(privateKey, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad(context));
      const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()]);
      return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64'));
    },

    unwrap(wrapped, context) {
      const bytes = Buffer.from(wrapped, 'base64');
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(aad(context))
        .setAuthTag(tag);
      return new Promise((resolve) => {
        resolve(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]));
      });
    },
  };
}

function aad({ kid }: WrapContext): Buffer {
  return Buffer.from(kid);
}
