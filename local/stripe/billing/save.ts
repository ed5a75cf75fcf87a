import { emit } from '../events.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** Stores a changed subscription and tells of it; one that did not change is neither. */
export function saveSubscription(
  world: World,
  before: Stripe.Subscription,
  after: Stripe.Subscription,
): Stripe.Subscription {
  if (JSON.stringify(before) === JSON.stringify(after)) return after;
  world.objects.put('subscription', after);
  if (after.status === 'canceled' && before.status !== 'canceled') {
    emit(world, 'customer.subscription.deleted', after);
    return after;
  }
  emit(world, 'customer.subscription.updated', after, before);
  if (after.status === 'paused' && before.status !== 'paused') {
    emit(world, 'customer.subscription.paused', after);
  }
  if (before.status === 'paused' && after.status === 'active') {
    emit(world, 'customer.subscription.resumed', after);
  }
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
