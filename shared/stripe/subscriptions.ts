import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import type { StripeSubscription } from '../membership/stripe-reading.ts';
import { PAGE, idOf } from './client.ts';

export interface ListedSubscriptions {
  readonly subscriptions: readonly StripeSubscription[];
  /** The newest invoice of each subscription that has one. */
  readonly latestInvoices: readonly Stripe.Invoice[];
  /** As the subscriptions name it; absent where there is none to name it. */
  readonly customer?: Stripe.Customer | Stripe.DeletedCustomer;
}

/** Of every status, every page, with every item. */
export async function readSubscriptions(stripe: Stripe, customer: CustomerId): Promise<ListedSubscriptions> {
  const subscriptions: StripeSubscription[] = [];
  const latestInvoices: Stripe.Invoice[] = [];
  let found: ListedSubscriptions['customer'];
  const expand = ['data.customer', 'data.latest_invoice.payments'];
  for await (const one of stripe.subscriptions.list({ customer, status: 'all', limit: PAGE, expand })) {
    subscriptions.push(await subscriptionOf(stripe, one));
    const { latest_invoice: latest } = one;
    if (typeof latest === 'object' && latest !== null) latestInvoices.push(latest);
    if (typeof one.customer === 'object') found = one.customer;
  }
  return { subscriptions, latestInvoices, ...(found && { customer: found }) };
}

export async function subscriptionOf(
  stripe: Stripe,
  subscription: Stripe.Subscription,
): Promise<StripeSubscription> {
  const items = subscription.items.has_more
    ? await allItems(stripe, subscription.id)
    : subscription.items.data;
  return {
    id: subscription.id,
    status: subscription.status,
    start_date: subscription.start_date,
    trial_end: subscription.trial_end,
    cancel_at: subscription.cancel_at,
    cancel_at_period_end: subscription.cancel_at_period_end,
    ended_at: subscription.ended_at,
    pause_collection: subscription.pause_collection,
    items: items.map(({ id, price, current_period_end }) => ({
      id,
      product: idOf(price.product),
      current_period_end,
    })),
  };
}

async function allItems(stripe: Stripe, subscription: string): Promise<Stripe.SubscriptionItem[]> {
  const items: Stripe.SubscriptionItem[] = [];
  for await (const item of stripe.subscriptionItems.list({ subscription, limit: PAGE })) items.push(item);
  return items;
}
