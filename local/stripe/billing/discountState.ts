import { addIntervals } from './periods.ts';
import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** What coupons take off, and when: https://docs.stripe.com/billing/subscriptions/coupons. Pure. */

/**
 * What a coupon takes off each amount, in the same order. It is spread in proportion, rounded so that the parts add
 * up. Credit is not lowered.
 */
export function discountAmounts(
  amounts: readonly number[],
  { percent_off: percent, amount_off: off }: Pick<Stripe.Coupon, 'percent_off' | 'amount_off'>,
): number[] {
  const bases = amounts.map((amount) => Math.max(0, amount));
  const total = bases.reduce((sum, base) => sum + base, 0);
  const wanted = percent === null ? Math.min(off ?? 0, total) : Math.round((total * percent) / 100);
  const takenUpTo = (sum: number) => (total === 0 ? 0 : Math.round((wanted * sum) / total));
  let before = 0;
  return bases.map((base) => {
    const taken = takenUpTo(before + base) - takenUpTo(before);
    before += base;
    return taken;
  });
}

/** Null where it goes on for ever, or until the first invoice that it lowers. */
export function discountEnd(coupon: Stripe.Coupon, start: EpochSeconds): EpochSeconds | null {
  const { duration, duration_in_months: months } = coupon;
  return duration === 'repeating' ? addIntervals(start, 'month', months ?? 1) : null;
}

export function isInForce({ end }: Stripe.Discount, at: EpochSeconds): boolean {
  return end === null || end > at;
}

export function isRedeemable(coupon: Stripe.Coupon, now: EpochSeconds): boolean {
  const { max_redemptions: max, redeem_by: by, times_redeemed: times } = coupon;
  return (max === null || times < max) && (by === null || by > now);
}

export function isUsable(code: Stripe.PromotionCode, now: EpochSeconds): boolean {
  const { active, expires_at: end, max_redemptions: max, times_redeemed: times } = code;
  return active && (max === null || times < max) && (end === null || end > now);
}
