import { emit } from '../events.ts';
import type { World } from '../world.ts';
import { idOf } from '../objects/reference.ts';
import { voidInvoice } from './close.ts';
import { saveSubscription } from './save.ts';
import type Stripe from 'stripe';

/** Discards an update that was not paid in time, with its invoice: https://docs.stripe.com/billing/subscriptions/pending-updates */
export function expirePendingUpdate(world: World, subscription: Stripe.Subscription): void {
  const latest = subscription.latest_invoice;
  const invoice = latest === null ? undefined : world.objects.get('invoice', idOf(latest));
  if (invoice?.status === 'open') voidInvoice(world, invoice);
  const after = saveSubscription(world, subscription, { ...subscription, pending_update: null });
  emit(world, 'customer.subscription.pending_update_expired', after);
}
