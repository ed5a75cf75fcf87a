import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { idOf } from '../objects/reference.ts';
import { discountAmounts, isRedeemable, isUsable } from './discountState.ts';
import { couponOf } from './discounts.ts';
import { orderOf } from './purchase.ts';
import type { World } from '../world.ts';
import type { PaymentResult } from './checkout.ts';
import type Stripe from 'stripe';

/** What a discount is measured against. */
interface Basket {
  readonly lines: readonly Stripe.LineItem[];
  readonly currency: string;
  readonly customer: string | null;
}

/** Why a coupon takes nothing off this basket; undefined where it does. */
export function couponProblem(world: World, coupon: Stripe.Coupon, { currency }: Basket): string | undefined {
  if (!isRedeemable(coupon, world.now())) return `Coupon expired: ${coupon.id}`;
  if (coupon.currency !== null && coupon.currency !== currency) {
    return `The coupon ${coupon.id} is for \`${coupon.currency}\` only.`;
  }
  return undefined;
}

/** Why a code is not accepted, in words for the reader; undefined where it is. */
export function codeProblem(world: World, code: Stripe.PromotionCode, basket: Basket): string | undefined {
  const coupon = world.objects.get('coupon', idOf(code.promotion.coupon ?? ''));
  const { first_time_transaction: firstTime, minimum_amount: minimum } = code.restrictions;
  const usable =
    isUsable(code, world.now()) && coupon !== undefined && couponProblem(world, coupon, basket) === undefined;
  if (!usable) return 'This code is invalid.';
  if (code.customer !== null && code.customer !== basket.customer) return 'This code is invalid.';
  if (firstTime && hasPaid(world, basket.customer)) return 'This code is for first-time orders only.';
  const subtotal = basket.lines.reduce((sum, line) => sum + line.amount_subtotal, 0);
  return minimum !== null && subtotal < minimum ? 'This code needs a larger order.' : undefined;
}

function hasPaid(world: World, customer: string | null): boolean {
  if (customer === null) return false;
  return world.objects.list('charge', { where: { customer, status: 'succeeded' }, limit: 1 }).data.length > 0;
}

/** Applies what a reader typed on the page; an empty code takes the discount away. */
export function enterCode(world: World, sessionId: string, text: string): PaymentResult | undefined {
  return world.transaction(() => {
    const session = required(world, 'checkout.session', sessionId);
    if (session.status !== 'open') return { kind: 'closed', session };
    const order = orderOf(world, session);
    if (session.allow_promotion_codes !== true || order.begun !== null) {
      throw invalidRequest('This Checkout takes no promotion codes.');
    }
    if (text === '') {
      saveDiscount(world, session, null);
      return undefined;
    }
    const code = findCode(world, text);
    const customer = session.customer === null ? null : idOf(session.customer);
    const basket = { lines: order.lines, currency: session.currency ?? 'usd', customer };
    const problem = code === undefined ? 'This code is invalid.' : codeProblem(world, code, basket);
    if (problem !== undefined) return { kind: 'invalid', field: 'code', message: problem };
    saveDiscount(world, session, code ?? null);
    return undefined;
  });
}

/** Of several with the same letters, the one in use. */
function findCode(world: World, text: string): Stripe.PromotionCode | undefined {
  const typed = text.trim().toUpperCase();
  const all = world.objects.list('promotion_code', { limit: 1000 }).data;
  const found = all.filter(({ code }) => code.toUpperCase() === typed);
  return found.find(({ active }) => active) ?? found[0];
}

function saveDiscount(
  world: World,
  session: Stripe.Checkout.Session,
  code: Stripe.PromotionCode | null,
): void {
  const order = orderOf(world, session);
  const coupon = code === null ? null : idOf(code.promotion.coupon ?? '');
  const lines = discountedLines(order.lines, coupon === null ? null : couponOf(world, coupon));
  const off = lines.reduce((sum, line) => sum + line.amount_discount, 0);
  world.objects.put('session_order', { ...order, lines });
  world.objects.put('checkout.session', {
    ...session,
    amount_total: (session.amount_subtotal ?? 0) - off,
    discounts: code === null ? [] : [{ coupon: null, promotion_code: code.id }],
    total_details: { amount_discount: off, amount_shipping: 0, amount_tax: 0 },
  });
}

export function discountedLines(
  lines: readonly Stripe.LineItem[],
  coupon: Stripe.Coupon | null,
): Stripe.LineItem[] {
  const amounts = lines.map((line) => line.amount_subtotal);
  const taken = coupon === null ? [] : discountAmounts(amounts, coupon);
  return lines.map((line, index) => {
    const off = taken[index] ?? 0;
    return { ...line, amount_discount: off, amount_total: line.amount_subtotal - off };
  });
}
