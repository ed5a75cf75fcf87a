import { emit } from '../events.ts';
import { buildDeletedCustomer } from '../objects/customer.ts';
import type { World } from '../world.ts';
import { cancelNow } from './cancel.ts';
import { isOver } from './subscriptionState.ts';
import type Stripe from 'stripe';

/**
 * Cancels all that renews, and keeps the past: charges, subscriptions and open invoices stay, and nothing is
 * collected any more.
 * https://docs.stripe.com/api/customers/delete
 */
export function deleteCustomer(world: World, customer: Stripe.Customer): Stripe.DeletedCustomer {
  for (const subscription of subscriptionsOf(world, customer.id)) {
    if (!isOver(subscription)) cancelNow(world, subscription);
  }
  const deleted = buildDeletedCustomer(customer.id);
  world.objects.put('customer', deleted);
  emit(world, 'customer.deleted', customer);
  return deleted;
}

/** Of every status. */
export function subscriptionsOf(world: World, customer: string): Stripe.Subscription[] {
  return world.objects.list('subscription', { where: { customer }, limit: 100 }).data;
}
