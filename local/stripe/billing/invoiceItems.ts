import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** What waits for a subscription's next invoice, oldest first. */
export function pendingItemsOf(world: World, subscription: string): Stripe.InvoiceItem[] {
  return world.objects
    .list('invoiceitem', { where: { invoiceSubscription: subscription }, limit: 100 })
    .data.filter(({ invoice }) => invoice === null)
    .reverse();
}
