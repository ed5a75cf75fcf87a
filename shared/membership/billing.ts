import type { Catalogue } from './catalogue.ts';
import type { BillingItem, EpochMillis, PassFact, SubscriptionFact } from './model.ts';
import { FINAL_STATUSES } from './model.ts';
import { puzzlesOf } from './puzzles.ts';
import type { Puzzles } from './puzzles.ts';
import { passLasts, readPass } from './read-pass.ts';
import { readSubscription } from './read-subscription.ts';
import type { StripeReading } from './stripe-reading.ts';

/** Ended subscriptions kept beside the live ones, newest first: enough for a member to see what was. */
const ENDED_SUBSCRIPTIONS_KEPT = 10;

/** Passes whose time is over, or never came, kept beside the others. */
const ENDED_PASSES_KEPT = 10;

export type { Puzzles } from './puzzles.ts';

export interface ReadBilling {
  readonly item: BillingItem;
  readonly puzzles: Puzzles;
}

/**
 * Turns a reading of Stripe into the billing item to store. Every date in it is Stripe's own, but for `readAt`.
 *
 * @param previous what was stored, for a status not known and for a product or plan taken out of the catalogue
 */
export function readBilling(
  reading: StripeReading,
  previous: BillingItem | undefined,
  catalogue: Catalogue,
  readAt: EpochMillis,
): ReadBilling {
  const before = new Map(previous?.subscriptions.map((subscription) => [subscription.id, subscription]));
  const passesBefore = new Map(previous?.passes.map((pass) => [pass.id, pass]));
  const nothingListed = reading.subscriptions.length + reading.passes.length === 0;
  const { subscriptions, passes } =
    reading.customerDeleted && nothingListed && previous !== undefined
      ? previous
      : {
          subscriptions: reading.subscriptions.map((subscription) =>
            readSubscription(subscription, reading.invoices, before.get(subscription.id), catalogue),
          ),
          passes: reading.passes
            .map((payment) => readPass(payment, passesBefore.get(payment.id), catalogue))
            .filter((pass) => pass !== undefined),
        };
  return {
    item: {
      customer: reading.customer,
      rev: (previous?.rev ?? 0) + 1,
      readAt,
      customerDeleted: reading.customerDeleted,
      subscriptions: keepLiveAndLatest(subscriptions),
      passes: keepLastingAndLatest(passes, readAt),
    },
    puzzles: puzzlesOf(reading, catalogue, readAt),
  };
}

/** Whether anything this customer has, or had, is what the publication sells. */
export function concernsCatalogue(reading: StripeReading, catalogue: Catalogue): boolean {
  return (
    reading.passes.some(({ plan }) => catalogue.plans.has(plan)) ||
    reading.subscriptions.some(({ items }) =>
      items.some(({ product }) => catalogue.planOfProduct.has(product)),
    )
  );
}

/** Whether two readings say the same, apart from when and how often they were made. */
export function sameBilling(one: BillingItem | undefined, other: BillingItem): boolean {
  return one !== undefined && sameFacts({ ...one, rev: 0, readAt: 0 }, { ...other, rev: 0, readAt: 0 });
}

export function sameFacts(one: object, other: object): boolean {
  return JSON.stringify(one, membersInOrder) === JSON.stringify(other, membersInOrder);
}

/** A row that was stored may come back with its members in another order. */
function membersInOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
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

function keepLastingAndLatest(passes: readonly PassFact[], readAt: EpochMillis): PassFact[] {
  const newestFirst = passes.toSorted(
    (one, other) => (other.paidAt ?? 0) - (one.paidAt ?? 0) || (one.id < other.id ? -1 : 1),
  );
  const others = newestFirst.filter((pass) => !passLasts(pass, readAt)).slice(0, ENDED_PASSES_KEPT);
  return newestFirst.filter((pass) => passLasts(pass, readAt) || others.includes(pass));
}
