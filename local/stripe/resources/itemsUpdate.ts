import * as z from 'zod';
import { flag, integer, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { periodFrom, periodOf } from '../billing/periods.ts';
import { planOf } from '../objects/price.ts';
import { buildSubscriptionItem } from '../objects/subscriptionItem.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

export const itemChange = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: integer.pipe(z.int().min(1)).optional(),
  deleted: flag.optional(),
});
type ItemChange = z.output<typeof itemChange>;

/** @throws {StripeRefusal} where a change names an item or a price that is not there, or none would be left */
export function withItems(
  world: World,
  subscription: Stripe.Subscription,
  changes: readonly ItemChange[],
): Stripe.Subscription {
  let data = subscription.items.data;
  for (const [index, change] of changes.entries()) {
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
  change: ItemChange,
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
  change: ItemChange,
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
