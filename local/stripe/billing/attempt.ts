import { emit } from '../events.ts';
import { buildCharge } from '../objects/charge.ts';
import { idOf } from '../objects/reference.ts';
import type { Decline } from '../objects/cards.ts';
import type { PaymentMeans } from '../objects/paymentMethod.ts';
import type { World } from '../world.ts';
import { bookPayment } from './balance.ts';
import { attemptFailed, paid, underWay } from './invoiceState.ts';
import { saveInvoice } from './save.ts';
import type { PaymentOutcome } from './outcome.ts';
import type Stripe from 'stripe';

export interface Payer {
  readonly means: PaymentMeans;
  readonly paymentMethod: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

/** One attempt of a payment intent. It makes a charge, unless the reader has to authenticate first. */
export function attemptIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  payer: Payer,
  outcome: PaymentOutcome,
): Stripe.PaymentIntent {
  if (outcome.kind === 'requires_action') {
    const waiting: Stripe.PaymentIntent = {
      ...intent,
      payment_method: payer.paymentMethod,
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } },
    };
    world.objects.put('payment_intent', waiting);
    emit(world, 'payment_intent.requires_action', waiting);
    return waiting;
  }
  const decline = outcome.kind === 'declined' ? outcome.decline : undefined;
  const stamp = world.stamp('charge');
  const charge = buildCharge(stamp, {
    intent,
    ...payer,
    decline,
    pending: outcome.kind === 'processing',
    balanceTransaction:
      outcome.kind === 'paid' ? bookPayment(world, stamp.id, intent, payer.means.type) : null,
  });
  world.objects.put('charge', charge);
  emit(world, `charge.${charge.status}`, charge);
  return saveAttempted(world, intent, charge, decline, payer.paymentMethod);
}

function saveAttempted(
  world: World,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  decline: Decline | undefined,
  paymentMethod: string | null,
): Stripe.PaymentIntent {
  const after: Stripe.PaymentIntent = {
    ...intent,
    latest_charge: charge.id,
    amount_received: charge.amount_captured,
    next_action: null,
    payment_method: decline === undefined ? paymentMethod : null,
    last_payment_error: decline === undefined ? null : lastPaymentError(charge.id, decline),
    status: intentStatus(charge),
  };
  world.objects.put('payment_intent', after);
  emit(world, INTENT_EVENTS[charge.status] ?? 'payment_intent.payment_failed', after);
  return after;
}

const INTENT_EVENTS: Readonly<Record<string, string>> = {
  succeeded: 'payment_intent.succeeded',
  pending: 'payment_intent.processing',
};

function intentStatus({ status }: Stripe.Charge): Stripe.PaymentIntent.Status {
  if (status === 'succeeded') return 'succeeded';
  return status === 'pending' ? 'processing' : 'requires_payment_method';
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
  outcome: PaymentOutcome,
  scheduled = false,
): Stripe.Invoice {
  const reference = paymentOf(world, invoice)?.payment.payment_intent;
  const intent = reference === undefined ? undefined : world.objects.get('payment_intent', idOf(reference));
  if (intent === undefined) throw new Error(`${invoice.id} has no payment intent`);
  attemptIntent(world, intent, payer, outcome);
  return settleInvoice(world, invoice, outcome, scheduled);
}

/** An attempt with nothing to charge. */
export function failWithoutPayer(world: World, invoice: Stripe.Invoice, scheduled: boolean): Stripe.Invoice {
  return failed(world, invoice, scheduled, 'invoice.payment_failed');
}

/** The payment that is to pay an open invoice; undefined where nothing is due. */
export function paymentOf(world: World, invoice: Stripe.Invoice): Stripe.InvoicePayment | undefined {
  return world.objects.list('invoice_payment', { where: { invoice: invoice.id }, limit: 1 }).data[0];
}

/** What an attempt's end makes of an invoice and its payment. The payment intent has been told already. */
export function settleInvoice(
  world: World,
  invoice: Stripe.Invoice,
  outcome: PaymentOutcome,
  scheduled = false,
): Stripe.Invoice {
  switch (outcome.kind) {
    case 'declined':
      return failed(world, invoice, scheduled, 'invoice.payment_failed');
    case 'requires_action':
      return failed(world, invoice, scheduled, 'invoice.payment_action_required');
    case 'processing':
      return saveInvoice(world, invoice, underWay(invoice), ['invoice.updated']);
    case 'paid': {
      settlePayment(world, invoice);
      const types = ['invoice.updated', 'invoice.paid', 'invoice.payment_succeeded'];
      return saveInvoice(world, invoice, paid(invoice, world.now(), scheduled), types);
    }
  }
}

function failed(world: World, invoice: Stripe.Invoice, scheduled: boolean, event: string): Stripe.Invoice {
  const { retryAfterDays } = world.settings.get('dunning');
  const after = attemptFailed(invoice, { at: world.now(), retryAfterDays, scheduled });
  return saveInvoice(world, invoice, after, ['invoice.updated', event]);
}

function settlePayment(world: World, invoice: Stripe.Invoice): void {
  const payment = paymentOf(world, invoice);
  if (payment === undefined) return;
  const settled: Stripe.InvoicePayment = {
    ...payment,
    amount_paid: payment.amount_requested,
    status: 'paid',
    status_transitions: { ...payment.status_transitions, paid_at: world.now() },
  };
  world.objects.put('invoice_payment', settled);
  emit(world, 'invoice_payment.paid', settled);
}
