import * as z from 'zod';
import { clearable, flag, integer, mergeMetadata, metadata, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { periodFrom, periodOf } from '../billing/periods.ts';
import {
  firstPeriodEnd,
  isOver,
  lastPeriodEnd,
  willCancelAt,
  willNotCancel,
} from '../billing/subscriptionState.ts';
import { planOf } from '../objects/price.ts';
import { buildSubscriptionItem } from '../objects/subscriptionItem.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const itemChange = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: integer.pipe(z.int().min(1)).optional(),
  deleted: flag.optional(),
});

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
  const changed = withCancellation(world, withItems(world, subscription, params), params);
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

function withItems(
  world: World,
  subscription: Stripe.Subscription,
  params: UpdateParams,
): Stripe.Subscription {
  let data = subscription.items.data;
  for (const [index, change] of (params.items ?? []).entries()) {
    data =
      change.id === undefined
        ? [...data, addedItem(world, subscription, change, index)]
        : changedItems(world, data, change, index);
  }
  if (data.length === 0)
    throw invalidRequest('A subscription must have at least one active item.', { param: 'items' });
  return { ...subscription, items: { ...subscription.items, data } };
}

function addedItem(
  world: World,
  subscription: Stripe.Subscription,
  change: z.output<typeof itemChange>,
  index: number,
): Stripe.SubscriptionItem {
  const price = required(world, 'price', change.price ?? '', `items[${index}][price]`);
  const stamp = world.stamp('subscription_item');
  const anchor = subscription.billing_cycle_anchor;
  return buildSubscriptionItem(stamp, {
    subscription: subscription.id,
    price,
    quantity: change.quantity ?? 1,
    period: { ...periodFrom(anchor, stamp.created, price), start: stamp.created },
  });
}

/** A price of another interval begins its period now; one of the same interval keeps the period that is paid. */
function changedItems(
  world: World,
  items: readonly Stripe.SubscriptionItem[],
  change: z.output<typeof itemChange>,
  index: number,
): Stripe.SubscriptionItem[] {
  if (!items.some(({ id }) => id === change.id)) {
    throw invalidRequest(`No such subscription item: '${change.id ?? ''}'`, {
      param: `items[${index}][id]`,
      code: 'resource_missing',
    });
  }
  return items.flatMap((item) => {
    if (item.id !== change.id) return item;
    if (change.deleted === true) return [];
    const quantity = change.quantity ?? item.quantity ?? 1;
    if (change.price === undefined) return { ...item, quantity };
    const price = required(world, 'price', change.price, `items[${index}][price]`);
    const sameInterval = price.recurring?.interval === item.price.recurring?.interval;
    const period = sameInterval ? periodOf(item) : periodFrom(world.now(), world.now(), price);
    return {
      ...item,
      price,
      plan: planOf(price),
      quantity,
      current_period_start: period.start,
      current_period_end: period.end,
    };
  });
}
