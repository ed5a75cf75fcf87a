import type { EpochSeconds } from '../stamp.ts';
import type { Period } from '../objects/subscriptionItem.ts';
import { addIntervals, periodOf } from './periods.ts';
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
  before: readonly Stripe.SubscriptionItem[],
  after: readonly Stripe.SubscriptionItem[],
  at: EpochSeconds,
): Proration[] {
  const kept = (item: Stripe.SubscriptionItem) => after.find(({ id }) => id === item.id);
  const unused = before.flatMap((item) => {
    const next = kept(item);
    return next !== undefined && sameMoney(item, next) ? [] : part(item, 'unused', at);
  });
  const remaining = after.flatMap((item) => {
    const last = before.find(({ id }) => id === item.id);
    if (last !== undefined && (sameMoney(last, item) || beginsAnew(last, item))) return [];
    return part(item, 'remaining', at);
  });
  return [...unused, ...remaining].filter(({ amount }) => amount !== 0);
}

/** Items whose period begins anew, and is charged whole. */
export function begunAnew(
  before: readonly Stripe.SubscriptionItem[],
  after: readonly Stripe.SubscriptionItem[],
): Stripe.SubscriptionItem[] {
  return after.filter((item) => {
    const last = before.find(({ id }) => id === item.id);
    return last !== undefined && beginsAnew(last, item);
  });
}

function beginsAnew(last: Stripe.SubscriptionItem, item: Stripe.SubscriptionItem): boolean {
  return item.current_period_start > last.current_period_start;
}

function sameMoney(one: Stripe.SubscriptionItem, other: Stripe.SubscriptionItem): boolean {
  return (
    one.price.id === other.price.id &&
    one.quantity === other.quantity &&
    one.current_period_start === other.current_period_start &&
    one.current_period_end === other.current_period_end
  );
}

function part(item: Stripe.SubscriptionItem, kind: Proration['kind'], at: EpochSeconds): Proration[] {
  const { start, end } = periodOf(item);
  if (at >= end) return [];
  const whole = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  const left = (end - at) / (end - wholeStart(item, start, end));
  const amount = Math.round(whole * left) * (kind === 'unused' ? -1 : 1);
  return [{ item, amount, kind, period: { start: at, end } }];
}

/** An item that was added in the middle of a period pays for its part of a whole one. */
function wholeStart(
  { price }: Stripe.SubscriptionItem,
  start: EpochSeconds,
  end: EpochSeconds,
): EpochSeconds {
  const { interval, interval_count: count } = price.recurring ?? { interval: 'year', interval_count: 1 };
  return Math.min(start, addIntervals(end, interval, -count));
}
