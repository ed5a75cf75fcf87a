import { periodFrom, periodOf } from './periods.ts';
import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** How a subscription changes: https://docs.stripe.com/billing/subscriptions/overview. Pure; callers store and tell. */

export function isOver({ status }: Stripe.Subscription): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}

export function lastPeriodEnd({ items }: Stripe.Subscription): EpochSeconds {
  return Math.max(...items.data.map((item) => item.current_period_end));
}

export function firstPeriodEnd({ items }: Stripe.Subscription): EpochSeconds {
  return Math.min(...items.data.map((item) => item.current_period_end));
}

export function willCancelAt(
  subscription: Stripe.Subscription,
  cancelAt: EpochSeconds,
  now: EpochSeconds,
  atPeriodEnd: boolean,
): Stripe.Subscription {
  return {
    ...subscription,
    cancel_at: cancelAt,
    cancel_at_period_end: atPeriodEnd,
    canceled_at: now,
    cancellation_details: because(subscription, 'cancellation_requested'),
  };
}

export function willNotCancel(subscription: Stripe.Subscription): Stripe.Subscription {
  return {
    ...subscription,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: because(subscription, null),
  };
}

export function canceled(subscription: Stripe.Subscription, now: EpochSeconds): Stripe.Subscription {
  return {
    ...subscription,
    status: 'canceled',
    cancel_at: subscription.cancel_at_period_end ? subscription.cancel_at : null,
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancellation_details: because(subscription, 'cancellation_requested'),
  };
}

function because(
  { cancellation_details: details }: Stripe.Subscription,
  reason: 'cancellation_requested' | null,
): Stripe.Subscription.CancellationDetails {
  return {
    comment: details?.comment ?? null,
    feedback: details?.feedback ?? null,
    feedback_option: details?.feedback_option ?? null,
    reason,
  };
}

export function endsAtRenewal(subscription: Stripe.Subscription): boolean {
  const { cancel_at: cancelAt } = subscription;
  return cancelAt !== null && cancelAt <= firstPeriodEnd(subscription);
}

/** Moves the items whose period ends first into their next period. */
export function inNextPeriod(subscription: Stripe.Subscription): Stripe.Subscription {
  const end = firstPeriodEnd(subscription);
  const anchor = subscription.billing_cycle_anchor;
  const data = subscription.items.data.map((item) => {
    if (item.current_period_end !== end) return item;
    const next = periodFrom(anchor, periodOf(item).end, item.price);
    return { ...item, current_period_start: next.start, current_period_end: next.end };
  });
  return { ...subscription, items: { ...subscription.items, data } };
}

/**
 * The status that its invoices, newest first, call for. Paying the latest one, or marking it uncollectible, makes
 * a late subscription active; a void one does not count.
 */
export function standing(
  status: Stripe.Subscription.Status,
  invoices: readonly Stripe.Invoice[],
): Stripe.Subscription.Status {
  const latest = invoices.find((invoice) => invoice.status !== 'void');
  if (status === 'incomplete') {
    if (latest === undefined) return 'incomplete_expired';
    return latest.status === 'paid' ? 'active' : status;
  }
  if (status === 'past_due' || status === 'unpaid') {
    return latest === undefined || latest.status === 'paid' || latest.status === 'uncollectible'
      ? 'active'
      : status;
  }
  const late = latest?.status === 'open' && latest.attempt_count > 0;
  return status === 'active' && late ? 'past_due' : status;
}
