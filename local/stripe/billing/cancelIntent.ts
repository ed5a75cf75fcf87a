import { required } from '../api/lists.ts';
import { StripeRefusal } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { invoiceOfIntent } from './invoiceIntent.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const CANCELABLE: readonly string[] = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
];

/**
 * Gives up a payment that was not made yet. One that pays an invoice is given up by voiding the invoice.
 * https://docs.stripe.com/api/payment_intents/cancel
 *
 * @throws {StripeRefusal} payment_intent_unexpected_state
 */
export function cancelIntent(world: World, id: string, reason: string | null): Stripe.PaymentIntent {
  const intent = required(world, 'payment_intent', id);
  if (!CANCELABLE.includes(intent.status)) {
    throw refusal(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. ` +
        `Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
    );
  }
  if (openSessionOf(world, id) !== undefined) {
    throw refusal(
      'You cannot cancel a PaymentIntent of an open Checkout Session. Expire the session instead.',
    );
  }
  if (invoiceOfIntent(world, id) !== undefined) {
    throw refusal('You cannot cancel a PaymentIntent that pays an invoice. Void the invoice instead.');
  }
  const after: Stripe.PaymentIntent = {
    ...intent,
    canceled_at: world.now(),
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  };
  world.objects.put('payment_intent', after);
  emit(world, 'payment_intent.canceled', after);
  return after;
}

function openSessionOf(world: World, paymentIntent: string): Stripe.Checkout.Session | undefined {
  const where = { paymentIntent, status: 'open' };
  return world.objects.list('checkout.session', { where, limit: 1 }).data[0];
}

function refusal(message: string): StripeRefusal {
  return new StripeRefusal(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
  });
}
