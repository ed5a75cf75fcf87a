import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import { attemptInvoice, paymentOf, settleInvoice } from './attempt.ts';
import { PAYER_BY_HAND, payerFor, payerWith } from './payer.ts';
import { reconsider } from './reconsider.ts';
import type Stripe from 'stripe';

const FAILED = {
  kind: 'declined',
  decline: {
    code: 'payment_intent_authentication_failure',
    declineCode: null,
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new ' +
      'PaymentMethod to attempt to fulfill this PaymentIntent again.',
  },
} as const;

/**
 * The reader proves who they are to their bank, or fails to.
 * https://docs.stripe.com/billing/subscriptions/overview#requires-action
 *
 * @throws {StripeRefusal} where the invoice does not wait for that
 */
export function authenticateInvoice(world: World, invoice: Stripe.Invoice, passed: boolean): Stripe.Invoice {
  const reference = paymentOf(world, invoice)?.payment.payment_intent;
  const intent = reference === undefined ? undefined : world.objects.get('payment_intent', idOf(reference));
  if (intent?.status !== 'requires_action') {
    throw invalidRequest(`The invoice ${invoice.id} waits for no authentication.`);
  }
  const after = passed ? pay(world, invoice, intent) : fail(world, invoice, intent);
  reconsider(world, after);
  return after;
}

function pay(world: World, invoice: Stripe.Invoice, intent: Stripe.PaymentIntent): Stripe.Invoice {
  const method = intent.payment_method;
  const payer = method === null ? payerFor(world, invoice) : payerWith(world, idOf(method), 'payment_method');
  return attemptInvoice(world, invoice, payer ?? PAYER_BY_HAND, { kind: 'paid' });
}

function fail(world: World, invoice: Stripe.Invoice, intent: Stripe.PaymentIntent): Stripe.Invoice {
  failAuthentication(world, intent);
  return settleInvoice(world, invoice, FAILED);
}

/** Leaves a payment to another try. Nothing was charged. */
export function failAuthentication(world: World, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const { code, message } = FAILED.decline;
  const after: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: { code, message, type: 'invalid_request_error' },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
  world.objects.put('payment_intent', after);
  emit(world, 'payment_intent.payment_failed', after);
  return after;
}
