import { subscriptionOf } from '../objects/invoice.ts';
import type { World } from '../world.ts';
import { cancelNow } from './cancel.ts';
import { saveSubscription } from './save.ts';
import type Stripe from 'stripe';

/**
 * What becomes of a late subscription whose retries are over.
 * https://docs.stripe.com/billing/revenue-recovery/smart-retries
 */
export function giveUp(world: World, invoice: Stripe.Invoice): void {
  const id = subscriptionOf(invoice);
  const subscription = id === undefined ? undefined : world.objects.get('subscription', id);
  if (subscription?.status !== 'past_due' || invoice.status !== 'open') return;
  if (invoice.next_payment_attempt !== null) return;
  const { end } = world.settings.get('dunning');
  if (end === 'cancel') cancelNow(world, subscription, { reason: 'payment_failed' });
  if (end === 'unpaid') saveSubscription(world, subscription, { ...subscription, status: 'unpaid' });
}
