import { invalidRequest } from '../api/refusal.ts';
import { required } from '../api/lists.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import { idOf } from '../objects/reference.ts';
import { GENERIC_DECLINE, renewalDecline } from '../objects/cards.ts';
import type { Decline } from '../objects/cards.ts';
import type { World } from '../world.ts';
import { attemptInvoice } from './attempt.ts';
import { finalize } from './issue.ts';
import { PAID } from './outcome.ts';
import { reconsider } from './save.ts';
import type { Payer } from './attempt.ts';
import type Stripe from 'stripe';

/** How an attempt is to end: as the card on file would have it, or as a hand decides. */
export type Outcome = 'card' | 'paid' | 'failed';

/** The card that a subscription is charged to. */
export function payerOf(world: World, subscription: Stripe.Subscription): Payer {
  const id = subscription.default_payment_method === null ? '' : idOf(subscription.default_payment_method);
  const method = required(world, 'payment_method', id, 'default_payment_method');
  if (method.card === undefined) throw invalidRequest(`${id} is no card`);
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = method.card;
  return {
    card: { brand, last4, expMonth, expYear },
    paymentMethod: id,
    email: method.billing_details.email,
    name: method.billing_details.name,
  };
}

export function declineFor(payer: Payer, outcome: Outcome): Decline | undefined {
  if (outcome === 'paid') return undefined;
  const decline = renewalDecline(payer.card.last4);
  return outcome === 'failed' ? (decline ?? GENERIC_DECLINE) : decline;
}

/** Charges an open invoice, or one that was given up, and reconsiders its subscription. */
export function collectInvoice(
  world: World,
  invoice: Stripe.Invoice,
  outcome: Outcome,
): { readonly invoice: Stripe.Invoice; readonly decline: Decline | undefined } {
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid');
  if (invoice.status === 'void') throw invalidRequest('This invoice is void and can no longer be paid.');
  const subscription = required(world, 'subscription', subscriptionOf(invoice) ?? '', 'subscription');
  const payer = payerOf(world, subscription);
  const decline = declineFor(payer, outcome);
  const open = invoice.status === 'draft' ? finalize(world, invoice, payer.paymentMethod) : invoice;
  if (open.status === 'paid') return { invoice: open, decline: undefined };
  const after = attemptInvoice(
    world,
    open,
    payer,
    decline === undefined ? PAID : { kind: 'declined', decline },
  );
  reconsider(world, after);
  return { invoice: after, decline };
}
