import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import { settleInvoice } from './attempt.ts';
import { bookPayment } from './balance.ts';
import { invoiceOfIntent } from './invoiceIntent.ts';
import { reconsider } from './reconsider.ts';
import type { Decline } from '../objects/cards.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/payments/sepa-debit#failed-payments */
const REFUSED: Decline = {
  code: 'payment_intent_payment_attempt_failed',
  declineCode: 'insufficient_funds',
  message: 'The payment failed because the account has insufficient funds.',
};

/**
 * Ends a bank debit that is under way, days after the reader agreed to it, and tells whoever waits for it.
 *
 * @throws {StripeRefusal} where the payment is not under way
 */
export function settleDebit(world: World, id: string, succeeds: boolean): Stripe.PaymentIntent {
  const intent = required(world, 'payment_intent', id);
  if (intent.status !== 'processing') {
    throw invalidRequest(`The payment ${id} has a status of \`${intent.status}\`; no debit is under way.`, {
      code: 'payment_intent_unexpected_state',
    });
  }
  const charge = required(world, 'charge', idOf(intent.latest_charge ?? ''));
  const after = succeeds ? arrive(world, intent, charge) : bounce(world, intent, charge);
  const invoice = invoiceOfIntent(world, id);
  if (invoice !== undefined) {
    const outcome = succeeds
      ? ({ kind: 'paid' } as const)
      : ({ kind: 'declined', decline: REFUSED } as const);
    reconsider(world, settleInvoice(world, required(world, 'invoice', invoice), outcome));
  }
  tellSession(world, id, invoice, succeeds);
  return after;
}

function arrive(world: World, intent: Stripe.PaymentIntent, charge: Stripe.Charge): Stripe.PaymentIntent {
  const settled: Stripe.Charge = {
    ...charge,
    amount_captured: charge.amount,
    balance_transaction: bookPayment(world, charge.id, intent, 'sepa_debit'),
    paid: true,
    status: 'succeeded',
  };
  world.objects.put('charge', settled);
  emit(world, 'charge.succeeded', settled);
  return saveIntent(world, 'payment_intent.succeeded', {
    ...intent,
    amount_received: intent.amount,
    status: 'succeeded',
  });
}

function bounce(world: World, intent: Stripe.PaymentIntent, charge: Stripe.Charge): Stripe.PaymentIntent {
  const failed: Stripe.Charge = {
    ...charge,
    captured: false,
    failure_code: REFUSED.declineCode,
    failure_message: REFUSED.message,
    outcome: null,
    status: 'failed',
  };
  world.objects.put('charge', failed);
  emit(world, 'charge.failed', failed);
  return saveIntent(world, 'payment_intent.payment_failed', {
    ...intent,
    last_payment_error: {
      charge: charge.id,
      code: REFUSED.code,
      message: REFUSED.message,
      type: 'invalid_request_error',
    },
    payment_method: null,
    status: 'requires_payment_method',
  });
}

function saveIntent(world: World, event: string, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  world.objects.put('payment_intent', intent);
  emit(world, event, intent);
  return intent;
}

/** Only the payment that completed a session: a renewal's debit concerns none. */
function tellSession(world: World, intent: string, invoice: string | undefined, succeeds: boolean): void {
  const where = invoice === undefined ? { paymentIntent: intent } : { invoice };
  const [session] = world.objects.list('checkout.session', { where, limit: 1 }).data;
  if (session?.payment_status !== 'unpaid' || session.status !== 'complete') return;
  const after: Stripe.Checkout.Session = { ...session, payment_status: succeeds ? 'paid' : 'unpaid' };
  world.objects.put('checkout.session', after);
  emit(world, `checkout.session.async_payment_${succeeds ? 'succeeded' : 'failed'}`, after);
}
