import { DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms';
import type { KMSClient } from '@aws-sdk/client-kms';

/** What a wrapped key is bound to: with another context it does not open. */
export interface WrapContext {
  readonly issuer: string;
  readonly kid: string;
}

/** Encrypts the private half of a signing key for rest. */
export interface KeyWrap {
  /** @returns base64 */
  wrap(privateKey: Uint8Array, context: WrapContext): Promise<string>;
  /** @throws where the wrapped key was changed, or the context is another */
  unwrap(wrapped: string, context: WrapContext): Promise<Uint8Array>;
}

export function createKmsKeyWrap(client: KMSClient, keyId: string): KeyWrap {
  return {
    async wrap(privateKey, context) {
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({ KeyId: keyId, Plaintext: privateKey, EncryptionContext: { ...context } }),
      );
      if (CiphertextBlob === undefined) throw new Error('KMS answered without a ciphertext.');
      return Buffer.from(CiphertextBlob).toString('base64');
    },

    async unwrap(wrapped, context) {
      const { Plaintext } = await client.send(
        new DecryptCommand({
          KeyId: keyId,
          CiphertextBlob: Buffer.from(wrapped, 'base64'),
          EncryptionContext: { ...context },
        }),
      );
      if (Plaintext === undefined) throw new Error('KMS answered without a plaintext.');
      return Plaintext;
    },
  };
}
