import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import { released, scheduleCanceled } from './scheduleState.ts';
import type Stripe from 'stripe';

/** Ends a subscription's schedule, if it has one. The subscription is the caller's to store. */
export function leaveSchedule(
  world: World,
  subscription: Stripe.Subscription,
  how: 'released' | 'canceled',
): Stripe.Subscription {
  if (subscription.schedule === null) return subscription;
  const schedule = world.objects.get('subscription_schedule', idOf(subscription.schedule));
  if (schedule === undefined) return subscription;
  const after =
    how === 'released' ? released(schedule, world.now()) : scheduleCanceled(schedule, world.now());
  world.objects.put('subscription_schedule', after);
  emit(world, `subscription_schedule.${how}`, after);
  return { ...subscription, schedule: null };
}
