import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { PERIOD_REASONS, paysForPeriod } from '../membership/stripe-reading.ts';
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
  const fromLatest = createWanted(subscriptions);
  for (const invoice of latest) await fromLatest.take(stripe, invoice);
  if (fromLatest.isComplete()) return fromLatest.invoices;

  const listed = createWanted(subscriptions);
  const began = Math.min(...subscriptions.map(({ start_date }) => start_date));
  for await (const invoice of stripe.invoices.list({ customer, limit: PAGE, expand: ['data.payments'] })) {
    await listed.take(stripe, invoice);
    if (listed.isComplete() || invoice.created < began) break;
  }
  return listed.invoices;
}

/** Collects the invoices of these subscriptions, until the newest paid period of every item is among them. */
function createWanted(subscriptions: readonly StripeSubscription[]) {
  const unpaid = new Map(subscriptions.map(({ id, items }) => [id, new Set(items.map((item) => item.id))]));
  const invoices: ReadInvoice[] = [];
  return {
    invoices,
    isComplete: () => [...unpaid.values()].every((items) => items.size === 0),
    async take(stripe: Stripe, invoice: Stripe.Invoice): Promise<void> {
      const items = unpaid.get(subscriptionBehind(invoice) ?? '');
      if (items === undefined) return;
      const read = await readInvoice(stripe, invoice);
      invoices.push(read);
      if (read.status !== 'paid' || !paysForPeriod(read)) return;
      for (const item of read.items) items.delete(item);
    },
  };
}

function subscriptionBehind({ parent }: Stripe.Invoice): string | undefined {
  const subscription = parent?.subscription_details?.subscription;
  return subscription === undefined ? undefined : idOf(subscription);
}

export async function readInvoice(stripe: Stripe, invoice: Stripe.Invoice): Promise<ReadInvoice> {
  const subscription = subscriptionBehind(invoice);
  const lines = invoice.lines.has_more ? await allLines(stripe, invoice.id) : invoice.lines.data;
  const until = periodsOf(lines, invoice.billing_reason);
  return {
    id: invoice.id,
    ...(subscription !== undefined && { subscription }),
    items: Object.keys(until),
    until,
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

/**
 * Until when each item is paid for. A proration pays for no period, unless the whole of a first or renewal invoice is
 * one: a first period that is shorter.
 */
function periodsOf(lines: readonly Stripe.InvoiceLineItem[], reason: string | null): Record<string, number> {
  const ofItems = lines.flatMap(({ parent, period }) => {
    const details = parent?.subscription_item_details;
    return details == null ? [] : { item: details.subscription_item, end: period.end, ...details };
  });
  const whole = ofItems.filter(({ proration }) => !proration);
  const paidFor = whole.length === 0 && PERIOD_REASONS.has(reason ?? '') ? ofItems : whole;
  const until: Record<string, number> = {};
  for (const { item, end } of paidFor) until[item] = Math.max(end, until[item] ?? 0);
  return until;
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
