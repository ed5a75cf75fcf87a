import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { catchUp } from './catchUp.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

type TestClock = Stripe.TestHelpers.TestClock;

/**
 * Does all that falls due on the way to a moment. Stripe answers while it is at work; here all is done by then, and
 * the clock is ready when it is next looked at.
 * https://docs.stripe.com/billing/testing/test-clocks
 *
 * @returns the clock as it was when the work began
 */
export function advanceClock(world: World, clock: TestClock, to: EpochSeconds): TestClock {
  if (to <= clock.frozen_time) {
    throw invalidRequest('The frozen time of a test clock can only move forward.', { param: 'frozen_time' });
  }
  const advancing: TestClock = {
    ...clock,
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: to } },
  };
  save(world, advancing, 'advancing');
  catchUp(world, to, clock.id);
  save(world, { ...clock, frozen_time: to }, 'ready');
  return advancing;
}

function save(world: World, clock: TestClock, event: 'advancing' | 'ready'): void {
  world.objects.put('test_helpers.test_clock', clock);
  emit(world, `test_helpers.test_clock.${event}`, clock);
}
