import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface SessionFields {
  readonly mode: 'payment' | 'subscription';
  readonly url: string;
  readonly lines: readonly Stripe.LineItem[];
  readonly discounts: Stripe.Checkout.Session.Discount[];
  readonly paymentMethodTypes: string[];
  readonly allowedPaymentMethodTypes: string[] | null;
  readonly excludedPaymentMethodTypes: string[] | undefined;
  /** Null where the customer is given. */
  readonly customerCreation: 'always' | 'if_required' | null;
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
  /** Null in payment mode. */
  readonly paymentMethodCollection: string | null;
  readonly taxIdCollection: boolean;
  readonly metadata: Stripe.Metadata;
}

/** An open, unpaid session on the hosted page. */
export function buildCheckoutSession({ id, created }: Stamp, fields: SessionFields): Stripe.Checkout.Session {
  const subtotal = fields.lines.reduce((sum, line) => sum + line.amount_subtotal, 0);
  const discount = fields.lines.reduce((sum, line) => sum + line.amount_discount, 0);
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: fields.allowPromotionCodes,
    allowed_payment_method_types: fields.allowedPaymentMethodTypes,
    amount_subtotal: subtotal,
    amount_total: subtotal - discount,
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
    customer_creation: fields.customerCreation,
    customer_details: null,
    customer_email: fields.customerEmail,
    discounts: fields.discounts,
    ...(fields.excludedPaymentMethodTypes !== undefined && {
      excluded_payment_method_types: fields.excludedPaymentMethodTypes,
    }),
    expires_at: fields.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: fields.locale,
    managed_payments: null,
    metadata: fields.metadata,
    mode: fields.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: fields.paymentMethodCollection,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: fields.paymentMethodTypes,
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
    total_details: { amount_discount: discount, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: fields.url,
    wallet_options: null,
  };
}
