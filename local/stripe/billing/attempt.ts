import { emit } from '../events.ts';
import { buildCharge } from '../objects/charge.ts';
import { idOf } from '../objects/reference.ts';
import type { Card, Decline } from '../objects/cards.ts';
import type { World } from '../world.ts';
import { attemptFailed, paid } from './invoiceState.ts';
import { saveInvoice } from './save.ts';
import type Stripe from 'stripe';

export interface Payer {
  readonly card: Card;
  readonly paymentMethod: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

/** One charge for a payment intent, and what it makes of it. */
export function chargeIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  payer: Payer,
  decline: Decline | undefined,
): Stripe.PaymentIntent {
  const charge = buildCharge(world.stamp('charge'), {
    intent,
    ...payer,
    decline,
    balanceTransaction: world.newId('transaction'),
  });
  world.objects.put('charge', charge);
  emit(world, decline === undefined ? 'charge.succeeded' : 'charge.failed', charge);
  const after: Stripe.PaymentIntent = {
    ...intent,
    latest_charge: charge.id,
    amount_received: charge.amount_captured,
    payment_method: decline === undefined ? payer.paymentMethod : null,
    last_payment_error: decline === undefined ? null : lastPaymentError(charge.id, decline),
    status: decline === undefined ? 'succeeded' : 'requires_payment_method',
  };
  world.objects.put('payment_intent', after);
  emit(world, decline === undefined ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', after);
  return after;
}

function lastPaymentError(charge: string, decline: Decline): Stripe.PaymentIntent.LastPaymentError {
  return {
    charge,
    code: decline.code,
    ...(decline.declineCode !== null && { decline_code: decline.declineCode }),
    message: decline.message,
    type: 'card_error',
  };
}

/** Tries to collect an invoice. Its subscription's status is the caller's to reconsider. */
export function attemptInvoice(
  world: World,
  invoice: Stripe.Invoice,
  payer: Payer,
  decline: Decline | undefined,
): Stripe.Invoice {
  const [payment] = world.objects.list('invoice_payment', { where: { invoice: invoice.id }, limit: 1 }).data;
  const reference = payment?.payment.payment_intent;
  const intent = reference === undefined ? undefined : world.objects.get('payment_intent', idOf(reference));
  if (payment === undefined || intent === undefined) throw new Error(`${invoice.id} has no payment intent`);
  chargeIntent(world, intent, payer, decline);
  if (decline !== undefined) {
    const types = ['invoice.updated', 'invoice.payment_failed'];
    return saveInvoice(world, invoice, attemptFailed(invoice, world.now()), types);
  }
  const settled: Stripe.InvoicePayment = {
    ...payment,
    amount_paid: payment.amount_requested,
    status: 'paid',
    status_transitions: { ...payment.status_transitions, paid_at: world.now() },
  };
  world.objects.put('invoice_payment', settled);
  emit(world, 'invoice_payment.paid', settled);
  return saveInvoice(world, invoice, paid(invoice, world.now()), [
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
  ]);
}
