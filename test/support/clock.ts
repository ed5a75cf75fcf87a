/** A clock that stands still until it is told to go on. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly advance: (seconds: number) => void;
}

export function createClock(start = Date.UTC(2027, 0, 15, 12)): Clock {
  let now = start;
  return {
    now: () => now,
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}
