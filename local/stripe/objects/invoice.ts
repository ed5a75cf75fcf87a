import { idOf } from './reference.ts';
import type { Stamp } from '../stamp.ts';
import type { Period } from './subscriptionItem.ts';
import type Stripe from 'stripe';

export interface InvoiceFields {
  readonly customer: Stripe.Customer;
  readonly subscription: Stripe.Subscription;
  readonly billingReason: 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  readonly lines: Stripe.InvoiceLineItem[];
  /** The period before the one its lines are for, as Stripe writes it. */
  readonly period: Period;
}

/** How long the owner of an account has to change a draft. */
const DRAFT_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** A draft; billing/invoiceState.ts takes it further. */
export function buildInvoice({ id, created }: Stamp, fields: InvoiceFields): Stripe.Invoice {
  const { customer, subscription, lines } = fields;
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discounts = totalDiscounts(lines);
  const total = discounts.reduce((left, { amount }) => left - amount, subtotal);
  const finalizesAt = created + DRAFT_SECONDS;
  const sent = subscription.collection_method === 'send_invoice';
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Stripe double',
    account_tax_ids: null,
    amount_due: Math.max(0, total),
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: Math.max(0, total),
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: {
      disabled_reason: null,
      enabled: subscription.automatic_tax.enabled,
      liability: subscription.automatic_tax.liability,
      provider: subscription.automatic_tax.enabled ? 'stripe' : null,
      status: subscription.automatic_tax.enabled ? 'complete' : null,
    },
    automatically_finalizes_at: finalizesAt,
    billing_reason: fields.billingReason,
    collection_method: subscription.collection_method,
    created,
    currency: subscription.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: discounts.map(({ discount }) => discount),
    due_date: sent ? created + (subscription.days_until_due ?? 0) * DAY_SECONDS : null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: sent ? null : finalizesAt,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: fields.period.end,
    period_start: fields.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal,
    subtotal_excluding_tax: subtotal,
    test_clock: subscription.test_clock === null ? null : idOf(subscription.test_clock),
    total,
    total_discount_amounts: discounts,
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
}

/** What each discount takes off all lines together. */
function totalDiscounts(lines: readonly Stripe.InvoiceLineItem[]): { amount: number; discount: string }[] {
  const totals = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts ?? [])) {
    totals.set(idOf(discount), (totals.get(idOf(discount)) ?? 0) + amount);
  }
  return [...totals].map(([discount, amount]) => ({ amount, discount }));
}

/** The subscription that an invoice is for. */
export function subscriptionOf(invoice: Stripe.Invoice): string | undefined {
  const subscription = invoice.parent?.subscription_details?.subscription;
  return subscription === undefined ? undefined : idOf(subscription);
}
