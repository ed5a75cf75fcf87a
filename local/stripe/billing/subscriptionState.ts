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

export type CancellationReason = 'cancellation_requested' | 'payment_failed';

export function canceled(
  subscription: Stripe.Subscription,
  now: EpochSeconds,
  reason: CancellationReason = 'cancellation_requested',
): Stripe.Subscription {
  const { cancel_at: cancelAt } = subscription;
  const asPlanned = subscription.cancel_at_period_end || (cancelAt !== null && cancelAt <= now);
  return {
    ...subscription,
    status: 'canceled',
    cancel_at: asPlanned ? cancelAt : null,
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancellation_details: because(subscription, reason),
  };
}

function because(
  { cancellation_details: details }: Stripe.Subscription,
  reason: CancellationReason | null,
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

/** What an item's periods are counted from: the subscription's anchor, unless they began elsewhere. */
function anchorOf(item: Stripe.SubscriptionItem, anchor: EpochSeconds): EpochSeconds {
  const { start, end } = periodOf(item);
  if (end === anchor || (anchor < end && periodFrom(anchor, end - 1, item.price).end === end)) return anchor;
  return periodFrom(start, start, item.price).end === end ? start : end;
}

/** Moves the items whose period ends first into their next period. */
export function inNextPeriod(subscription: Stripe.Subscription): Stripe.Subscription {
  const end = firstPeriodEnd(subscription);
  const data = subscription.items.data.map((item) => {
    if (item.current_period_end !== end) return item;
    const anchor = anchorOf(item, subscription.billing_cycle_anchor);
    const next = periodFrom(anchor, periodOf(item).end, item.price);
    return { ...item, current_period_start: next.start, current_period_end: next.end };
  });
  return { ...subscription, items: { ...subscription.items, data } };
}

/**
 * The status that its invoices, newest first, call for. Paying the latest one, or marking it uncollectible, makes
 * a late subscription active; a void one does not count. Drafts count only where they are all that time makes.
 */
export function standing(
  status: Stripe.Subscription.Status,
  invoices: readonly Stripe.Invoice[],
  now: EpochSeconds,
): Stripe.Subscription.Status {
  const latest = invoices.find(
    (invoice) => invoice.status !== 'void' && (invoice.status !== 'draft' || status === 'unpaid'),
  );
  switch (status) {
    case 'incomplete':
      if (latest === undefined) return 'incomplete_expired';
      return latest.status === 'paid' ? 'active' : status;
    case 'past_due':
    case 'unpaid':
      return latest === undefined || latest.status === 'paid' || latest.status === 'uncollectible'
        ? 'active'
        : status;
    case 'paused':
      return latest?.status === 'paid' && latest.billing_reason === 'subscription_update' ? 'active' : status;
    case 'active':
      return latest?.status === 'open' && isLate(latest, now) ? 'past_due' : status;
    case 'trialing':
    case 'canceled':
    case 'incomplete_expired':
    default:
      return status;
  }
}

/** An attempt to charge it failed, or the day by which it was to be paid is over. */
function isLate(invoice: Stripe.Invoice, now: EpochSeconds): boolean {
  return invoice.attempt_count > 0 || (invoice.due_date !== null && invoice.due_date <= now);
}
