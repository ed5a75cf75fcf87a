import type { EpochSeconds } from './claims.ts';
import { UsageError } from './errors.ts';

export interface Clock {
  readonly now: () => EpochSeconds;
  /** Takes the time from a server, and from then on counts what passes on a clock that nobody can set. */
  readonly set: (serverTime: EpochSeconds) => void;
}

/** @param now milliseconds since 1970, believed until the clock is set */
export function createClock(now: () => number): Clock {
  let milliseconds = now;
  return {
    now: () => milliseconds() / 1_000,
    set(serverTime) {
      if (!Number.isFinite(serverTime)) throw new UsageError('configuration_invalid', 'server time');
      const setAt = performance.now();
      milliseconds = () => serverTime * 1_000 + performance.now() - setAt;
    },
  };
}
