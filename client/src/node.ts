/**
 * Checks Gatefold access tokens with node:crypto. The same as the other entry, and `verifyNow`.
 *
 * @module
 */
import type { KeyObject } from 'node:crypto';
import type { Access } from './access.ts';
import { KeySetFailed, TokenRefused } from './errors.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { VerifierOptions } from './options.ts';
import { checkHeader, splitToken } from './token.ts';
import { createVerifierOn, type KeySet, type Verifier } from './verifier.ts';

type NodeKeySet<Feature extends string> = KeySet<KeyObject, Feature>;

export interface NodeVerifier<Feature extends string> extends Verifier<Feature> {
  /**
   * Checks an access token without waiting; a call for new keys or a new revocation list goes on behind it. Where it
   * throws `keys_not_loaded`, `revocations_not_loaded` or `token_key_unknown`, `verify` may still accept the token: it
   * waits for them.
   *
   * @throws {TokenRefused} any `token_…` code
   * @throws {KeySetFailed} keys_not_loaded, where no key set is at hand that serves
   * @throws {RevocationsFailed} revocations_not_loaded, where no list is at hand that serves; revocations_unavailable
   */
  verifyNow(token: string): Access<Feature>;
}

/** @throws {UsageError} configuration_invalid */
export function createVerifier<const Features extends readonly string[]>(
  options: VerifierOptions<Features>,
): NodeVerifier<Features[number]> {
  const { verifier, keySets, recall, accept, revocations } = createVerifierOn(nodeCrypto, options);

  function verifyAnew(set: NodeKeySet<Features[number]>, token: string): Access<Features[number]> {
    const parts = splitToken(token);
    const key = set.keys.get(parts.header);
    if (key === undefined) {
      checkHeader(nodeCrypto, parts.header);
      throw new TokenRefused('token_key_unknown');
    }
    return accept(set, token, parts, nodeCrypto.verifySignature(key, parts.signedPart, parts.signature));
  }

  function verifyNow(token: string): Access<Features[number]> {
    const set = keySets.ready();
    if (set === undefined) throw new KeySetFailed('keys_not_loaded');
    const access = recall(set, token) ?? verifyAnew(set, token);
    revocations?.checkNow(access.claims);
    return access;
  }

  return Object.freeze({ ...verifier, verifyNow });
}

export * from './common.ts';
