import type { World } from '../world.ts';
import { voidInvoice } from './close.ts';
import { saveSubscription } from './save.ts';
import type Stripe from 'stripe';

/** A first payment that did not come within 23 hours: https://docs.stripe.com/billing/subscriptions/overview */
export function expireIncomplete(world: World, subscription: Stripe.Subscription): void {
  const where = { invoiceSubscription: subscription.id, status: 'open' };
  for (const invoice of world.objects.list('invoice', { where, limit: 100 }).data) {
    voidInvoice(world, invoice);
  }
  saveSubscription(world, subscription, {
    ...subscription,
    status: 'incomplete_expired',
    ended_at: world.now(),
  });
}
