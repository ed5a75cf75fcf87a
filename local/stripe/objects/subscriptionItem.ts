import { planOf } from './price.ts';
import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface Period {
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
}

interface ItemFields {
  readonly subscription: string;
  readonly price: Stripe.Price;
  readonly quantity: number;
  readonly period: Period;
  readonly metadata?: Stripe.Metadata | undefined;
}

export function buildSubscriptionItem(
  { id, created }: Stamp,
  { subscription, price, quantity, period, metadata }: ItemFields,
): Stripe.SubscriptionItem {
  return {
    id,
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: metadata ?? {},
    plan: planOf(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  };
}
