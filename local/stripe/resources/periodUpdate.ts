import { invalidRequest } from '../api/refusal.ts';
import { periodFrom } from '../billing/periods.ts';
import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** Begins the period of every item now: https://docs.stripe.com/billing/subscriptions/billing-cycle#changing */
export function withNewAnchor(subscription: Stripe.Subscription, now: EpochSeconds): Stripe.Subscription {
  const data = subscription.items.data.map((item) => {
    const { start, end } = periodFrom(now, now, item.price);
    return { ...item, current_period_start: start, current_period_end: end };
  });
  return { ...subscription, billing_cycle_anchor: now, items: { ...subscription.items, data } };
}

/**
 * Ends a trial now, or gives one that lasts until then. The first paid period begins where it ends.
 * https://docs.stripe.com/billing/subscriptions/trials
 */
export function withTrialEnd(
  subscription: Stripe.Subscription,
  trialEnd: 'now' | EpochSeconds,
  now: EpochSeconds,
): Stripe.Subscription {
  if (trialEnd === 'now') {
    if (subscription.status !== 'trialing') return subscription;
    return { ...withNewAnchor(subscription, now), status: 'active', trial_end: now };
  }
  if (trialEnd <= now) {
    throw invalidRequest('The trial_end parameter must be in the future.', { param: 'trial_end' });
  }
  const trialing = subscription.status === 'trialing';
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: trialing ? item.current_period_start : now,
    current_period_end: trialEnd,
  }));
  return {
    ...subscription,
    billing_cycle_anchor: trialEnd,
    items: { ...subscription.items, data },
    status: 'trialing',
    trial_end: trialEnd,
    trial_start: trialing ? subscription.trial_start : now,
  };
}
