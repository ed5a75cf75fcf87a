import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import type { World } from '../world.ts';
import { collectInvoice } from './collect.ts';
import { livingOwner } from './customerBalance.ts';
import { draftInvoice } from './issue.ts';
import { periodFrom } from './periods.ts';
import { saveSubscription } from './save.ts';
import type Stripe from 'stripe';

/**
 * Resumes a subscription that paused at the end of its trial. It is active once its invoice is paid.
 * https://docs.stripe.com/api/subscriptions/resume
 *
 * @throws {StripeRefusal} where it is not paused
 */
export function resumeSubscription(
  world: World,
  subscription: Stripe.Subscription,
  anchor: 'now' | 'unchanged',
): Stripe.Subscription {
  if (subscription.status !== 'paused') {
    throw invalidRequest(`Only paused subscriptions can be resumed. This one is ${subscription.status}.`);
  }
  const now = world.now();
  const from = anchor === 'now' ? now : subscription.billing_cycle_anchor;
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: periodFrom(from, now, item.price).end,
  }));
  const begun = { ...subscription, billing_cycle_anchor: from, items: { ...subscription.items, data } };
  const draft = draftInvoice(world, {
    customer: livingOwner(world, subscription),
    subscription: begun,
    items: data,
    billingReason: 'subscription_update',
    period: { start: now, end: now },
  });
  saveSubscription(world, subscription, { ...begun, latest_invoice: draft.id });
  collectInvoice(world, draft, 'card');
  return required(world, 'subscription', subscription.id);
}
