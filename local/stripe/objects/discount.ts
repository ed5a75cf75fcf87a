import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

interface DiscountFields {
  readonly coupon: string;
  readonly promotionCode: string | null;
  readonly customer: string;
  readonly session: string;
  /** Null for one that never ends, or that ends with the first invoice it lowers. */
  readonly end: EpochSeconds | null;
}

/** A coupon as it is applied, before there is a subscription. */
export function buildDiscount({ id, created }: Stamp, fields: DiscountFields): Stripe.Discount {
  return {
    id,
    object: 'discount',
    checkout_session: fields.session,
    customer: fields.customer,
    customer_account: null,
    end: fields.end,
    invoice: null,
    invoice_item: null,
    promotion_code: fields.promotionCode,
    source: { coupon: fields.coupon, type: 'coupon' },
    start: created,
    subscription: null,
    subscription_item: null,
  };
}
