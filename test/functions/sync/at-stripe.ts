import type Stripe from 'stripe';
import type { CustomerId } from '../../../shared/membership/model.ts';
import { PASS_METADATA } from '../../../shared/membership/stripe-reading.ts';
import { idOf } from '../../../shared/stripe/client.ts';
import { CARD } from '../../support/world.ts';
import type { SyncWorld } from './support.ts';

export interface PassOrder {
  readonly plan?: string;
  /** As the metadata has them; null for none. */
  readonly seconds?: string | null;
  readonly customer?: CustomerId;
  /** Of the page's bank debit, which pays in the end or fails; without one, a card pays. */
  readonly iban?: string;
}

export interface BoughtPass {
  readonly customer: CustomerId;
  /** The payment intent. */
  readonly payment: string;
  readonly email: string;
}

/** A pass of the annual plan for a week, by a payment link that somebody made by hand. */
export async function buyPass(world: SyncWorld, email: string, order: PassOrder = {}): Promise<BoughtPass> {
  const { plan = 'annual', seconds = '604800', customer, iban } = order;
  const price = await world.stripe.prices.create({
    ...{ currency: 'eur', unit_amount: 900 },
    product: (await world.stripe.products.create({ name: 'A week' })).id,
  });
  const opened = await world.stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: world.site,
    line_items: [{ price: price.id, quantity: 1 }],
    payment_intent_data: {
      metadata: { [PASS_METADATA.plan]: plan, ...(seconds !== null && { [PASS_METADATA.seconds]: seconds }) },
    },
    ...(customer === undefined ? { customer_creation: 'always' as const } : { customer }),
  });
  const means: Record<string, string> =
    iban === undefined ? { means: 'card' } : { means: 'sepa_debit', iban };
  await world.reader().submit(opened.url ?? '', { ...CARD, email, ...means });
  const session = await world.stripe.checkout.sessions.retrieve(opened.id);
  if (session.customer === null || session.payment_intent === null)
    throw new Error('The page took no payment.');
  return { customer: idOf(session.customer), payment: idOf(session.payment_intent), email };
}

/** The customer's newest payment, which is what is refunded or disputed. */
export async function paymentOf(world: SyncWorld, { customer }: { customer: CustomerId }): Promise<string> {
  const { data } = await world.stripe.paymentIntents.list({ customer, limit: 1 });
  if (data[0] === undefined) throw new Error(`${customer} has paid nothing.`);
  return data[0].id;
}

/** A subscription of several prices at once, paid by a card that pays. */
export async function subscribeTo(
  world: SyncWorld,
  customer: CustomerId,
  items: readonly { readonly product: string; readonly interval: 'month' | 'year' }[],
): Promise<Stripe.Subscription> {
  const prices = [];
  for (const { product, interval } of items) {
    const { id } = await world.stripe.prices.create({
      ...{ product, currency: 'usd', unit_amount: 900 },
      recurring: { interval },
    });
    prices.push({ price: id });
  }
  world.double.control.setCard(customer, CARD.number);
  return world.stripe.subscriptions.create({ customer, items: prices });
}

/** Reads the customer as an event would have it read. */
export async function sync(world: SyncWorld, { customer }: { customer: CustomerId }): Promise<void> {
  await world.send(customer);
  await world.drain();
}

/** What one reading of the customer asks Stripe for, in order. */
export async function askedFor(world: SyncWorld, { customer }: { customer: CustomerId }): Promise<string[]> {
  const before = world.front.asked.length;
  await world.deps.stripe.readCustomer(customer);
  return world.front.asked.slice(before);
}
