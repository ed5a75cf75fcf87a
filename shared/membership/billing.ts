import type { Catalogue } from './catalogue.ts';
import type {
  BillingItem,
  EpochMillis,
  EpochSeconds,
  KeptPlan,
  ProductId,
  SubscriptionFact,
  SubscriptionItemFact,
  SubscriptionStatus,
} from './model.ts';
import { SUBSCRIPTION_STATUSES } from './model.ts';
import { PERIOD_REASONS } from './stripe-reading.ts';
import type { StripeInvoice, StripeReading, StripeSubscription } from './stripe-reading.ts';

/** Ended subscriptions kept beside the live ones, newest first: enough for a member to see what was. */
const ENDED_SUBSCRIPTIONS_KEPT = 10;

const UNPAID_STATUSES: ReadonlySet<string> = new Set(['draft', 'open', 'uncollectible']);

const FINAL_STATUSES: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

/** What a reading held that nothing in the configuration or the code accounts for: kept for an admin, never guessed at. */
export interface Puzzles {
  readonly unmappedProducts: readonly ProductId[];
  readonly unknownStatuses: readonly string[];
}

export interface ReadBilling {
  readonly item: BillingItem;
  readonly puzzles: Puzzles;
}

/**
 * Turns a reading of Stripe into the billing item to store. Every date in it is Stripe's own, but for `readAt`.
 *
 * @param previous what was stored, for a status not known and for a product taken out of the catalogue
 */
export function readBilling(
  reading: StripeReading,
  previous: BillingItem | undefined,
  catalogue: Catalogue,
  readAt: EpochMillis,
): ReadBilling {
  const before = new Map(previous?.subscriptions.map((subscription) => [subscription.id, subscription]));
  const subscriptions =
    reading.customerDeleted && reading.subscriptions.length === 0
      ? (previous?.subscriptions ?? [])
      : reading.subscriptions.map((subscription) =>
          readSubscription(subscription, reading.invoices, before.get(subscription.id), catalogue),
        );
  return {
    item: {
      customer: reading.customer,
      rev: (previous?.rev ?? 0) + 1,
      readAt,
      customerDeleted: reading.customerDeleted,
      subscriptions: keepLiveAndLatest(subscriptions),
    },
    puzzles: {
      unmappedProducts: unmappedProducts(reading, catalogue),
      unknownStatuses: unknownStatuses(reading),
    },
  };
}

/** Whether anything this customer has, or had, is what the publication sells. */
export function concernsCatalogue(reading: StripeReading, catalogue: Catalogue): boolean {
  return reading.subscriptions.some(({ items }) =>
    items.some(({ product }) => catalogue.planOfProduct.has(product)),
  );
}

/** Whether two readings say the same, apart from when and how often they were made. */
export function sameBilling(one: BillingItem | undefined, other: BillingItem): boolean {
  return one !== undefined && withoutCounters(one) === withoutCounters(other);
}

function withoutCounters(item: BillingItem): string {
  return JSON.stringify({ ...item, rev: 0, readAt: 0 });
}

function readSubscription(
  subscription: StripeSubscription,
  invoices: readonly StripeInvoice[],
  previous: SubscriptionFact | undefined,
  catalogue: Catalogue,
): SubscriptionFact {
  if (!isKnown(subscription.status)) {
    return previous === undefined
      ? {
          ...readKnown(subscription, 'unknown', [], undefined, catalogue),
          unknownStatus: subscription.status,
        }
      : { ...previous, unknownStatus: subscription.status };
  }
  const own = invoices.filter((invoice) => invoice.subscription === subscription.id);
  return readKnown(subscription, subscription.status, unpaidPeriods(own), previous, catalogue);
}

function readKnown(
  subscription: StripeSubscription,
  status: SubscriptionStatus,
  unpaid: readonly StripeInvoice[],
  previous: SubscriptionFact | undefined,
  catalogue: Catalogue,
): SubscriptionFact {
  const unpaidSince = earliest(unpaid.filter((invoice) => invoice.status !== 'draft'));
  const draftSince = earliest(unpaid.filter((invoice) => invoice.status === 'draft'));
  const itemsBefore = new Map(previous?.items.map((item) => [item.id, item]));
  return {
    id: subscription.id,
    status,
    startedAt: subscription.start_date,
    ...(subscription.trial_end !== null && { trialEnd: subscription.trial_end }),
    ...(subscription.cancel_at !== null && { cancelAt: subscription.cancel_at }),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    ...(subscription.ended_at !== null && { endedAt: subscription.ended_at }),
    collectionPaused: subscription.pause_collection !== null,
    ...(unpaidSince !== undefined && { unpaidSince }),
    ...(draftSince !== undefined && { draftSince }),
    items: subscription.items
      .map((item) => readItem(item, itemsBefore.get(item.id), catalogue))
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}

function readItem(
  item: StripeSubscription['items'][number],
  previous: SubscriptionItemFact | undefined,
  catalogue: Catalogue,
): SubscriptionItemFact {
  const plan = catalogue.planOfProduct.get(item.product);
  const kept: KeptPlan | undefined =
    plan === undefined
      ? previous?.product === item.product
        ? previous.kept
        : undefined
      : {
          plan: plan.id,
          features: plan.features,
          graceDays: plan.graceDays,
          periodEnd: item.current_period_end,
        };
  return { id: item.id, product: item.product, periodEnd: item.current_period_end, ...(kept && { kept }) };
}

/** The first and renewal invoices that stand unpaid, without those that a later paid one has overtaken (docs/adr/0002). */
function unpaidPeriods(invoices: readonly StripeInvoice[]): StripeInvoice[] {
  const forPeriods = invoices.filter(({ billing_reason }) => PERIOD_REASONS.has(billing_reason ?? ''));
  const paid = forPeriods.filter(({ status }) => status === 'paid');
  const lastPaid = Math.max(0, ...paid.map(({ created }) => created));
  return forPeriods.filter(({ status, created }) => UNPAID_STATUSES.has(status ?? '') && created > lastPaid);
}

function earliest(invoices: readonly StripeInvoice[]): EpochSeconds | undefined {
  const dates = invoices.map(({ due_date, finalized_at, created }) => due_date ?? finalized_at ?? created);
  return dates.length === 0 ? undefined : Math.min(...dates);
}

function keepLiveAndLatest(subscriptions: readonly SubscriptionFact[]): SubscriptionFact[] {
  const newestFirst = subscriptions.toSorted(
    (one, other) => other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1),
  );
  const ended = newestFirst
    .filter(({ status }) => FINAL_STATUSES.has(status))
    .slice(0, ENDED_SUBSCRIPTIONS_KEPT);
  return newestFirst.filter(
    (subscription) => !FINAL_STATUSES.has(subscription.status) || ended.includes(subscription),
  );
}

function unmappedProducts(reading: StripeReading, catalogue: Catalogue): ProductId[] {
  const products = reading.subscriptions
    .filter(({ status }) => !FINAL_STATUSES.has(status))
    .flatMap(({ items }) => items.map(({ product }) => product));
  return [...new Set(products)].filter((product) => !catalogue.planOfProduct.has(product)).sort();
}

function unknownStatuses({ subscriptions }: StripeReading): string[] {
  const statuses = subscriptions.map(({ status }) => status).filter((status) => !isKnown(status));
  return [...new Set(statuses)].sort();
}

function isKnown(status: string): status is SubscriptionStatus {
  return status !== 'unknown' && (SUBSCRIPTION_STATUSES as readonly string[]).includes(status);
}
