import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { PERIOD_REASONS } from '../membership/stripe-reading.ts';
import type { StripeInvoice, StripeSubscription } from '../membership/stripe-reading.ts';
import { PAGE, idOf } from './client.ts';
import type { Payments } from './payments.ts';

/** An invoice as it was read, before it is known what became of its payments. */
export type ReadInvoice = Omit<StripeInvoice, 'refunded' | 'disputes'> & {
  /** Payment intents. */
  readonly payments: readonly string[];
};

/**
 * The invoices of these subscriptions, no further back than the newest paid period of every item: older ones say nothing
 * more. Where each subscription's latest invoice is that period, nothing is asked.
 */
export async function readPeriodInvoices(
  stripe: Stripe,
  customer: CustomerId,
  subscriptions: readonly StripeSubscription[],
  latest: readonly Stripe.Invoice[],
): Promise<ReadInvoice[]> {
  const wanted = createWanted(subscriptions);
  const invoices: ReadInvoice[] = [];
  for (const invoice of latest) invoices.push(wanted.take(await readInvoice(stripe, invoice)));
  if (wanted.isEmpty()) return invoices;

  wanted.startAgain();
  const all: ReadInvoice[] = [];
  const began = Math.min(...subscriptions.map(({ start_date }) => start_date));
  for await (const invoice of stripe.invoices.list({ customer, limit: PAGE, expand: ['data.payments'] })) {
    all.push(wanted.take(await readInvoice(stripe, invoice)));
    if (wanted.isEmpty() || invoice.created < began) break;
  }
  return all;
}

/** The items whose newest paid period is still to be found. */
function createWanted(subscriptions: readonly StripeSubscription[]) {
  const everything = () =>
    new Map(subscriptions.map(({ id, items }) => [id, new Set(items.map((i) => i.id))]));
  let wanted = everything();
  return {
    isEmpty: () => [...wanted.values()].every((items) => items.size === 0),
    startAgain: () => {
      wanted = everything();
    },
    take(invoice: ReadInvoice): ReadInvoice {
      const items = invoice.subscription === undefined ? undefined : wanted.get(invoice.subscription);
      if (invoice.status === 'paid' && PERIOD_REASONS.has(invoice.billing_reason ?? '')) {
        for (const item of invoice.items) items?.delete(item);
      }
      return invoice;
    },
  };
}

async function readInvoice(stripe: Stripe, invoice: Stripe.Invoice): Promise<ReadInvoice> {
  const subscription = invoice.parent?.subscription_details?.subscription;
  const lines = invoice.lines.has_more ? await allLines(stripe, invoice.id) : invoice.lines.data;
  return {
    id: invoice.id,
    ...(subscription !== undefined && { subscription: idOf(subscription) }),
    items: [...new Set(lines.flatMap(itemOf))],
    status: invoice.status,
    billing_reason: invoice.billing_reason,
    collection_method: invoice.collection_method,
    attempted: invoice.attempted,
    created: invoice.created,
    due_date: invoice.due_date,
    finalized_at: invoice.status_transitions.finalized_at,
    payments: (invoice.payments?.data ?? []).flatMap(({ payment }) =>
      payment.payment_intent === undefined ? [] : [idOf(payment.payment_intent)],
    ),
  };
}

function itemOf({ parent }: Stripe.InvoiceLineItem): string[] {
  const item = parent?.subscription_item_details?.subscription_item;
  return item === undefined ? [] : [item];
}

async function allLines(stripe: Stripe, invoice: string): Promise<Stripe.InvoiceLineItem[]> {
  const lines: Stripe.InvoiceLineItem[] = [];
  for await (const line of stripe.invoices.listLineItems(invoice, { limit: PAGE })) lines.push(line);
  return lines;
}

/** Refunded where every payment of it was given back in full; disputed where any is. */
export async function withMoneyBack(
  stripe: Stripe,
  invoices: readonly ReadInvoice[],
  payments: Payments,
): Promise<StripeInvoice[]> {
  const known: StripeInvoice[] = [];
  for (const { payments: ids, ...invoice } of invoices) {
    const own = ids.map((id) => payments.all.get(id)).filter((payment) => payment?.status === 'succeeded');
    const disputes: string[] = [];
    for (const payment of own) disputes.push(...((await payment?.disputes(stripe)) ?? []));
    const refunded = own.length > 0 && own.every((payment) => payment?.refunded === true);
    known.push({ ...invoice, refunded, disputes });
  }
  return known;
}
