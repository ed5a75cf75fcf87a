import type { EpochSeconds, SubscriptionItemFact } from './model.ts';
import { moneyBackFacts } from './money-back.ts';
import { PERIOD_REASONS } from './stripe-reading.ts';
import type { StripeInvoice } from './stripe-reading.ts';

const UNPAID_STATUSES: ReadonlySet<string> = new Set(['draft', 'open', 'uncollectible']);

type PaymentFacts = Pick<SubscriptionItemFact, 'unpaidSince' | 'draftSince' | 'refunded' | 'disputed'>;

/**
 * What its first and renewal invoices say of one item of a subscription: since when it stands unpaid, and what became
 * of the money of the newest period that was paid. A later paid period overtakes whatever was wrong with an earlier one
 * (docs/adr/0002).
 *
 * @param invoices of the item's subscription
 * @param allItems the ids of all its items today
 */
export function paymentFacts(
  item: string,
  allItems: readonly string[],
  invoices: readonly StripeInvoice[],
): PaymentFacts {
  const own = invoices.filter(
    (invoice) => PERIOD_REASONS.has(invoice.billing_reason ?? '') && concerns(invoice, item, allItems),
  );
  const paid = newest(own.filter(({ status }) => status === 'paid'));
  const unpaid = own
    .filter(({ status, created }) => UNPAID_STATUSES.has(status ?? '') && created > (paid?.created ?? 0))
    .filter((invoice) => !wasGivenAway(invoice));
  const unpaidSince = earliest(unpaid.filter(({ status }) => status !== 'draft'));
  const draftSince = earliest(unpaid.filter(({ status }) => status === 'draft'));
  return {
    ...(unpaidSince !== undefined && { unpaidSince }),
    ...(draftSince !== undefined && { draftSince }),
    ...(paid !== undefined && moneyBackFacts(paid)),
  };
}

/** An invoice for items that have all been replaced since concerns those that stand in their place. */
function concerns(invoice: StripeInvoice, item: string, allItems: readonly string[]): boolean {
  return invoice.items.includes(item) || !invoice.items.some((one) => allItems.includes(one));
}

/**
 * Written off without one attempt to collect it, as Stripe does while collection is paused: the publisher gave that
 * period away (docs.stripe.com/billing/subscriptions/pause-payment). An invoice that is sent is never attempted.
 */
function wasGivenAway({ status, attempted, collection_method }: StripeInvoice): boolean {
  return status === 'uncollectible' && !attempted && collection_method === 'charge_automatically';
}

function newest(invoices: readonly StripeInvoice[]): StripeInvoice | undefined {
  return invoices.toSorted((one, other) => other.created - one.created || (one.id < other.id ? 1 : -1))[0];
}

function earliest(invoices: readonly StripeInvoice[]): EpochSeconds | undefined {
  const dates = invoices.map(({ due_date, finalized_at, created }) => due_date ?? finalized_at ?? created);
  return dates.length === 0 ? undefined : Math.min(...dates);
}
