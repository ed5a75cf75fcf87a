import type { World } from '../world.ts';
import { giveUpInvoice, voidInvoice } from './close.ts';
import { livingOwner } from './customerBalance.ts';
import { stoppedCollecting } from './invoiceState.ts';
import { draftInvoice, finalize } from './issue.ts';
import { periodOf } from './periods.ts';
import { saveInvoice, saveSubscription } from './save.ts';
import { firstPeriodEnd, inNextPeriod } from './subscriptionState.ts';
import type Stripe from 'stripe';

/** Moves the items whose period ends first into their next one, and drafts the invoice for it. */
export function beginNextPeriod(world: World, subscription: Stripe.Subscription): Stripe.Invoice {
  const customer = livingOwner(world, subscription);
  const end = firstPeriodEnd(subscription);
  const dueItems = subscription.items.data.filter((item) => item.current_period_end === end);
  const due = new Set(dueItems.map(({ id }) => id));
  const renewed = inNextPeriod(subscription);
  const draft = draftInvoice(world, {
    customer,
    subscription: renewed,
    items: renewed.items.data.filter(({ id }) => due.has(id)),
    billingReason: 'subscription_cycle',
    period: dueItems.map(periodOf)[0] ?? { start: end, end },
  });
  const status = subscription.status === 'trialing' ? 'active' : subscription.status;
  saveSubscription(world, subscription, { ...renewed, status, latest_invoice: draft.id });
  return draft;
}

/**
 * Whether time is to finalize and charge a draft. Where it is not, the draft is left as its subscription asks.
 * https://docs.stripe.com/billing/subscriptions/pause-payment
 */
export function maybeSetAside(
  world: World,
  draft: Stripe.Invoice,
  subscription: Stripe.Subscription,
): boolean {
  const behavior = subscription.pause_collection?.behavior;
  if (behavior === 'void' || behavior === 'mark_uncollectible') {
    const open = finalize(world, draft, null);
    if (open.status === 'open') (behavior === 'void' ? voidInvoice : giveUpInvoice)(world, open);
    return true;
  }
  const kept =
    behavior === 'keep_as_draft' || subscription.status === 'unpaid' || takeMark(world, subscription.id);
  if (kept) saveInvoice(world, draft, stoppedCollecting(draft), ['invoice.updated']);
  return kept;
}

/** A hand asked for the next draft to stay one. */
function takeMark(world: World, subscription: string): boolean {
  const held = world.settings.get('heldDrafts');
  if (!held.includes(subscription)) return false;
  world.settings.set(
    'heldDrafts',
    held.filter((one) => one !== subscription),
  );
  return true;
}
