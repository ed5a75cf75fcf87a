import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { planOf } from '../objects/price.ts';
import { buildSubscriptionItem } from '../objects/subscriptionItem.ts';
import type { World } from '../world.ts';
import { periodFrom, periodOf } from './periods.ts';
import type Stripe from 'stripe';

export interface ItemChange {
  /** The item that is changed; absent where one is added. */
  readonly id?: string | undefined;
  readonly price?: string | undefined;
  readonly quantity?: number | undefined;
  readonly deleted?: boolean | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
}

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
        : changedItems(world, data, change, { index, keepsPeriod: subscription.status === 'trialing' });
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
  const end = anchor > stamp.created ? anchor : periodFrom(anchor, stamp.created, price).end;
  return buildSubscriptionItem(stamp, {
    subscription: subscription.id,
    price,
    quantity: change.quantity ?? 1,
    metadata: change.metadata,
    period: { start: stamp.created, end },
  });
}

function sameInterval({ recurring: one }: Stripe.Price, { recurring: other }: Stripe.Price): boolean {
  return one?.interval === other?.interval && one?.interval_count === other?.interval_count;
}

/**
 * A price of another interval begins its period now; one of the same interval keeps the period that is paid. A trial
 * goes on in either case, and a period that is over is left for the renewal to follow.
 */
function changedItems(
  world: World,
  items: readonly Stripe.SubscriptionItem[],
  change: ItemChange,
  { index, keepsPeriod }: { readonly index: number; readonly keepsPeriod: boolean },
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
    if (change.price === undefined) return { ...item, quantity, metadata: change.metadata ?? item.metadata };
    const price = required(world, 'price', change.price, `items[${index}][price]`);
    const over = item.current_period_end <= world.now();
    const period =
      keepsPeriod || over || sameInterval(price, item.price)
        ? periodOf(item)
        : periodFrom(world.now(), world.now(), price);
    return {
      ...item,
      price,
      plan: planOf(price),
      quantity,
      metadata: change.metadata ?? item.metadata,
      current_period_start: period.start,
      current_period_end: period.end,
    };
  });
}
