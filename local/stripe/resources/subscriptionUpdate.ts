import * as z from 'zod';
import { clearable, flag, integer, mergeMetadata, metadata, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { changeSubscription } from '../billing/change.ts';
import { withItems } from '../billing/items.ts';
import { begunAnew } from '../billing/prorations.ts';
import {
  firstPeriodEnd,
  isOver,
  lastPeriodEnd,
  willCancelAt,
  willNotCancel,
} from '../billing/subscriptionState.ts';
import { itemChange } from './itemsUpdate.ts';
import { withNewAnchor, withTrialEnd } from './periodUpdate.ts';
import { collection, paymentBehavior, prorationBehavior, trialSettings } from './subscriptionParams.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

export const updateFields = {
  ...collection,
  billing_cycle_anchor: z.enum(['now', 'unchanged']).optional(),
  cancel_at_period_end: flag.optional(),
  cancel_at: clearable(z.enum(['min_period_end', 'max_period_end']).or(integer)).optional(),
  cancellation_details: z
    .strictObject({ comment: clearable(text), feedback: clearable(text) })
    .partial()
    .optional(),
  default_payment_method: clearable(text).optional(),
  description: clearable(text.max(500)).optional(),
  items: z.array(itemChange).max(20).optional(),
  metadata: clearable(metadata).optional(),
  off_session: flag.optional(),
  pause_collection: clearable(
    z.strictObject({
      behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
      resumes_at: integer.optional(),
    }),
  ).optional(),
  payment_behavior: paymentBehavior.optional(),
  proration_behavior: prorationBehavior.optional(),
  trial_end: z.literal('now').or(integer).optional(),
  trial_settings: trialSettings.optional(),
};
type UpdateParams = z.output<z.ZodObject<typeof updateFields>>;

/**
 * Changes a subscription, with what that costs.
 *
 * @throws {StripeRefusal} where it is over, a change names what is not there, or a payment that was required failed
 */
export function updateSubscription(world: World, id: string, params: UpdateParams): Stripe.Subscription {
  const before = required(world, 'subscription', id);
  if (isOver(before)) {
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  }
  changeSubscription(world, before, changed(world, before, params), {
    prorationBehavior: params.proration_behavior ?? 'create_prorations',
    paymentBehavior: params.payment_behavior ?? 'allow_incomplete',
  });
  return required(world, 'subscription', id);
}

function changed(world: World, before: Stripe.Subscription, params: UpdateParams): Stripe.Subscription {
  const method = params.default_payment_method;
  if (method != null) required(world, 'payment_method', method, 'default_payment_method');
  const items = withItems(world, before, params.items ?? []);
  const anew = begunAnew(before, items, world.now()).length > 0;
  const moved = anew ? { ...items, billing_cycle_anchor: world.now() } : items;
  const anchored = params.billing_cycle_anchor === 'now' ? withNewAnchor(moved, world.now()) : moved;
  const trialed =
    params.trial_end === undefined ? anchored : withTrialEnd(anchored, params.trial_end, world.now());
  const after = withCancellation(world, trialed, params);
  const details = after.cancellation_details;
  return {
    ...after,
    cancellation_details: details && { ...details, ...params.cancellation_details },
    collection_method: params.collection_method ?? after.collection_method,
    days_until_due: params.days_until_due ?? after.days_until_due,
    default_payment_method: method === undefined ? after.default_payment_method : method,
    description: params.description === undefined ? after.description : params.description,
    metadata: mergeMetadata(after.metadata, params.metadata),
    pause_collection: pauseOf(after, params),
    trial_settings: params.trial_settings
      ? { end_behavior: { billing_cycle_anchor: null, ...params.trial_settings.end_behavior } }
      : after.trial_settings,
  };
}

function withCancellation(
  world: World,
  subscription: Stripe.Subscription,
  params: UpdateParams,
): Stripe.Subscription {
  const { cancel_at: at, cancel_at_period_end: atPeriodEnd } = params;
  if (at !== undefined && atPeriodEnd !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', {
      param: 'cancel_at',
    });
  }
  if (atPeriodEnd === true) return willCancelAt(subscription, lastPeriodEnd(subscription), world.now(), true);
  if (atPeriodEnd === false || at === null) return willNotCancel(subscription);
  if (at === undefined) return subscription;
  if (typeof at === 'number' && at <= world.now()) {
    throw invalidRequest('cancel_at must be in the future', { param: 'cancel_at' });
  }
  return willCancelAt(subscription, cancelTime(subscription, at), world.now(), false);
}

function cancelTime(
  subscription: Stripe.Subscription,
  at: number | 'min_period_end' | 'max_period_end',
): number {
  if (at === 'min_period_end') return firstPeriodEnd(subscription);
  return at === 'max_period_end' ? lastPeriodEnd(subscription) : at;
}

function pauseOf({ pause_collection: current }: Stripe.Subscription, params: UpdateParams) {
  const change = params.pause_collection;
  if (change === undefined) return current;
  return change && { behavior: change.behavior, resumes_at: change.resumes_at ?? null };
}
