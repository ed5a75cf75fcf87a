import { emit } from '../events.ts';
import { buildDiscount } from '../objects/discount.ts';
import { idOf } from '../objects/reference.ts';
import { discountAmounts, discountEnd, isInForce, isRedeemable, isUsable } from './discountState.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** The terms that a discount goes by, also where its coupon was deleted since. */
export function couponOf(world: World, id: string): Stripe.Coupon {
  const coupon = world.objects.get('coupon', id) ?? world.objects.get('retired_coupon', retiredId(id));
  if (coupon === undefined) throw new Error(`the coupon ${id} was never made`);
  return coupon;
}

export function retiredId(coupon: string): string {
  return `retired_${coupon}`;
}

/** The terms of what a Checkout was discounted by. */
function termsOf(
  world: World,
  { coupon, promotion_code: code }: Stripe.Checkout.Session.Discount,
): Stripe.Coupon {
  const promotion = code === null ? undefined : world.objects.get('promotion_code', idOf(code));
  return couponOf(world, idOf(promotion?.promotion.coupon ?? coupon ?? ''));
}

/** Makes a session's discounts for the subscription that it is about to start. */
export function openDiscounts(world: World, session: Stripe.Checkout.Session, customer: string): string[] {
  return (session.discounts ?? []).map((given) => {
    const { promotion_code: code } = given;
    const terms = termsOf(world, given);
    const discount = buildDiscount(world.stamp('discount'), {
      coupon: terms.id,
      promotionCode: code === null ? null : idOf(code),
      customer,
      session: session.id,
      end: discountEnd(terms, world.now()),
    });
    world.objects.put('discount', discount);
    return discount.id;
  });
}

export function bindDiscounts(world: World, ids: readonly string[], subscription: string): void {
  for (const id of ids) {
    const discount = world.objects.get('discount', id);
    if (discount === undefined) continue;
    const bound = { ...discount, subscription };
    world.objects.put('discount', bound);
    emit(world, 'customer.discount.created', bound);
  }
}

/**
 * An invoice's lines with what a subscription's discounts take off them. A discount for once is used up by the first
 * invoice that it lowers.
 */
export function discountLines(
  world: World,
  { discounts }: Stripe.Subscription,
  lines: readonly Stripe.InvoiceLineItem[],
): Stripe.InvoiceLineItem[] {
  return discounts.reduce<Stripe.InvoiceLineItem[]>(
    (before, reference) => {
      const discount = world.objects.get('discount', idOf(reference));
      if (discount === undefined || !isInForce(discount, world.now())) return before;
      const coupon = couponOf(world, idOf(discount.source.coupon ?? ''));
      const taken = discountAmounts(before.map(leftOf), coupon);
      const lowers = taken.some((amount) => amount > 0);
      if (coupon.duration === 'once' && lowers) {
        world.objects.put('discount', { ...discount, end: world.now() });
      }
      return before.map((line, index) => ({
        ...line,
        discount_amounts: [
          ...(line.discount_amounts ?? []),
          { amount: taken[index] ?? 0, discount: discount.id },
        ],
      }));
    },
    [...lines],
  );
}

function leftOf({ amount, discount_amounts: taken }: Stripe.InvoiceLineItem): number {
  return (taken ?? []).reduce((left, discount) => left - discount.amount, amount);
}

/** Counts a completed session's coupon and code as used. */
export function redeem(world: World, session: Stripe.Checkout.Session): void {
  for (const given of session.discounts ?? []) {
    const { promotion_code: code } = given;
    const terms = world.objects.get('coupon', termsOf(world, given).id);
    if (terms !== undefined) {
      const used = { ...terms, times_redeemed: terms.times_redeemed + 1 };
      world.objects.put('coupon', { ...used, valid: isRedeemable(used, world.now()) });
    }
    const promotion = code === null ? undefined : world.objects.get('promotion_code', idOf(code));
    if (promotion !== undefined) {
      const used = { ...promotion, times_redeemed: promotion.times_redeemed + 1 };
      world.objects.put('promotion_code', { ...used, active: isUsable(used, world.now()) });
    }
  }
}
