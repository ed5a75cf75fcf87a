import type Stripe from 'stripe';
import type { CustomerId, EpochSeconds, ProductId } from '../membership/model.ts';
import { idOf, isMissing } from './client.ts';

/** What a Checkout session says of itself. */
export interface CheckoutState {
  readonly id: string;
  readonly status: 'open' | 'complete' | 'expired';
  /** Paid, or nothing was to be paid. */
  readonly paid: boolean;
  readonly customer?: CustomerId;
  readonly address?: string;
}

export interface OpenCheckout {
  readonly price: string;
  /** A customer who is known, or the address that a new one gets. */
  readonly payer: { readonly customer: CustomerId } | { readonly address: string };
  /** Stripe fills in `{CHECKOUT_SESSION_ID}`. */
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly expiresAt: EpochSeconds;
  readonly automaticTax: boolean;
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
  /** Absent where it is charged once, or every so many intervals. */
  readonly interval: string | undefined;
}

export type StripeCheckout = ReturnType<typeof createStripeCheckout>;

/** Checkout in subscription mode, docs.stripe.com/api/checkout/sessions. */
export function createStripeCheckout(stripe: Stripe) {
  return {
    /** The price that a lookup key names today; `undefined` where none is on sale under it. */
    async price(lookupKey: string): Promise<StripePrice | undefined> {
      const { data } = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
      const [price] = data;
      if (price === undefined) return undefined;
      const { id, product, unit_amount: amount, currency, recurring } = price;
      const interval = recurring?.interval_count === 1 ? recurring.interval : undefined;
      return { id, product: idOf(product), amount, currency, interval };
    },

    async createCustomer(address: string, idempotencyKey: string): Promise<CustomerId> {
      const { id } = await stripe.customers.create({ email: address }, { idempotencyKey });
      return id;
    },

    async open(input: OpenCheckout): Promise<{ id: string; url: string }> {
      const withCustomer = 'customer' in input.payer;
      const session = await stripe.checkout.sessions.create(
        {
          mode: 'subscription',
          line_items: [{ price: input.price, quantity: 1 }],
          ...('customer' in input.payer
            ? { customer: input.payer.customer }
            : { customer_email: input.payer.address }),
          success_url: input.successUrl,
          cancel_url: input.cancelUrl,
          expires_at: input.expiresAt,
          metadata: { ...input.metadata },
          subscription_data: { metadata: { ...input.metadata } },
          ...(input.automaticTax && {
            automatic_tax: { enabled: true },
            tax_id_collection: { enabled: true },
            ...(withCustomer && { customer_update: { address: 'auto', name: 'auto' } }),
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
        return stateOf(await stripe.checkout.sessions.retrieve(id));
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

function stateOf(session: Stripe.Checkout.Session): CheckoutState {
  const { id, status, payment_status, customer, customer_details, customer_email } = session;
  const address = customer_details?.email ?? customer_email ?? undefined;
  return {
    id,
    status: status === 'complete' ? 'complete' : status === 'expired' ? 'expired' : 'open',
    paid: status === 'complete' && (payment_status === 'paid' || payment_status === 'no_payment_required'),
    ...(customer !== null && { customer: idOf(customer) }),
    ...(address !== undefined && { address }),
  };
}
