import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { couponOf } from '../billing/discounts.ts';
import { codeProblem, couponProblem, discountedLines } from '../billing/sessionDiscount.ts';
import { buildCheckoutSession } from '../objects/checkoutSession.ts';
import { idOf } from '../objects/reference.ts';
import { orderId } from '../objects/sessionOrder.ts';
import { checkParams, expiryOf } from './checkoutChecks.ts';
import { linesOf } from './checkoutLines.ts';
import { livingCustomer } from './customers.ts';
import type { SessionOrder } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { CreateParams } from './checkoutParams.ts';
import type Stripe from 'stripe';

/** @throws {StripeRefusal} where a parameter contradicts another, or names what is not there or not on sale */
export function createSession(world: World, params: CreateParams): Stripe.Checkout.Session {
  const stamp = world.stamp('checkout.session');
  checkParams(params, stamp.created);
  if (params.customer !== undefined) livingCustomer(world, params.customer, 'customer');
  const offered = linesOf(world, params);
  const currency = offered[0]?.currency ?? 'usd';
  const discount = discountOf(world, params, offered, currency);
  const lines = discountedLines(offered, discount?.terms ?? null);
  const session = buildCheckoutSession(stamp, {
    mode: params.mode,
    url: `${world.publicUrl}/c/pay/${stamp.id}`,
    lines,
    discounts: discount === null ? [] : [discount.given],
    currency,
    expiresAt: expiryOf(params, stamp.created),
    customer: params.customer ?? null,
    customerCreation: customerCreation(params),
    customerEmail: params.customer_email ?? null,
    clientReferenceId: params.client_reference_id ?? null,
    successUrl: params.success_url,
    cancelUrl: params.cancel_url ?? null,
    automaticTax: params.automatic_tax?.enabled ?? false,
    allowPromotionCodes: params.allow_promotion_codes ?? null,
    locale: params.locale ?? null,
    billingAddressCollection: params.billing_address_collection ?? null,
    paymentMethodTypes: paymentMethodTypes(params, currency),
    allowedPaymentMethodTypes: params.allowed_payment_method_types ?? null,
    excludedPaymentMethodTypes: params.excluded_payment_method_types,
    paymentMethodCollection:
      params.mode === 'payment' ? null : (params.payment_method_collection ?? 'always'),
    taxIdCollection: params.tax_id_collection?.enabled ?? false,
    metadata: params.metadata ?? {},
  });
  world.objects.put('checkout.session', session);
  world.objects.put('session_order', orderFor(params, session, lines));
  return session;
}

function orderFor(
  { payment_intent_data: payment = {}, subscription_data: subscription = {} }: CreateParams,
  session: Stripe.Checkout.Session,
  lines: Stripe.LineItem[],
): SessionOrder {
  const { trial_end: end, trial_period_days: days } = subscription;
  return {
    id: orderId(session.id),
    object: 'session_order',
    lines,
    subscription: {
      metadata: subscription.metadata ?? {},
      description: subscription.description,
      missingPaymentMethod: subscription.trial_settings?.end_behavior.missing_payment_method,
      ...(end !== undefined && { trial: { end } }),
      ...(days !== undefined && { trial: { days } }),
    },
    payment: {
      metadata: payment.metadata ?? {},
      description: payment.description,
      receiptEmail: payment.receipt_email,
      setupFutureUsage: payment.setup_future_usage,
    },
    begun: null,
  };
}

/** A subscription always has a customer; whoever pays once may stay a guest. */
function customerCreation(params: CreateParams): 'always' | 'if_required' | null {
  if (params.customer !== undefined) return null;
  return params.mode === 'subscription' ? 'always' : (params.customer_creation ?? 'if_required');
}

/** All that takes the currency, but for what the site leaves out: https://docs.stripe.com/payments/sepa-debit */
function paymentMethodTypes(params: CreateParams, currency: string): string[] {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = params;
  const eligible = currency === 'eur' ? ['card', 'sepa_debit'] : ['card'];
  const left = eligible.filter(
    (type) => (allowed?.includes(type) ?? true) && !(excluded?.includes(type) ?? false),
  );
  if (left.length > 0) return left;
  throw invalidRequest(`No payment method types of this Checkout Session take ${currency}.`, {
    param: allowed === undefined ? 'excluded_payment_method_types' : 'allowed_payment_method_types',
  });
}

interface GivenDiscount {
  readonly terms: Stripe.Coupon;
  readonly given: Stripe.Checkout.Session.Discount;
}

/** @throws {StripeRefusal} where it is not there, expired, or for somebody or something else */
function discountOf(
  world: World,
  params: CreateParams,
  lines: readonly Stripe.LineItem[],
  currency: string,
): GivenDiscount | null {
  const [asked] = params.discounts ?? [];
  if (asked === undefined) return null;
  const basket = { lines, currency, customer: params.customer ?? null };
  if (asked.promotion_code !== undefined) {
    const param = 'discounts[0][promotion_code]';
    const code = required(world, 'promotion_code', asked.promotion_code, param);
    const problem = codeProblem(world, code, basket);
    if (problem !== undefined) throw invalidRequest(problem, { param });
    const terms = couponOf(world, idOf(code.promotion.coupon ?? ''));
    return { terms, given: { coupon: null, promotion_code: code.id } };
  }
  const param = 'discounts[0][coupon]';
  const terms = required(world, 'coupon', asked.coupon ?? '', param);
  const problem = couponProblem(world, terms, basket);
  if (problem !== undefined) throw invalidRequest(problem, { param, code: 'coupon_expired' });
  return { terms, given: { coupon: terms.id, promotion_code: null } };
}
