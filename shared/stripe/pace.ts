import { isRateLimited } from './errors.ts';

/** Stripe's limit is 100 reads a second in live mode and 25 in test mode (docs.stripe.com/rate-limits); readers come first. */
export const CALLS_PER_SECOND = 20;

const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 30_000;
/** Some four minutes in all. */
const TRIES = 12;

export interface Clockwork {
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export type Pace = <Result>(call: () => Promise<Result>) => Promise<Result>;

/**
 * Lets calls through one after another, at most so many a second. A 429 waits and is asked again, ever longer, until
 * Stripe has refused a dozen times; any other error is the caller's.
 */
export function createPace({ now, sleep }: Clockwork, callsPerSecond: number): Pace {
  let free = now();
  async function takeTurn(): Promise<void> {
    const wait = free - now();
    free = Math.max(free, now()) + 1000 / callsPerSecond;
    if (wait > 0) await sleep(wait);
  }
  return async (call) => {
    for (let tries = 1; ; tries += 1) {
      await takeTurn();
      try {
        return await call();
      } catch (error) {
        if (!isRateLimited(error) || tries === TRIES) throw error;
        await sleep(Math.min(FIRST_WAIT_MILLIS * 2 ** (tries - 1), LONGEST_WAIT_MILLIS));
      }
    }
  };
}
