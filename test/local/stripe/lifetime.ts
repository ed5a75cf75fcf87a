import { idOf } from '../../../local/stripe/objects/reference.ts';
import { runDouble } from './support.ts';
import type Stripe from 'stripe';
import type { StripeDoubleOptions } from '../../../local/stripe/double.ts';
import type { RunningDouble } from './support.ts';

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** Noon of the day on which every life here begins, in epoch seconds. */
export const START = Date.UTC(2030, 0, 31, 12) / 1000;

/** Epoch seconds of a UTC date at noon. */
export const noon = (date: string) => Date.parse(`${date}T12:00:00Z`) / 1000;

/** A double whose clock stands still until it is advanced. */
export function runLife(options: Partial<StripeDoubleOptions> = {}): Promise<RunningDouble> {
  return runDouble({ now: () => START * 1000, ...options });
}

export interface PriceTerms {
  readonly interval?: 'day' | 'week' | 'month' | 'year';
  readonly count?: number;
  readonly amount?: number;
}

export async function recurringPrice(
  stripe: Stripe,
  { interval = 'month', count = 1, amount = 1_000 }: PriceTerms = {},
): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name: 'News' });
  return stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval, interval_count: count },
  });
}

/** A customer with a card on file, unless `card` is null. */
export async function payingCustomer(
  stripe: Stripe,
  { card = 'pm_card_visa', testClock }: { card?: string | null; testClock?: string } = {},
): Promise<string> {
  const { id } = await stripe.customers.create({
    email: 'ada@example.com',
    ...(testClock !== undefined && { test_clock: testClock }),
  });
  if (card !== null) {
    const method = await stripe.paymentMethods.attach(card, { customer: id });
    await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
  }
  return id;
}

type Begin = Omit<Stripe.SubscriptionCreateParams, 'customer' | 'items'> & {
  readonly card?: string | null;
  readonly price?: PriceTerms;
};

/** A subscription to one new price, by a customer of its own. */
export async function beginSubscription(
  stripe: Stripe,
  { card, price, ...more }: Begin = {},
): Promise<Stripe.Subscription> {
  const [customer, { id }] = await Promise.all([
    payingCustomer(stripe, card === undefined ? {} : { card }),
    recurringPrice(stripe, price),
  ]);
  return stripe.subscriptions.create({ customer, items: [{ price: id }], ...more });
}

export async function latestInvoice(stripe: Stripe, subscription: string): Promise<Stripe.Invoice> {
  const { latest_invoice: latest } = await stripe.subscriptions.retrieve(subscription);
  return stripe.invoices.retrieve(idOf(latest ?? ''));
}

export function periodsOf(subscription: Stripe.Subscription): string[] {
  const day = (at: number) => new Date(at * 1000).toISOString().slice(0, 10);
  return subscription.items.data.map(
    (item) => `${day(item.current_period_start)}/${day(item.current_period_end)}`,
  );
}

/** What each event of some types said, oldest first, as its type and when it was made. */
export async function story(
  stripe: Stripe,
  types: readonly string[],
): Promise<{ type: string; created: number }[]> {
  const events = await stripe.events.list({ types: [...types], limit: 100 });
  return events.data.map(({ type, created }) => ({ type, created })).reverse();
}
