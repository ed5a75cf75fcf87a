import { invalidRequest } from '../api/refusal.ts';
import { required } from '../api/lists.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import { collectInvoice } from './collect.ts';
import { uncollectible, voided } from './invoiceState.ts';
import { draftInvoice, finalize } from './issue.ts';
import { periodOf } from './periods.ts';
import { saveInvoice, saveSubscription } from './save.ts';
import { canceled, endsAtRenewal, firstPeriodEnd, inNextPeriod } from './subscriptionState.ts';
import type { Outcome } from './collect.ts';
import type Stripe from 'stripe';

/** Ends a subscription's period now: its next one begins and is invoiced, or it ends where that was asked for. */
export function renew(
  world: World,
  subscription: Stripe.Subscription,
  outcome: Outcome,
): Stripe.Subscription {
  if (subscription.status !== 'active' && subscription.status !== 'past_due') {
    throw invalidRequest(`A subscription with status ${subscription.status} does not renew.`);
  }
  if (endsAtRenewal(subscription)) {
    return saveSubscription(world, subscription, canceled(subscription, world.now()));
  }
  const customer = required(world, 'customer', idOf(subscription.customer));
  if (customer.deleted) throw invalidRequest(`The customer ${customer.id} was deleted.`);
  const renewed = inNextPeriod(subscription);
  const end = firstPeriodEnd(subscription);
  const dueItems = subscription.items.data.filter((item) => item.current_period_end === end);
  const due = new Set(dueItems.map(({ id }) => id));
  const draft = draftInvoice(world, {
    customer,
    subscription: renewed,
    items: renewed.items.data.filter(({ id }) => due.has(id)),
    billingReason: 'subscription_cycle',
    period: dueItems.map(periodOf)[0] ?? { start: end, end },
  });
  saveSubscription(world, subscription, { ...renewed, latest_invoice: draft.id });
  bill(world, draft, subscription, outcome);
  return required(world, 'subscription', subscription.id);
}

/** What becomes of a renewal's invoice: https://docs.stripe.com/billing/subscriptions/pause-payment */
function bill(
  world: World,
  draft: Stripe.Invoice,
  subscription: Stripe.Subscription,
  outcome: Outcome,
): void {
  const pause = subscription.pause_collection;
  if (pause === null) {
    collectInvoice(world, draft, outcome);
    return;
  }
  if (pause.behavior === 'keep_as_draft') {
    saveInvoice(world, draft, { ...draft, auto_advance: false }, ['invoice.updated']);
    return;
  }
  const open = finalize(world, draft, null);
  if (pause.behavior === 'void') saveInvoice(world, open, voided(open, world.now()), ['invoice.voided']);
  else saveInvoice(world, open, uncollectible(open, world.now()), ['invoice.marked_uncollectible']);
}
