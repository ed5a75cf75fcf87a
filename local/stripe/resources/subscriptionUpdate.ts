import * as z from 'zod';
import { clearable, flag, integer, mergeMetadata, metadata, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import {
  firstPeriodEnd,
  isOver,
  lastPeriodEnd,
  willCancelAt,
  willNotCancel,
} from '../billing/subscriptionState.ts';
import { itemChange, withItems } from './itemsUpdate.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

export const updateFields = {
  cancel_at_period_end: flag.optional(),
  cancel_at: clearable(z.enum(['min_period_end', 'max_period_end']).or(integer)).optional(),
  pause_collection: clearable(
    z.strictObject({
      behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
      resumes_at: integer.optional(),
    }),
  ).optional(),
  items: z.array(itemChange).max(20).optional(),
  proration_behavior: z.literal('none', { error: 'the double computes no prorations; send none' }).optional(),
  metadata: clearable(metadata).optional(),
  description: clearable(text.max(500)).optional(),
  default_payment_method: text.optional(),
};
type UpdateParams = z.output<z.ZodObject<typeof updateFields>>;

/** @throws {StripeRefusal} where the subscription is over, or a change names what is not there */
export function applyUpdate(
  world: World,
  subscription: Stripe.Subscription,
  params: UpdateParams,
): Stripe.Subscription {
  if (isOver(subscription)) {
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  }
  const method = params.default_payment_method;
  if (method !== undefined) required(world, 'payment_method', method, 'default_payment_method');
  const changed = withCancellation(world, withItems(world, subscription, params.items ?? []), params);
  return {
    ...changed,
    pause_collection: pauseOf(subscription, params),
    metadata: mergeMetadata(subscription.metadata, params.metadata),
    description: params.description === undefined ? subscription.description : params.description,
    default_payment_method: method ?? subscription.default_payment_method,
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
