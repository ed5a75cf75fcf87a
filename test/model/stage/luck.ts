/** Numbers that a seed decides: the same seed, the same run. */
export interface Luck {
  /** From 0 to below 1. */
  readonly next: () => number;
  /** From 0 to below `limit`, whole. */
  readonly below: (limit: number) => number;
  readonly chance: (share: number) => boolean;
  readonly bytes: (length: number) => Uint8Array;
  readonly shuffled: <T>(items: readonly T[]) => T[];
}

/** Mulberry32: small, fast, and good enough to choose among interleavings. */
export function createLuck(seed: number): Luck {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => share > 0 && next() < share,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    shuffled: (items) =>
      items
        .map((item) => ({ item, rank: next() }))
        .sort((one, other) => one.rank - other.rank)
        .map(({ item }) => item),
  };
}
