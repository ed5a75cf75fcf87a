/** A measured thing over what it is measured against; units cancel. */
export interface Ratio {
  readonly name: string;
  readonly ratio: number;
  /** At most this; absent where the number is only for comparison. */
  readonly goal?: number;
}

/** One piece of work; `round` tells repeated pieces apart, so that none is answered from memory. */
export type Work = (round: number) => unknown;

export interface CompareOptions {
  /** Pairs of batches; the median is taken over these. */
  readonly batches?: number;
  readonly roundsPerBatch?: number;
  /** `cpu` counts what this process worked, and is for work that waits for nobody. Default: `wall`. */
  readonly clock?: keyof typeof CLOCKS;
}

const WARM_UP_BATCHES = 5;

/** In microseconds, from any start. */
const CLOCKS = {
  wall: () => performance.now() * 1_000,
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

/**
 * How long `a` takes over how long `b` takes. Both run in turns, in an order that changes, so that a machine that is
 * busy for a while slows both; the median of the pairs' ratios leaves out what struck one alone.
 */
export async function compare(
  a: Work,
  b: Work,
  { batches = 41, roundsPerBatch = 100, clock = 'wall' }: CompareOptions = {},
): Promise<number> {
  const ratios: number[] = [];
  for (let batch = -WARM_UP_BATCHES; batch < batches; batch += 1) {
    const first = (batch + WARM_UP_BATCHES) * roundsPerBatch;
    const isSwapped = batch % 2 !== 0;
    const early = await time(isSwapped ? b : a, first, roundsPerBatch, CLOCKS[clock]);
    const late = await time(isSwapped ? a : b, first, roundsPerBatch, CLOCKS[clock]);
    if (batch >= 0) ratios.push(isSwapped ? late / early : early / late);
  }
  return median(ratios);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** Microseconds of `rounds` pieces of work, one after another. Work that does not wait is not made to. */
async function time(work: Work, first: number, rounds: number, clock: () => number): Promise<number> {
  const start = clock();
  for (let round = first; round < first + rounds; round += 1) {
    const result = work(round);
    if (result instanceof Promise) await result;
  }
  return clock() - start;
}
