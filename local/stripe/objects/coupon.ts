import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface CouponFields {
  /** One of these two. The amount is in the currency's smallest unit. */
  readonly percentOff: number | null;
  readonly amountOff: { readonly amount: number; readonly currency: string } | null;
  readonly duration: 'once' | 'repeating' | 'forever';
  readonly durationInMonths: number | null;
  readonly maxRedemptions: number | null;
  readonly redeemBy: EpochSeconds | null;
  readonly name: string | null;
  readonly metadata: Stripe.Metadata;
}

export function buildCoupon({ id, created }: Stamp, fields: CouponFields): Stripe.Coupon {
  return {
    id,
    object: 'coupon',
    amount_off: fields.amountOff?.amount ?? null,
    created,
    currency: fields.amountOff?.currency ?? null,
    duration: fields.duration,
    duration_in_months: fields.durationInMonths,
    livemode: false,
    max_redemptions: fields.maxRedemptions,
    metadata: fields.metadata,
    name: fields.name,
    percent_off: fields.percentOff,
    redeem_by: fields.redeemBy,
    times_redeemed: 0,
    valid: true,
  };
}

export function buildDeletedCoupon(id: string): Stripe.DeletedCoupon {
  return { id, object: 'coupon', deleted: true };
}
