import { livingOwner } from './customerBalance.ts';
import { emit } from '../events.ts';
import { buildInvoiceItem } from '../objects/invoiceItem.ts';
import type { World } from '../world.ts';
import { attemptInvoice, failWithoutPayer } from './attempt.ts';
import { bankAnswer } from './bank.ts';
import { collectInvoice, NO_PAYER } from './collect.ts';
import { stoppedCollecting } from './invoiceState.ts';
import { draftInvoice, finalize, productName } from './issue.ts';
import { payerFor } from './payer.ts';
import { begunAnew, prorationsOf } from './prorations.ts';
import { reconsider } from './reconsider.ts';
import { refusalOf } from './refusal.ts';
import { saveInvoice, saveSubscription } from './save.ts';
import type { Proration } from './prorations.ts';
import type Stripe from 'stripe';

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';
export type PaymentBehavior =
  'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete';

export interface ChangeTerms {
  readonly prorationBehavior: ProrationBehavior;
  readonly paymentBehavior: PaymentBehavior;
}

/** An update that is not paid waits this long: https://docs.stripe.com/billing/subscriptions/pending-updates */
const PENDING_LIFE_SECONDS = 23 * 3_600;

/**
 * Stores a changed subscription with what the change costs: prorations that wait for the next invoice, or an invoice
 * of its own where those are to be paid at once or a period begins anew.
 *
 * @throws {StripeRefusal} 402 where the payment fails and the change was only to be made if it does not
 */
export function changeSubscription(
  world: World,
  before: Stripe.Subscription,
  after: Stripe.Subscription,
  { prorationBehavior, paymentBehavior }: ChangeTerms,
): void {
  const free = before.status === 'trialing' && after.status === 'trialing';
  const anew = free ? [] : begunAnew(before, after, world.now());
  const prorated = prorationBehavior !== 'none' && !free && before.status !== 'trialing';
  const prorations = prorated ? prorationsOf(before, after, world.now()) : [];
  for (const proration of prorations) addInvoiceItem(world, after, proration);
  const billed = anew.length > 0 && after.status !== 'trialing';
  if (!billed && (prorationBehavior !== 'always_invoice' || prorations.length === 0)) {
    saveSubscription(world, before, after);
    return;
  }
  const draft = draftInvoice(world, {
    customer: livingOwner(world, after),
    subscription: after,
    items: anew,
    billingReason: 'subscription_update',
    period: { start: world.now(), end: world.now() },
  });
  const changed = { ...after, latest_invoice: draft.id };
  if (after.collection_method === 'send_invoice') saveSubscription(world, before, changed);
  else PAY[paymentBehavior](world, { before, changed, draft });
}

interface Billed {
  readonly before: Stripe.Subscription;
  readonly changed: Stripe.Subscription;
  readonly draft: Stripe.Invoice;
}

const PAY: Readonly<Record<PaymentBehavior, (world: World, billed: Billed) => void>> = {
  allow_incomplete: (world, { before, changed, draft }) => {
    saveSubscription(world, before, changed);
    collectInvoice(world, draft, 'card');
  },
  default_incomplete: (world, { before, changed, draft }) => {
    const open = finalize(world, draft, payerFor(world, draft)?.paymentMethod ?? null);
    const waits = open.status === 'open' && changed.status === 'active';
    saveSubscription(world, before, waits ? { ...changed, status: 'past_due' } : changed);
  },
  error_if_incomplete: (world, { before, changed, draft }) => {
    saveSubscription(world, before, changed);
    const { outcome } = collectInvoice(world, draft, 'card');
    const refusal = refusalOf(outcome);
    if (refusal !== undefined) throw refusal;
  },
  pending_if_incomplete: (world, { before, changed, draft }) => {
    const still = saveInvoice(world, draft, stoppedCollecting(draft), []);
    const payer = payerFor(world, still);
    const open = finalize(world, still, payer?.paymentMethod ?? null);
    const outcome = payer === undefined ? NO_PAYER : bankAnswer(payer.means, false);
    if (open.status === 'paid' || outcome.kind === 'paid') {
      saveSubscription(world, before, changed);
      if (open.status === 'paid') return;
    } else {
      saveSubscription(world, before, pending(before, changed, world.now()));
    }
    const after =
      payer === undefined
        ? failWithoutPayer(world, open, false)
        : attemptInvoice(world, open, payer, outcome);
    if (after.status === 'paid') reconsider(world, after);
  },
};

function pending(
  before: Stripe.Subscription,
  changed: Stripe.Subscription,
  now: number,
): Stripe.Subscription {
  return {
    ...before,
    latest_invoice: changed.latest_invoice,
    pending_update: {
      billing_cycle_anchor: changed.billing_cycle_anchor,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: now + PENDING_LIFE_SECONDS,
      metadata: null,
      subscription_items: changed.items.data,
      trial_end: changed.trial_end,
      trial_from_plan: null,
    },
  };
}

function addInvoiceItem(world: World, subscription: Stripe.Subscription, proration: Proration): void {
  const { item, kind } = proration;
  const name = productName(world, item.price);
  const added = buildInvoiceItem(world.stamp('invoiceitem'), {
    ...proration,
    subscription,
    description: kind === 'unused' ? `Unused time on ${name}` : `Remaining time on ${name}`,
  });
  world.objects.put('invoiceitem', added);
  emit(world, 'invoiceitem.created', added);
}
