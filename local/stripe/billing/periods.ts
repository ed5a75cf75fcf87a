import type { Period } from '../objects/subscriptionItem.ts';
import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

const DAY_SECONDS = 86_400;

/**
 * `count` intervals after a time. Months keep the day of the month, or the last day where the month is shorter.
 * https://docs.stripe.com/billing/subscriptions/billing-cycle
 */
export function addIntervals(from: EpochSeconds, interval: string, count: number): EpochSeconds {
  if (interval === 'day') return from + count * DAY_SECONDS;
  if (interval === 'week') return from + count * 7 * DAY_SECONDS;
  const date = new Date(from * 1000);
  const months = date.getUTCMonth() + (interval === 'year' ? 12 * count : count);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  const midnight = Date.UTC(date.getUTCFullYear(), months, day) / 1000;
  return midnight + (from - Math.floor(from / DAY_SECONDS) * DAY_SECONDS);
}

/** The period that begins at `start`, counted from the anchor so that the 31st comes back after February. */
export function periodFrom(anchor: EpochSeconds, start: EpochSeconds, price: Stripe.Price): Period {
  const interval = price.recurring?.interval ?? 'year';
  const step = price.recurring?.interval_count ?? 1;
  let count = step;
  while (addIntervals(anchor, interval, count) <= start) count += step;
  return { start, end: addIntervals(anchor, interval, count) };
}

/** Where the whole period that ends at `end` begins, counted from the anchor. */
export function wholePeriodStart(anchor: EpochSeconds, end: EpochSeconds, price: Stripe.Price): EpochSeconds {
  for (let start = anchor; start < end;) {
    const next = periodFrom(anchor, start, price).end;
    if (next === end) return start;
    start = next;
  }
  const { interval, interval_count: count } = price.recurring ?? { interval: 'year', interval_count: 1 };
  return addIntervals(end, interval, -count);
}

export function periodOf(item: Stripe.SubscriptionItem): Period {
  return { start: item.current_period_start, end: item.current_period_end };
}
