import type { EpochSeconds } from '../stamp.ts';
import type { Period } from '../objects/subscriptionItem.ts';
import { periodOf, wholePeriodStart } from './periods.ts';
import type Stripe from 'stripe';

/** What a change in the middle of a period gives back or costs. Pure. */
export interface Proration {
  readonly item: Stripe.SubscriptionItem;
  /** Negative where unused time is given back. */
  readonly amount: number;
  readonly kind: 'unused' | 'remaining';
  readonly period: Period;
}

/**
 * The unused time of each item that changes, and the time that is left at its new price. An item whose period
 * begins anew costs its whole price, which is no proration.
 * https://docs.stripe.com/billing/subscriptions/prorations#how-prorations-work
 */
export function prorationsOf(
  before: Stripe.Subscription,
  after: Stripe.Subscription,
  at: EpochSeconds,
): Proration[] {
  const [old, current] = [before.items.data, after.items.data];
  const kept = (item: Stripe.SubscriptionItem) => current.find(({ id }) => id === item.id);
  const unused = old.flatMap((item) => {
    const next = kept(item);
    return next !== undefined && sameMoney(item, next)
      ? []
      : part(item, 'unused', at, before.billing_cycle_anchor);
  });
  const remaining = current.flatMap((item) => {
    const last = old.find(({ id }) => id === item.id);
    if (last !== undefined && (sameMoney(last, item) || beginsAnew(last, item, at))) return [];
    return part(item, 'remaining', at, after.billing_cycle_anchor);
  });
  return [...unused, ...remaining].filter(({ amount }) => amount !== 0);
}

/** Items whose period begins anew, and is charged whole. */
export function begunAnew(
  before: Stripe.Subscription,
  after: Stripe.Subscription,
  at: EpochSeconds,
): Stripe.SubscriptionItem[] {
  return after.items.data.filter((item) => {
    const last = before.items.data.find(({ id }) => id === item.id);
    return last !== undefined && beginsAnew(last, item, at);
  });
}

function beginsAnew(last: Stripe.SubscriptionItem, item: Stripe.SubscriptionItem, at: EpochSeconds): boolean {
  return item.current_period_start === at && !samePeriod(last, item);
}

function samePeriod(one: Stripe.SubscriptionItem, other: Stripe.SubscriptionItem): boolean {
  return (
    one.current_period_start === other.current_period_start &&
    one.current_period_end === other.current_period_end
  );
}

function sameMoney(one: Stripe.SubscriptionItem, other: Stripe.SubscriptionItem): boolean {
  return one.price.id === other.price.id && one.quantity === other.quantity && samePeriod(one, other);
}

/** An item that was added in the middle of a period is counted by its part of a whole one. */
function part(
  item: Stripe.SubscriptionItem,
  kind: Proration['kind'],
  at: EpochSeconds,
  anchor: EpochSeconds,
): Proration[] {
  const { start, end } = periodOf(item);
  if (at >= end) return [];
  const whole = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  const left = (end - at) / (end - Math.min(start, wholePeriodStart(anchor, end, item.price)));
  const amount = Math.round(whole * left) * (kind === 'unused' ? -1 : 1);
  return [{ item, amount, kind, period: { start: at, end } }];
}
