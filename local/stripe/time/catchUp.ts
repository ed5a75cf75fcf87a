import type { EpochSeconds } from '../stamp.ts';
import type { World } from '../world.ts';
import { DO } from './duties.ts';

/**
 * Does all that is due until a moment, each thing at its own moment and in its own transaction, and what that makes
 * due in turn.
 *
 * @param testClock the test clock that is caught up with; null for the double's own time
 * @returns how many things were done
 */
export function catchUp(world: World, until: EpochSeconds, testClock: string | null = null): number {
  let done = 0;
  let moment = 0;
  for (;;) {
    const timer = world.timers.next(testClock);
    if (timer === undefined || timer.at > until) return done;
    moment = Math.max(moment, timer.at);
    world.at(moment, () => {
      world.transaction(() => {
        world.timers.done(timer);
        DO[timer.duty](world, timer.object);
      });
    });
    done += 1;
  }
}
