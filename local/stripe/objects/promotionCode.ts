import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

interface PromotionCodeFields {
  readonly coupon: string;
  /** What readers type; letter case does not matter. */
  readonly code: string;
  readonly active: boolean;
  /** The one customer who may use it; null for anybody. */
  readonly customer: string | null;
  readonly expiresAt: EpochSeconds | null;
  readonly maxRedemptions: number | null;
  readonly firstTimeTransaction: boolean;
  readonly minimum: { readonly amount: number; readonly currency: string } | null;
  readonly metadata: Stripe.Metadata;
}

export function buildPromotionCode(
  { id, created }: Stamp,
  fields: PromotionCodeFields,
): Stripe.PromotionCode {
  return {
    id,
    object: 'promotion_code',
    active: fields.active,
    code: fields.code,
    created,
    customer: fields.customer,
    customer_account: null,
    expires_at: fields.expiresAt,
    livemode: false,
    max_redemptions: fields.maxRedemptions,
    metadata: fields.metadata,
    promotion: { coupon: fields.coupon, type: 'coupon' },
    restrictions: {
      first_time_transaction: fields.firstTimeTransaction,
      minimum_amount: fields.minimum?.amount ?? null,
      minimum_amount_currency: fields.minimum?.currency ?? null,
    },
    times_redeemed: 0,
  };
}
