import type { World } from '../world.ts';
import { cancelNow } from './cancel.ts';
import { payerOfSubscription } from './payer.ts';
import { saveSubscription } from './save.ts';
import type Stripe from 'stripe';

/**
 * Ends a trial with nothing to charge as was asked for.
 * https://docs.stripe.com/billing/subscriptions/trials/free-trials
 *
 * @returns false where the first paid period begins
 */
export function endTrial(world: World, subscription: Stripe.Subscription): boolean {
  const behavior = subscription.trial_settings?.end_behavior.missing_payment_method;
  const payable =
    subscription.collection_method === 'send_invoice' ||
    payerOfSubscription(world, subscription) !== undefined;
  if (payable || behavior === 'create_invoice') return false;
  if (behavior === 'pause') saveSubscription(world, subscription, { ...subscription, status: 'paused' });
  else cancelNow(world, subscription);
  return true;
}
