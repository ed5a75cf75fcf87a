/**
 * Checks Gatefold access tokens with node:crypto. The same as the other entry, and `verifyNow`.
 *
 * @module
 */
import type { Access } from './access.ts';
import { KeySetFailed, TokenRefused } from './errors.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { VerifierOptions } from './options.ts';
import { checkHeader, splitToken } from './token.ts';
import { createVerifierOn, type Verifier } from './verifier.ts';

export interface NodeVerifier<Feature extends string> extends Verifier<Feature> {
  /**
   * Checks an access token without waiting; a call for new keys goes on behind it. Where it throws `keys_not_loaded`
   * or `token_key_unknown`, `verify` may still accept the token: it waits for the keys.
   *
   * @throws {TokenRefused} any `token_…` code
   * @throws {KeySetFailed} keys_not_loaded, where no key set is at hand that serves
   */
  verifyNow(token: string): Access<Feature>;
}

/** @throws {UsageError} configuration_invalid */
export function createVerifier<const Features extends readonly string[]>(
  options: VerifierOptions<Features>,
): NodeVerifier<Features[number]> {
  const { verifier, keySets, recall, accept } = createVerifierOn(nodeCrypto, options);

  function verifyNow(token: string): Access<Features[number]> {
    const set = keySets.ready();
    if (set === undefined) throw new KeySetFailed('keys_not_loaded');
    const recalled = recall(set, token);
    if (recalled !== undefined) return recalled;
    const parts = splitToken(token);
    const key = set.keys.get(parts.header);
    if (key === undefined) {
      checkHeader(nodeCrypto, parts.header);
      throw new TokenRefused('token_key_unknown');
    }
    return accept(set, token, parts, nodeCrypto.verifySignature(key, parts.signedPart, parts.signature));
  }

  return Object.freeze({ ...verifier, verifyNow });
}

export * from './common.ts';
