import { idOf } from '../objects/reference.ts';
import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** How a schedule changes: https://docs.stripe.com/billing/subscriptions/subscription-schedules. Pure. */

export function released(
  schedule: Stripe.SubscriptionSchedule,
  at: EpochSeconds,
): Stripe.SubscriptionSchedule {
  return {
    ...schedule,
    status: 'released',
    current_phase: null,
    released_at: at,
    released_subscription: schedule.subscription === null ? null : idOf(schedule.subscription),
    subscription: null,
  };
}

export function scheduleCanceled(
  schedule: Stripe.SubscriptionSchedule,
  at: EpochSeconds,
): Stripe.SubscriptionSchedule {
  return { ...schedule, status: 'canceled', canceled_at: at, current_phase: null };
}

/** The phase that a schedule is in at a moment. */
export function phaseAt(
  schedule: Stripe.SubscriptionSchedule,
  at: EpochSeconds,
): Stripe.SubscriptionSchedule.Phase | undefined {
  return schedule.phases.find(({ start_date: start, end_date: end }) => start <= at && at < end);
}

export function inPhase(
  schedule: Stripe.SubscriptionSchedule,
  phase: Stripe.SubscriptionSchedule.Phase,
  subscription: string,
): Stripe.SubscriptionSchedule {
  return {
    ...schedule,
    status: 'active',
    subscription,
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
  };
}

export function completed(
  schedule: Stripe.SubscriptionSchedule,
  at: EpochSeconds,
): Stripe.SubscriptionSchedule {
  return { ...schedule, status: 'completed', completed_at: at, current_phase: null };
}
