import { invalidRequest } from '../api/refusal.ts';
import { GENERIC_DECLINE } from '../objects/cards.ts';
import type { Decline } from '../objects/cards.ts';
import type { World } from '../world.ts';
import { attemptInvoice, failWithoutPayer } from './attempt.ts';
import { bankAnswer } from './bank.ts';
import { giveUp } from './dunning.ts';
import { intentOfInvoice } from './invoiceIntent.ts';
import { finalize } from './issue.ts';
import { PAYER_BY_HAND, payerFor } from './payer.ts';
import { reconsider } from './reconsider.ts';
import { followTestCard } from './testCards.ts';
import type { Payer } from './attempt.ts';
import type { PaymentOutcome } from './outcome.ts';
import type Stripe from 'stripe';

/** How an attempt is to end: as the card on file would have it, or as a hand decides. */
export type Outcome = 'card' | 'paid' | 'failed';

interface CollectOptions {
  /** Another payer than the one on file. */
  readonly payer?: Payer | undefined;
  /** Whether this is an attempt of the retry schedule, which alone counts towards its end. */
  readonly scheduled?: boolean;
}

/** An attempt with nothing to charge. */
export const NO_PAYER: PaymentOutcome = {
  kind: 'declined',
  decline: {
    code: 'resource_missing',
    declineCode: null,
    message: 'This customer has no attached payment source or default payment method.',
  },
};

/** Charges an open invoice, or one that was given up, and reconsiders its subscription. */
export function collectInvoice(
  world: World,
  invoice: Stripe.Invoice,
  outcome: Outcome,
  { payer: other, scheduled = false }: CollectOptions = {},
): { readonly invoice: Stripe.Invoice; readonly outcome: PaymentOutcome } {
  checkPayable(invoice);
  const onFile = other ?? payerFor(world, invoice);
  const payer = outcome === 'paid' ? (onFile ?? PAYER_BY_HAND) : onFile;
  const open = invoice.status === 'draft' ? finalize(world, invoice, payer?.paymentMethod ?? null) : invoice;
  if (open.status === 'paid') {
    reconsider(world, open);
    return { invoice: open, outcome: { kind: 'paid' } };
  }
  const ended = payer === undefined ? NO_PAYER : endOf(payer, open, outcome);
  const after =
    payer === undefined
      ? failWithoutPayer(world, open, scheduled)
      : attemptInvoice(world, open, payer, ended, scheduled);
  reconsider(world, after);
  if (scheduled && ended.kind !== 'paid' && ended.kind !== 'processing') giveUp(world, after);
  followTestCard(world, intentOfInvoice(world, after.id));
  return { invoice: after, outcome: ended };
}

/** @throws {StripeRefusal} where it is paid or void */
export function checkPayable(invoice: Stripe.Invoice): void {
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid');
  if (invoice.status === 'void') throw invalidRequest('This invoice is void and can no longer be paid.');
}

function endOf(payer: Payer, invoice: Stripe.Invoice, outcome: Outcome): PaymentOutcome {
  if (outcome === 'paid') return { kind: 'paid' };
  const answer = bankAnswer(payer.means, invoice.billing_reason === 'subscription_create');
  if (outcome === 'card') return answer;
  return { kind: 'declined', decline: declineOf(answer) };
}

function declineOf(answer: PaymentOutcome): Decline {
  return answer.kind === 'declined' ? answer.decline : GENERIC_DECLINE;
}
