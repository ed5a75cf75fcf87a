import Stripe from 'stripe';
import type { Stamp } from '../stamp.ts';

export interface PriceFields {
  readonly product: string;
  readonly currency: string;
  /** In the currency's smallest unit. */
  readonly unitAmount: number;
  readonly recurring: { readonly interval: string; readonly intervalCount: number } | null;
  readonly active?: boolean | undefined;
  readonly lookupKey?: string | undefined;
  readonly nickname?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly taxBehavior?: string | undefined;
}

export function buildPrice({ id, created }: Stamp, fields: PriceFields): Stripe.Price {
  const { recurring } = fields;
  return {
    id,
    object: 'price',
    active: fields.active ?? true,
    billing_scheme: 'per_unit',
    created,
    currency: fields.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: fields.lookupKey ?? null,
    metadata: fields.metadata ?? {},
    nickname: fields.nickname ?? null,
    product: fields.product,
    recurring: recurring && {
      interval: recurring.interval,
      interval_count: recurring.intervalCount,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: fields.taxBehavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: recurring === null ? 'one_time' : 'recurring',
    unit_amount: fields.unitAmount,
    unit_amount_decimal: Stripe.Decimal.from(fields.unitAmount),
  };
}

/** The older name of a recurring price, which subscription items still carry. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'year',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
