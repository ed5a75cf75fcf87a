import type { EpochSeconds, SubscriptionItemFact } from './model.ts';
import { moneyBackFacts } from './money-back.ts';
import { PERIOD_REASONS, paysForPeriod } from './stripe-reading.ts';
import type { StripeInvoice } from './stripe-reading.ts';

/** Of an invoice that pays for a period: a change of interval began it, within one that was paid. */
const CHANGE = 'subscription_update';

const UNPAID_STATUSES: ReadonlySet<string> = new Set(['draft', 'open', 'uncollectible']);

type PaymentFacts = Pick<
  SubscriptionItemFact,
  'unpaidSince' | 'draftSince' | 'paidUntil' | 'refunded' | 'disputed'
>;

/**
 * What the invoices for its periods say of one item of a subscription: since when it stands unpaid, and what became
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
  const own = invoices.filter((invoice) => paysForPeriod(invoice) && concerns(invoice, item, allItems));
  const paid = newest(own.filter(({ status }) => status === 'paid'));
  const unpaid = own
    .filter(({ status, created }) => UNPAID_STATUSES.has(status ?? '') && created > (paid?.created ?? 0))
    .filter((invoice) => !wasGivenAway(invoice));
  const unpaidSince = earliest(unpaid.filter(({ status }) => status !== 'draft'));
  const draftSince = earliest(unpaid.filter(({ status }) => status === 'draft'));
  const paidUntil = paid?.until?.[item];
  const cutsShort = paidUntil !== undefined && unpaid.some(({ billing_reason }) => billing_reason === CHANGE);
  return {
    ...(unpaidSince !== undefined && { unpaidSince }),
    ...(draftSince !== undefined && { draftSince }),
    ...(cutsShort && { paidUntil }),
    ...(paid !== undefined && moneyBackFacts(paid)),
  };
}

/** A first invoice or a renewal for items that have all been replaced since concerns those that stand in their place. */
function concerns(
  { items, billing_reason }: StripeInvoice,
  item: string,
  allItems: readonly string[],
): boolean {
  const isForNoneOfThese = !items.some((one) => allItems.includes(one));
  return items.includes(item) || (isForNoneOfThese && PERIOD_REASONS.has(billing_reason ?? ''));
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
