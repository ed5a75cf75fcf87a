import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import { paymentOf } from './attempt.ts';
import { moveBalance } from './customerBalance.ts';
import { uncollectible, voided } from './invoiceState.ts';
import { saveInvoice } from './save.ts';
import type Stripe from 'stripe';

/** Its subscription's status is the caller's to reconsider. Credit that it had used is given back. */
export function voidInvoice(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  cancelPayment(world, invoice);
  moveBalance(world, invoice, invoice.starting_balance - (invoice.ending_balance ?? 0));
  return saveInvoice(world, invoice, voided(invoice, world.now()), ['invoice.updated', 'invoice.voided']);
}

/** It can still be paid. */
export function giveUpInvoice(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  const types = ['invoice.updated', 'invoice.marked_uncollectible'];
  return saveInvoice(world, invoice, uncollectible(invoice, world.now()), types);
}

/** What is no longer to be paid through its payment intent: it is void, or was paid elsewhere. */
export function cancelPayment(world: World, invoice: Stripe.Invoice): void {
  const payment = paymentOf(world, invoice);
  const reference = payment?.payment.payment_intent;
  const intent = reference === undefined ? undefined : world.objects.get('payment_intent', idOf(reference));
  if (payment === undefined || intent === undefined || intent.status === 'succeeded') return;
  const canceledIntent: Stripe.PaymentIntent = {
    ...intent,
    status: 'canceled',
    canceled_at: world.now(),
    cancellation_reason: 'void_invoice',
    next_action: null,
  };
  world.objects.put('payment_intent', canceledIntent);
  emit(world, 'payment_intent.canceled', canceledIntent);
  world.objects.put('invoice_payment', {
    ...payment,
    status: 'canceled',
    status_transitions: { ...payment.status_transitions, canceled_at: world.now() },
  });
}
