import type { Catalogue } from './catalogue.ts';
import type { KeptPlan, SubscriptionFact, SubscriptionItemFact, SubscriptionStatus } from './model.ts';
import { SUBSCRIPTION_STATUSES } from './model.ts';
import { paymentFacts } from './period-invoices.ts';
import type { StripeInvoice, StripeSubscription } from './stripe-reading.ts';

/** A subscription as Stripe says it is; one whose status is not known stays as it was when last understood. */
export function readSubscription(
  subscription: StripeSubscription,
  invoices: readonly StripeInvoice[],
  previous: SubscriptionFact | undefined,
  catalogue: Catalogue,
): SubscriptionFact {
  if (isKnownStatus(subscription.status)) {
    const own = invoices.filter((invoice) => invoice.subscription === subscription.id);
    return readKnown(subscription, subscription.status, own, previous, catalogue);
  }
  const { status: unknownStatus } = subscription;
  return previous === undefined
    ? { ...readKnown(subscription, 'unknown', [], undefined, catalogue), unknownStatus }
    : { ...previous, unknownStatus };
}

export function isKnownStatus(status: string): status is SubscriptionStatus {
  return status !== 'unknown' && (SUBSCRIPTION_STATUSES as readonly string[]).includes(status);
}

function readKnown(
  subscription: StripeSubscription,
  status: SubscriptionStatus,
  invoices: readonly StripeInvoice[],
  previous: SubscriptionFact | undefined,
  catalogue: Catalogue,
): SubscriptionFact {
  const itemsBefore = new Map(previous?.items.map((item) => [item.id, item]));
  const allItems = subscription.items.map(({ id }) => id);
  return {
    id: subscription.id,
    status,
    startedAt: subscription.start_date,
    ...(subscription.trial_end !== null && { trialEnd: subscription.trial_end }),
    ...(subscription.cancel_at !== null && { cancelAt: subscription.cancel_at }),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    ...(subscription.ended_at !== null && { endedAt: subscription.ended_at }),
    collectionPaused: subscription.pause_collection !== null,
    items: subscription.items
      .map((item): SubscriptionItemFact => ({
        id: item.id,
        product: item.product,
        periodEnd: item.current_period_end,
        ...paymentFacts(item.id, allItems, invoices),
        ...keptPlan(item, itemsBefore.get(item.id), catalogue),
      }))
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}

function keptPlan(
  item: StripeSubscription['items'][number],
  previous: SubscriptionItemFact | undefined,
  catalogue: Catalogue,
): { readonly kept?: KeptPlan } {
  const plan = catalogue.planOfProduct.get(item.product);
  if (plan !== undefined) {
    const { id, features, graceDays } = plan;
    return { kept: { plan: id, features, graceDays, periodEnd: item.current_period_end } };
  }
  const kept = previous?.product === item.product ? previous.kept : undefined;
  return kept === undefined ? {} : { kept };
}
