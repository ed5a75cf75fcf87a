import * as node from '../../client/src/node.ts';
import * as web from '../../client/src/index.ts';
import type { Fetch, Verifier } from '../../client/src/node.ts';
import { AUDIENCE, FEATURES, ISSUER, NOW } from '../support/tokens.ts';

export type FoldVerifier = Verifier<(typeof FEATURES)[number]>;

/** Both entries of the package: whatever one refuses, the other refuses too. */
export const ENTRIES = [
  { entry: 'web', createVerifier: web.createVerifier },
  { entry: 'node', createVerifier: node.createVerifier },
] as const;

/** A verifier of The Fold whose clock stands still, unless told otherwise. */
export function foldOptions(keySetOrigin: string, changes: { fetch?: Fetch; now?: () => number } = {}) {
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    features: FEATURES,
    keySetUrl: `${keySetOrigin}/.well-known/jwks.json`,
    now: () => NOW * 1_000,
    ...changes,
  };
}

/** The code with which something is refused; `undefined` where it is not. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof node.GatefoldError || error instanceof web.GatefoldError)
      return error.code as string;
    throw error;
  }
}
