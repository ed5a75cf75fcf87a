import { firstPeriodEnd } from '../../billing/subscriptionState.ts';
import { money } from '../../money.ts';
import type { EpochSeconds } from '../../stamp.ts';
import type { PortalFeatures } from '../../objects/portalConfiguration.ts';
import type Stripe from 'stripe';

const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, year: 365 };

/** When a change of plan takes place, as the portal's configuration has it. */
export type PlanChange =
  { readonly kind: 'now' } | { readonly kind: 'at_period_end'; readonly at: EpochSeconds };

/** https://docs.stripe.com/api/customer_portal/configurations/object, `schedule_at_period_end` */
export function planChange(
  subscription: Stripe.Subscription,
  item: Stripe.SubscriptionItem,
  price: Stripe.Price,
  { schedule_at_period_end: { conditions } }: PortalFeatures['subscription_update'],
): PlanChange {
  const met = conditions.some(({ type }) => {
    if (type === 'decreasing_item_amount') return (price.unit_amount ?? 0) < (item.price.unit_amount ?? 0);
    return type === 'shortening_interval' && intervalDays(price) < intervalDays(item.price);
  });
  return met ? { kind: 'at_period_end', at: firstPeriodEnd(subscription) } : { kind: 'now' };
}

function intervalDays({ recurring }: Stripe.Price): number {
  return (DAYS[recurring?.interval ?? 'year'] ?? 365) * (recurring?.interval_count ?? 1);
}

/** `$100.00 every year` */
export function priceText(price: Stripe.Price, quantity = 1): string {
  const { interval = 'year', interval_count: count = 1 } = price.recurring ?? {};
  return `${money((price.unit_amount ?? 0) * quantity, price.currency)} every ${count === 1 ? interval : `${count} ${interval}s`}`;
}
