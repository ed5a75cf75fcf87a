import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

const LIFE_SECONDS = 30 * 86_400;

export function buildTestClock(
  { id, created }: Stamp,
  { frozenTime, name }: { readonly frozenTime: EpochSeconds; readonly name: string | null },
): Stripe.TestHelpers.TestClock {
  return {
    id,
    object: 'test_helpers.test_clock',
    created,
    deletes_after: created + LIFE_SECONDS,
    frozen_time: frozenTime,
    livemode: false,
    name,
    status: 'ready',
    status_details: {},
  };
}
