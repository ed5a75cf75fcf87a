import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';

interface OnClock {
  readonly test_clock?: string | { readonly id: string } | null;
}

/** Runs `work` in the time that an object lives in: its test clock's frozen one, or the double's own. */
export function inTimeOf<T>(world: World, { test_clock: reference }: OnClock, work: () => T): T {
  const clock = reference == null ? undefined : world.objects.get('test_helpers.test_clock', idOf(reference));
  return clock === undefined ? work() : world.at(clock.frozen_time, work);
}

/** As `inTimeOf`, for a customer of whom only the id is known. */
export function inTimeOfCustomer<T>(
  world: World,
  reference: string | { readonly id: string } | null | undefined,
  work: () => T,
): T {
  const customer = reference == null ? undefined : world.objects.get('customer', idOf(reference));
  return customer === undefined || customer.deleted ? work() : inTimeOf(world, customer, work);
}
