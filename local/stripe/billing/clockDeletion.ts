import { emit } from '../events.ts';
import type { World } from '../world.ts';
import { deleteCustomer } from './customerDeletion.ts';
import { inTimeOf } from './testClocks.ts';
import type Stripe from 'stripe';

/** Deletes a test clock with all customers that live by it: https://docs.stripe.com/api/test_clocks/delete */
export function deleteClock(
  world: World,
  clock: Stripe.TestHelpers.TestClock,
): Stripe.TestHelpers.DeletedTestClock {
  inTimeOf(world, { test_clock: clock.id }, () => {
    const where = { testClock: clock.id };
    for (const customer of world.objects.list('customer', { where, limit: 1000 }).data) {
      if (!customer.deleted) deleteCustomer(world, customer);
    }
  });
  world.objects.remove(clock.id);
  world.timers.forget(clock.id);
  emit(world, 'test_helpers.test_clock.deleted', clock);
  return { id: clock.id, object: 'test_helpers.test_clock', deleted: true };
}
