import { SLACK_SECONDS, billingAccesses } from './billing-access.ts';
import { sameFacts } from './billing.ts';
import type { Catalogue } from './catalogue.ts';
import { FINAL_STATUSES, OPEN_STATUSES } from './model.ts';
import type {
  BillingItem,
  CustomerId,
  EpochSeconds,
  Feature,
  PassFact,
  SubscriptionFact,
  SubscriptionItemFact,
} from './model.ts';
import { paymentFacts } from './period-invoices.ts';
import { readPass } from './read-pass.ts';
import { readSubscription } from './read-subscription.ts';
import type { StripeInvoice, StripePassPayment, StripeSubscription } from './stripe-reading.ts';

export interface ListedSubscription {
  readonly subscription: StripeSubscription;
  /** The newest one, whatever it is for; absent where there is none. */
  readonly latestInvoice?: StripeInvoice;
}

/** What one page of Stripe's lists says of one customer: never all that there is to know. */
export interface Listed {
  readonly customer: CustomerId;
  readonly customerDeleted: boolean;
  readonly subscriptions: readonly ListedSubscription[];
  readonly passes: readonly StripePassPayment[];
}

export interface Comparison {
  /** By what is stored of the subscriptions and passes that are listed. */
  readonly hadAccess: boolean;
  /**
   * `none` where the page says what is stored; otherwise what becomes of access now if the page is right. One feature
   * fewer is a loss, whatever else is had or gained.
   */
  readonly drift: 'none' | 'gains' | 'stays' | 'loses';
}

/**
 * Compares a page of Stripe's lists with what is stored of a customer, as far as the page can know: status, dates,
 * items, whether the newest period is paid, and for passes whether they are paid and stand. What only a full reading
 * tells, such as older invoices and what became of their money, counts as it was last read.
 */
export function compare(
  listed: Listed,
  stored: BillingItem | undefined,
  catalogue: Catalogue,
  now: EpochSeconds,
): Comparison {
  const subscriptions = listed.subscriptions.map((one) => {
    const before = stored?.subscriptions.find(({ id }) => id === one.subscription.id);
    return { before, after: subscriptionAsListed(one, before, catalogue) };
  });
  const passes = listed.passes.flatMap((one) => {
    const before = stored?.passes.find(({ id }) => id === one.id);
    const after = readPass(one, before, catalogue);
    return after === undefined ? [] : [{ before, after }];
  });
  const blank = { customer: listed.customer, rev: 0, readAt: 0 };
  const had = openFeatures(
    {
      ...{ ...blank, customerDeleted: stored?.customerDeleted ?? false },
      subscriptions: subscriptions.flatMap(({ before }) => before ?? []),
      passes: passes.flatMap(({ before }) => before ?? []),
    },
    catalogue,
    now,
  );
  const hadAccess = had.size > 0;
  const after = {
    ...{ ...blank, customerDeleted: listed.customerDeleted || stored?.customerDeleted === true },
    subscriptions: subscriptions.map((one) => one.after),
    passes: passes.map((one) => one.after),
  };
  const has = openFeatures(after, catalogue, now);
  const differs =
    stored === undefined
      ? isWorthAMember(after, catalogue, has.size > 0)
      : !stored.customerDeleted &&
        (listed.customerDeleted ||
          subscriptions.some((one) => subscriptionDiffers(one.before, one.after)) ||
          passes.some((one) => passDiffers(one.before, one.after, catalogue, now)));
  if (!differs) return { hadAccess, drift: 'none' };
  if ([...had].some((feature) => !has.has(feature))) return { hadAccess, drift: 'loses' };
  return { hadAccess, drift: has.size > had.size ? 'gains' : 'stays' };
}

function openFeatures(item: BillingItem, catalogue: Catalogue, now: EpochSeconds): ReadonlySet<Feature> {
  const open = billingAccesses(item, catalogue, now, SLACK_SECONDS).filter(
    ({ startsAt, until }) => startsAt <= now && now < until,
  );
  return new Set(open.flatMap(({ features }) => features));
}

