import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import type { World } from '../world.ts';
import { cancelNow } from './cancel.ts';
import { collectInvoice } from './collect.ts';
import { beginNextPeriod, maybeSetAside } from './cycle.ts';
import { endsAtRenewal } from './subscriptionState.ts';
import type { Outcome } from './collect.ts';
import type Stripe from 'stripe';

const RENEWABLE: readonly string[] = ['active', 'past_due', 'trialing', 'unpaid'];

/**
 * Ends a subscription's period now, without the hour that a draft waits: its next one begins and is charged, or it
 * ends where that was asked for.
 */
export function renew(
  world: World,
  subscription: Stripe.Subscription,
  outcome: Outcome,
): Stripe.Subscription {
  if (!RENEWABLE.includes(subscription.status)) {
    throw invalidRequest(`A subscription with status ${subscription.status} does not renew.`);
  }
  if (endsAtRenewal(subscription)) return cancelNow(world, subscription);
  const draft = beginNextPeriod(world, subscription);
  if (!maybeSetAside(world, draft, subscription)) collectInvoice(world, draft, outcome);
  return required(world, 'subscription', subscription.id);
}
