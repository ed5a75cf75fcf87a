import { emit } from '../events.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import type { World } from '../world.ts';
import { standing } from './subscriptionState.ts';
import type Stripe from 'stripe';

/** Stores a changed subscription and tells of it; one that did not change is neither. */
export function saveSubscription(
  world: World,
  before: Stripe.Subscription,
  after: Stripe.Subscription,
): Stripe.Subscription {
  if (JSON.stringify(before) === JSON.stringify(after)) return after;
  world.objects.put('subscription', after);
  const ended = after.status === 'canceled' && before.status !== 'canceled';
  if (ended) emit(world, 'customer.subscription.deleted', after);
  else emit(world, 'customer.subscription.updated', after, before);
  return after;
}

export function saveInvoice(
  world: World,
  before: Stripe.Invoice,
  after: Stripe.Invoice,
  eventTypes: readonly string[],
): Stripe.Invoice {
  world.objects.put('invoice', after);
  for (const type of eventTypes) {
    if (type === 'invoice.updated') emit(world, type, after, before);
    else emit(world, type, after);
  }
  return after;
}

/** Brings a subscription's status in line with its invoices, after one of them changed. */
export function reconsider(world: World, invoice: Stripe.Invoice): void {
  const id = subscriptionOf(invoice);
  const subscription = id === undefined ? undefined : world.objects.get('subscription', id);
  if (subscription === undefined) return;
  const invoices = world.objects.list('invoice', {
    where: { invoiceSubscription: subscription.id },
    limit: 20,
  }).data;
  const status = standing(subscription.status, invoices);
  saveSubscription(world, subscription, { ...subscription, status });
}