/** Of a customer whom nobody has, what is sold here and has not ended; a pass only where it gives something. */
function isWorthAMember(
  { customerDeleted, subscriptions }: BillingItem,
  catalogue: Catalogue,
  hasAccess: boolean,
): boolean {
  if (customerDeleted) return false;
  return (
    hasAccess ||
    subscriptions.some(
      ({ status, items }) =>
        !FINAL_STATUSES.has(status) && items.some(({ product }) => catalogue.planOfProduct.has(product)),
    )
  );
}

function subscriptionDiffers(before: SubscriptionFact | undefined, after: SubscriptionFact): boolean {
  // Of those that have ended, only the newest are kept.
  return before === undefined
    ? !FINAL_STATUSES.has(after.status)
    : !sameFacts(withoutKept(before), withoutKept(after));
}

function passDiffers(
  before: PassFact | undefined,
  after: PassFact,
  catalogue: Catalogue,
  now: EpochSeconds,
): boolean {
  if (before !== undefined) return !sameFacts({ ...before, features: [] }, { ...after, features: [] });
  const alone = {
    customer: '',
    rev: 0,
    readAt: 0,
    customerDeleted: false,
    subscriptions: [],
    passes: [after],
  };
  return openFeatures(alone, catalogue, now).size > 0;
}

/** What a plan gave when it was read is no word of Stripe's. */
function withoutKept({ items, ...subscription }: SubscriptionFact): object {
  return { ...subscription, items: items.map((item) => ({ ...item, kept: undefined })) };
}

function subscriptionAsListed(
  { subscription, latestInvoice }: ListedSubscription,
  before: SubscriptionFact | undefined,
  catalogue: Catalogue,
): SubscriptionFact {
  const counts = OPEN_STATUSES.has(subscription.status) && latestInvoice !== undefined;
  const fact = readSubscription(subscription, counts ? [latestInvoice] : [], before, catalogue);
  const allItems = fact.items.map(({ id }) => id);
  return {
    ...fact,
    items: fact.items.map((item) => {
      const itemBefore = before?.items.find(({ id }) => id === item.id);
      return itemAsListed(item, itemBefore, counts ? owedBy(latestInvoice, item.id, allItems) : undefined);
    }),
  };
}

interface Owed {
  readonly paid: boolean;
  /** Since when, if the invoice were unpaid. */
  readonly since: EpochSeconds;
}

/** What an invoice says of the period of an item; `undefined` where it is for no period, or for other items. */
function owedBy(invoice: StripeInvoice, item: string, allItems: readonly string[]): Owed | undefined {
  const unpaid: StripeInvoice = { ...invoice, status: 'open' };
  const { unpaidSince: since } = paymentFacts(item, allItems, [unpaid]);
  return since === undefined ? undefined : { paid: invoice.status === 'paid', since };
}

/**
 * An item with what only a full reading tells as it was last read. A paid period overtakes every older debt; one that
 * is owed no longer, being void or written off, takes away only its own.
 */
function itemAsListed(
  item: SubscriptionItemFact,
  before: SubscriptionItemFact | undefined,
  owed: Owed | undefined,
): SubscriptionItemFact {
  const { unpaidSince, draftSince, ...listed } = item;
  const isSettled = unpaidSince === undefined && draftSince === undefined;
  const isOver = owed !== undefined && isSettled && (owed.paid || before?.unpaidSince === owed.since);
  const unpaid = isOver ? undefined : (before?.unpaidSince ?? unpaidSince);
  const draft = isOver ? undefined : (before?.draftSince ?? draftSince);
  const samePeriod = before?.periodEnd === item.periodEnd;
  return {
    ...listed,
    ...(unpaid !== undefined && { unpaidSince: unpaid }),
    ...(draft !== undefined && { draftSince: draft }),
    ...(samePeriod && before.refunded && { refunded: before.refunded }),
    ...(samePeriod && before.disputed && { disputed: before.disputed }),
  };
}
