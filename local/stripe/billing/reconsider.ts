import { emit } from '../events.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import type { World } from '../world.ts';
import { saveSubscription } from './save.ts';
import { standing } from './subscriptionState.ts';
import type Stripe from 'stripe';

/** Brings a subscription's status in line with its invoices, after one of them changed. */
export function reconsider(world: World, invoice: Stripe.Invoice): void {
  const id = subscriptionOf(invoice);
  const subscription = id === undefined ? undefined : world.objects.get('subscription', id);
  if (subscription === undefined) return;
  const updated = invoice.status === 'paid' ? withPendingUpdate(subscription, invoice) : subscription;
  const where = { invoiceSubscription: subscription.id };
  const unsettled = updated.pending_update === null ? null : updated.latest_invoice;
  const invoices = world.objects
    .list('invoice', { where, limit: 20 })
    .data.filter(({ id: one }) => one !== unsettled);
  const status = standing(updated.status, invoices, world.now());
  saveSubscription(world, subscription, { ...updated, status });
  if (updated !== subscription) {
    emit(world, 'customer.subscription.pending_update_applied', { ...updated, status });
  }
}

/** https://docs.stripe.com/billing/subscriptions/pending-updates */
function withPendingUpdate(subscription: Stripe.Subscription, invoice: Stripe.Invoice): Stripe.Subscription {
  const { pending_update: pending, latest_invoice: latest } = subscription;
  if (pending === null || latest !== invoice.id) return subscription;
  return {
    ...subscription,
    billing_cycle_anchor: pending.billing_cycle_anchor ?? subscription.billing_cycle_anchor,
    items: { ...subscription.items, data: pending.subscription_items ?? subscription.items.data },
    pending_update: null,
    trial_end: pending.trial_end ?? subscription.trial_end,
  };
}
