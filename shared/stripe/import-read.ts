import type Stripe from 'stripe';
import type { CustomerId, EpochSeconds, PlanId, ProductId } from '../membership/model.ts';
import { PASS_METADATA } from '../membership/stripe-reading.ts';
import { PAGE, idOf } from './client.ts';
import type { Pace } from './pace.ts';
import { isPassOwed } from './passes.ts';
import { subscriptionOf } from './subscriptions.ts';

/** All of an account that could concern a publication. */
export interface WholeAccount {
  /** Those that were not deleted. */
  readonly customers: readonly ListedCustomer[];
  readonly subscriptions: readonly OwnedSubscription[];
  readonly passes: readonly OwnedPass[];
  /** Payment intents of passes that are paid, and for which Stripe knows no customer. */
  readonly guestPasses: readonly string[];
}

export interface ListedCustomer {
  readonly id: CustomerId;
  readonly created: EpochSeconds;
  /** As Stripe has it; absent where it has none. */
  readonly address?: string;
}

export interface OwnedSubscription {
  readonly id: string;
  readonly customer: CustomerId;
  readonly status: string;
  readonly products: readonly ProductId[];
}

/** A payment with Gatefold's metadata, paid or not. */
export interface OwnedPass {
  readonly id: string;
  readonly customer: CustomerId;
  readonly plan: PlanId;
}

/** Is told how many of what have been read so far. */
export type Progress = (count: number, what: 'subscriptions' | 'payments' | 'customers') => void;

/**
 * Reads every subscription of every status, every payment and every customer, in pages of a hundred, and writes nothing.
 * Customers come last, so that whoever subscribed meanwhile is among them.
 */
export async function readWholeAccount(
  stripe: Stripe,
  pace: Pace,
  progress: Progress,
): Promise<WholeAccount> {
  const subscriptions: OwnedSubscription[] = [];
  const passes: OwnedPass[] = [];
  const guestPasses: string[] = [];
  const customers: ListedCustomer[] = [];
  let payments = 0;

  for await (const page of pages(pace, (cursor) => stripe.subscriptions.list({ status: 'all', ...cursor }))) {
    for (const one of page) subscriptions.push(await owned(stripe, one, pace));
    progress(subscriptions.length, 'subscriptions');
  }
  for await (const page of pages(pace, (cursor) => stripe.paymentIntents.list(cursor))) {
    for (const payment of page) {
      const { id, customer, metadata } = payment;
      const plan = metadata[PASS_METADATA.plan];
      if (plan !== undefined && customer !== null) passes.push({ id, customer: idOf(customer), plan });
      if (customer === null && isPassOwed(payment)) guestPasses.push(id);
    }
    progress((payments += page.length), 'payments');
  }
  for await (const page of pages(pace, (cursor) => stripe.customers.list(cursor))) {
    for (const { id, created, email } of page)
      customers.push({ id, created, ...(email !== null && { address: email }) });
    progress(customers.length, 'customers');
  }
  return { customers, subscriptions, passes, guestPasses };
}

async function owned(
  stripe: Stripe,
  subscription: Stripe.Subscription,
  pace: Pace,
): Promise<OwnedSubscription> {
  const read = () => subscriptionOf(stripe, subscription);
  const { id, status, items } = await (subscription.items.has_more ? pace(read) : read());
  return { id, status, customer: idOf(subscription.customer), products: items.map(({ product }) => product) };
}

interface Cursor {
  readonly limit: number;
  readonly starting_after?: string;
}

/** Newest first, as Stripe lists (docs.stripe.com/api/pagination). */
async function* pages<T extends { readonly id: string }>(
  pace: Pace,
  list: (cursor: Cursor) => Promise<{ readonly data: readonly T[]; readonly has_more: boolean }>,
): AsyncGenerator<readonly T[]> {
  let after: string | undefined;
  for (;;) {
    const cursor = { limit: PAGE, ...(after !== undefined && { starting_after: after }) };
    const { data, has_more: hasMore } = await pace(() => list(cursor));
    yield data;
    after = data.at(-1)?.id;
    if (!hasMore || after === undefined) return;
  }
}
