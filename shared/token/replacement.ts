import type { EpochSeconds } from '../../client/src/claims.ts';
import { ROTATION_SECONDS, currentKey, inOrder, successorActivatesAt } from './key-set.ts';
import type { Timed } from './key-set.ts';

/** In this order: a key that signs comes before the one that may not. */
export interface Replacement<Key extends Timed> {
  /** The key that was to sign next signs from now on. It has been published, so every verifier knows it. */
  readonly activate?: Key;
  readonly create: readonly { readonly generation: number; readonly activatesAt: EpochSeconds }[];
  readonly remove: readonly Key[];
}

/**
 * What to do so that keys which somebody else may hold sign nothing and are published nowhere. Nothing more is to be
 * done once it is done.
 */
export function replaceKeys<Key extends Timed>(
  keys: readonly Key[],
  compromised: ReadonlySet<string>,
  now: EpochSeconds,
): Replacement<Key> {
  const remove = keys.filter(({ kid }) => compromised.has(kid));
  const trusted = inOrder(keys).filter(({ kid }) => !compromised.has(kid));
  const toCome = trusted.filter(({ activatesAt }) => activatesAt > now);
  const generation = Math.max(-1, ...keys.map((key) => key.generation)) + 1;
  const current = currentKey(keys, now);

  if (current !== undefined && !compromised.has(current.kid)) {
    const activatesAt = successorActivatesAt(current, now);
    return { create: toCome.length === 0 ? [{ generation, activatesAt }] : [], remove };
  }
  const [activate] = toCome;
  const next = { activatesAt: now + ROTATION_SECONDS };
  if (activate === undefined) {
    const create = [
      { generation, activatesAt: now },
      { generation: generation + 1, ...next },
    ];
    return { create, remove };
  }
  return { activate, create: toCome.length === 1 ? [{ generation, ...next }] : [], remove };
}

export function isNothing({ activate, create, remove }: Replacement<Timed>): boolean {
  return activate === undefined && create.length === 0 && remove.length === 0;
}
