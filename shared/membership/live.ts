import type { Catalogue } from './catalogue.ts';
import type { BillingItem, CustomerId, EpochSeconds, Facts, PlanId, SubscriptionItemFact } from './model.ts';
import { OPEN_STATUSES } from './model.ts';
import { SLACK_SECONDS, billingAccesses } from './billing-access.ts';

/** Statuses in which a plan is taken: a second purchase would be a second payment. */
const LIVE_STATUSES: ReadonlySet<string> = new Set([
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'unknown',
]);

export interface LiveSubscription {
  readonly customer: CustomerId;
  readonly id: string;
}

/** The subscriptions, paid or not, that have not come to their end, by the plans that they are for. */
export function liveSubscriptions(
  billing: readonly BillingItem[],
  catalogue: Catalogue,
): ReadonlyMap<PlanId, readonly LiveSubscription[]> {
  const live = new Map<PlanId, LiveSubscription[]>();
  for (const { customer, customerDeleted, subscriptions } of billing) {
    if (customerDeleted) continue;
    for (const { id, status, items } of subscriptions) {
      if (!LIVE_STATUSES.has(status)) continue;
      const plans = items.map((item) => planOf(item, catalogue));
      for (const plan of new Set(plans)) {
        if (plan !== undefined) live.set(plan, [...(live.get(plan) ?? []), { customer, id }]);
      }
    }
  }
  return live;
}

/** Whether a member has a subscription to a plan, paid or not, that has not come to its end. */
export function hasLiveSubscription(
  { billing }: Pick<Facts, 'billing'>,
  plan: PlanId,
  catalogue: Catalogue,
): boolean {
  return liveSubscriptions(billing, catalogue).has(plan);
}

/** By its product; one that was taken out of the catalogue is still for the plan it was for. */
export function planOf({ product, kept }: SubscriptionItemFact, catalogue: Catalogue): PlanId | undefined {
  return catalogue.planOfProduct.get(product)?.id ?? kept?.plan;
}

/**
 * The customers whose paid period, or grace, has ended while Stripe, when it was last read, had not ended their
 * subscription: a renewal or a late payment that nobody has told us of, perhaps. They are to be read again before their
 * reader is refused, however long ago it ended: once read, they are overdue no more.
 */
export function overdueCustomers(facts: Facts, catalogue: Catalogue, now: EpochSeconds): CustomerId[] {
  return facts.billing
    .filter((billing) => billing.subscriptions.some(({ status }) => OPEN_STATUSES.has(status)))
    .filter((billing) =>
      billingAccesses(billing, catalogue, now, SLACK_SECONDS).some(
        ({ startsAt, until }) => startsAt < until && until <= now && billing.readAt < until * 1000,
      ),
    )
    .map(({ customer }) => customer);
}
