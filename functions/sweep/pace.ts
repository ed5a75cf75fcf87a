import { hindranceOf } from '../../shared/stripe/account.ts';
import { isMissing } from '../../shared/stripe/errors.ts';
import type { ListPage } from '../../shared/stripe/sweep-lists.ts';
import { SweepHalt } from './deps.ts';
import type { SweepDeps } from './deps.ts';

/** Ten reads a second of the 25 that an endpoint has (docs.stripe.com/rate-limits): readers come first. */
const SPACING_MILLIS = 100;

/** After a 429: two seconds, four, eight; then the rest is left to the next run. */
const SLOW_DOWN_MILLIS = 2_000;
const ATTEMPTS = 4;

export interface Pace {
  /** @throws what Stripe's SDK throws; a 429 only where it does not end */
  read<T>(call: () => Promise<T>): Promise<T>;
  /**
   * A page of a list, or its first where Stripe no longer knows the object that the last page ended with.
   *
   * @throws {SweepHalt} where what is listed is of the other mode
   */
  page<Page extends ListPage<unknown>>(
    after: string | undefined,
    list: (after: string | undefined) => Promise<Page>,
  ): Promise<Page>;
}

/** Keeps the reads of one run to their share of Stripe's budget. */
export function createPace({ pause, liveMode }: Pick<SweepDeps, 'pause' | 'liveMode'>): Pace {
  let isFirst = true;

  async function read<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (!isFirst) await pause(SPACING_MILLIS);
      isFirst = false;
      try {
        return await call();
      } catch (error) {
        if (hindranceOf(error) !== 'slow_down' || attempt === ATTEMPTS) throw error;
        await pause(SLOW_DOWN_MILLIS * 2 ** (attempt - 1));
      }
    }
  }

  return {
    read,
    async page(after, list) {
      const page = await read(() => list(after)).catch((error: unknown) => {
        if (after === undefined || !isMissing(error)) throw error;
        return read(() => list(undefined));
      });
      if (page.liveMode !== undefined && page.liveMode !== liveMode) throw new SweepHalt('wrong_mode');
      return page;
    },
  };
}
