import type { EpochSeconds } from '../stamp.ts';
import type { Settings } from '../store/settings.ts';

/** The double's time: the clock it was given, plus what a hand has advanced it by. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  readonly now: () => EpochSeconds;
  /** Runs `work` as at that moment: all that it makes is dated then. `work` must be synchronous. */
  readonly at: <T>(moment: EpochSeconds, work: () => T) => T;
  readonly advance: (seconds: number) => void;
}

/** @param baseMs epoch milliseconds */
export function createClock(baseMs: () => number, settings: Settings): Clock {
  let offsetMs = settings.get('clockOffsetMs');
  let moment: EpochSeconds | undefined;
  const nowMs = () => (moment === undefined ? baseMs() + offsetMs : moment * 1000);
  return {
    nowMs,
    now: () => Math.floor(nowMs() / 1000),
    at(at, work) {
      const outer = moment;
      moment = at;
      try {
        return work();
      } finally {
        moment = outer;
      }
    },
    advance(seconds) {
      offsetMs += seconds * 1000;
      settings.set('clockOffsetMs', offsetMs);
    },
  };
}
