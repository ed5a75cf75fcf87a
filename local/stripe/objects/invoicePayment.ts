import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

/** Joins an invoice to the payment intent that pays it; open until it does. */
export function buildInvoicePayment(
  { id, created }: Stamp,
  { invoice, paymentIntent }: { readonly invoice: Stripe.Invoice; readonly paymentIntent: string },
): Stripe.InvoicePayment {
  return {
    id,
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: paymentIntent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
}
