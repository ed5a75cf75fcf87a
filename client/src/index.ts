/**
 * Checks Gatefold access tokens with WebCrypto: browsers, Workers, Deno, Bun.
 *
 * @module
 */
import type { VerifierOptions } from './options.ts';
import { createVerifierOn, type Verifier } from './verifier.ts';
import { webCrypto } from './web-crypto.ts';

/**
 * @example
 * const verifier = createVerifier({
 *   issuer: 'https://access.example.com',
 *   audience: 'example',
 *   features: ['news', 'analysis'],
 * });
 * const access = await verifier.verify(token);
 * if (access.unlocks('analysis')) show(article);
 *
 * @throws {UsageError} configuration_invalid
 */
export function createVerifier<const Features extends readonly string[]>(
  options: VerifierOptions<Features>,
): Verifier<Features[number]> {
  return createVerifierOn(webCrypto, options).verifier;
}

export * from './common.ts';
