import { createClock, type Clock } from './clock.ts';

/**
 * The service's time as the verifier counts it, and with it the time that a device slept, in which `performance.now`
 * may stand still. A reader who sets the clock ahead only has a token renewed sooner.
 *
 * @param now milliseconds since 1970
 */
export function createSessionClock(now: () => number): Clock {
  const counted = createClock(now);
  let byTheWall = counted.now;
  return {
    now: () => Math.max(counted.now(), byTheWall()),
    set(serverTime) {
      counted.set(serverTime);
      const setAt = now();
      byTheWall = () => serverTime + (now() - setAt) / 1_000;
    },
  };
}
