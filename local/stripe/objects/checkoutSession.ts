import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

/** The id under which a session's order is kept. */
export function orderId(session: string): string {
  return `order_of_${session}`;
}

/** What a session will make once it is paid. Stripe keeps it too, and shows only the lines. */
export interface SessionOrder {
  readonly id: string;
  readonly object: 'session_order';
  readonly lines: Stripe.LineItem[];
  readonly subscription: { readonly metadata: Stripe.Metadata; readonly description?: string | undefined };
}

export interface SessionFields {
  readonly url: string;
  readonly lines: readonly Stripe.LineItem[];
  readonly currency: string;
  readonly expiresAt: EpochSeconds;
  readonly customer: string | null;
  readonly customerEmail: string | null;
  readonly clientReferenceId: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string | null;
  readonly automaticTax: boolean;
  readonly allowPromotionCodes: boolean | null;
  readonly locale: string | null;
  readonly billingAddressCollection: string | null;
  readonly paymentMethodCollection: string;
  readonly taxIdCollection: boolean;
  readonly metadata: Stripe.Metadata;
}

/** An open, unpaid session in subscription mode on the hosted page. */
export function buildCheckoutSession({ id, created }: Stamp, fields: SessionFields): Stripe.Checkout.Session {
  const total = fields.lines.reduce((sum, line) => sum + line.amount_total, 0);
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: fields.allowPromotionCodes,
    allowed_payment_method_types: null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: {
      enabled: fields.automaticTax,
      liability: fields.automaticTax ? { type: 'self' } : null,
      provider: fields.automaticTax ? 'stripe' : null,
      status: fields.automaticTax ? 'requires_location_inputs' : null,
    },
    billing_address_collection: fields.billingAddressCollection,
    cancel_url: fields.cancelUrl,
    client_reference_id: fields.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: fields.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: fields.customer,
    customer_account: null,
    customer_creation: fields.customer === null ? 'always' : null,
    customer_details: null,
    customer_email: fields.customerEmail,
    discounts: [],
    expires_at: fields.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: fields.locale,
    managed_payments: null,
    metadata: fields.metadata,
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: fields.paymentMethodCollection,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: fields.successUrl,
    tax_id_collection: { enabled: fields.taxIdCollection, required: 'never' },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: fields.url,
    wallet_options: null,
  };
}

interface LineFields {
  readonly price: Stripe.Price;
  readonly productName: string;
  readonly quantity: number;
}

export function buildLineItem(id: string, { price, productName, quantity }: LineFields): Stripe.LineItem {
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: productName,
    metadata: {},
    price,
    quantity,
  };
}
