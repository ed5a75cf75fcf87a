import type Stripe from 'stripe';
import type { CustomerId, EpochSeconds, PlanId, ProductId } from '../membership/model.ts';
import { PASS_METADATA } from '../membership/stripe-reading.ts';
import { CHECKOUT_EXPAND, stateOf } from './checkout-state.ts';
import type { CheckoutState } from './checkout-state.ts';
import { idOf } from './client.ts';
import { isMissing } from './errors.ts';

/**
 * Methods whose money takes days, and may not come at all (docs.stripe.com/payments/checkout/fulfill-orders,
 * "delayed notification payment methods"). A pass for a day can not wait for them.
 */
const DELAYED_METHODS = [
  'acss_debit',
  'au_becs_debit',
  'bacs_debit',
  'boleto',
  'customer_balance',
  'konbini',
  'multibanco',
  'nz_bank_account',
  'oxxo',
  'payto',
  'sepa_debit',
  'sofort',
  'us_bank_account',
] as const;

/** What is sold in a session. */
export type Sale =
  | { readonly kind: 'subscription'; readonly trialDays?: number | undefined }
  | { readonly kind: 'pass'; readonly plan: PlanId; readonly seconds: number };

export interface OpenCheckout {
  readonly price: string;
  readonly sale: Sale;
  /** A customer who is known, or the address that a new one gets. */
  readonly payer: { readonly customer: CustomerId } | { readonly address: string };
  /** Stripe fills in `{CHECKOUT_SESSION_ID}`. */
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly expiresAt: EpochSeconds;
  readonly automaticTax: boolean;
  /** For subscriptions only: a pass that costs nothing would leave no payment to read it from. */
  readonly promotionCodes: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  /** Two calls with one key make one session (docs.stripe.com/api/idempotent_requests). */
  readonly idempotencyKey: string;
}

export interface StripePrice {
  readonly id: string;
  readonly product: ProductId;
  /** In the currency's smallest unit; null where it is not one amount. */
  readonly amount: number | null;
  readonly currency: string;
  /** `once`, or the interval; absent for every so many intervals. */
  readonly charged: string | undefined;
}

export type StripeCheckout = ReturnType<typeof createStripeCheckout>;

/** Checkout, docs.stripe.com/api/checkout/sessions. */
export function createStripeCheckout(stripe: Stripe) {
  return {
    /** The price that a lookup key names today; `undefined` where none is on sale under it. */
    async price(lookupKey: string): Promise<StripePrice | undefined> {
      const { data } = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
      const [price] = data;
      if (price === undefined) return undefined;
      const { id, product, unit_amount: amount, currency, recurring } = price;
      const interval = recurring?.interval_count === 1 ? recurring.interval : undefined;
      const charged = recurring === null ? 'once' : interval;
      return { id, product: idOf(product), amount, currency, charged };
    },

    async createCustomer(address: string, idempotencyKey: string): Promise<CustomerId> {
      const { id } = await stripe.customers.create({ email: address }, { idempotencyKey });
      return id;
    },

    async open(input: OpenCheckout): Promise<{ id: string; url: string }> {
      const session = await stripe.checkout.sessions.create(
        {
          ...('customer' in input.payer
            ? { customer: input.payer.customer }
            : { customer_email: input.payer.address }),
          ...modeOf(input),
          line_items: [{ price: input.price, quantity: 1 }],
          success_url: input.successUrl,
          cancel_url: input.cancelUrl,
          expires_at: input.expiresAt,
          metadata: { ...input.metadata },
          ...(input.automaticTax && {
            automatic_tax: { enabled: true },
            tax_id_collection: { enabled: true },
            ...('customer' in input.payer && { customer_update: { address: 'auto', name: 'auto' } }),
          }),
        },
        { idempotencyKey: input.idempotencyKey },
      );
      if (session.url === null) throw new Error('Stripe made a Checkout session without a page.');
      return { id: session.id, url: session.url };
    },

    /** `undefined` where Stripe knows no such session. */
    async state(id: string): Promise<CheckoutState | undefined> {
      try {
        return stateOf(await stripe.checkout.sessions.retrieve(id, { expand: CHECKOUT_EXPAND }));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    /** Closes an open session; the answer says what it then was, which may be paid. */
    async close(id: string): Promise<CheckoutState | undefined> {
      const before = await this.state(id);
      if (before?.status !== 'open') return before;
      try {
        return stateOf(await stripe.checkout.sessions.expire(id));
      } catch (error) {
        const after = await this.state(id);
        if (after?.status === 'open') throw error;
        return after;
      }
    },
  };
}

/** A pass is known by its payment's metadata, and found through its customer: there is always one. */
function modeOf({
  sale,
  payer,
  promotionCodes,
  metadata,
}: OpenCheckout): Stripe.Checkout.SessionCreateParams {
  if (sale.kind === 'pass') {
    const pass = { [PASS_METADATA.plan]: sale.plan, [PASS_METADATA.seconds]: String(sale.seconds) };
    return {
      mode: 'payment',
      ...('address' in payer && { customer_creation: 'always' }),
      payment_intent_data: { metadata: { ...metadata, ...pass } },
      excluded_payment_method_types: [...DELAYED_METHODS],
    };
  }
  return {
    mode: 'subscription',
    subscription_data: {
      metadata: { ...metadata },
      ...(sale.trialDays !== undefined && { trial_period_days: sale.trialDays }),
    },
    ...(promotionCodes && { allow_promotion_codes: true }),
  };
}
