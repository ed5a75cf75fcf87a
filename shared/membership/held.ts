import type { Catalogue } from './catalogue.ts';
import { hasLiveSubscription, liveSubscriptions, planOf } from './live.ts';
import type { LiveSubscription } from './live.ts';
import type { BillingItem, EpochSeconds, Facts, PlanId } from './model.ts';

/** How a plan is paid for: again and again, or once for a time. */
export type SaleKind = 'subscription' | 'pass';

/**
 * Whether to buy a plan would be to pay for it twice. A pass never stands in the way of a subscription; it does of
 * another pass, to its last second: a pass counts from its payment, so the time left would be bought again.
 */
export function isHeld(
  { billing }: Pick<Facts, 'billing'>,
  { plan, kind }: { readonly plan: PlanId; readonly kind: SaleKind },
  catalogue: Catalogue,
  now: EpochSeconds,
): boolean {
  return (
    hasLiveSubscription({ billing }, plan, catalogue) ||
    (kind === 'pass' && lastingPasses(billing, plan, now).length > 0)
  );
}

/** The plans that were ever had, as a subscription in any state or as a pass that was paid: no trial of them is left. */
export function plansHad(billing: readonly BillingItem[], catalogue: Catalogue): ReadonlySet<PlanId> {
  const plans = billing.flatMap(({ subscriptions, passes }) => [
    ...subscriptions.flatMap(({ items }) => items.map((item) => planOf(item, catalogue))),
    ...passes.map(({ plan, paidAt }) => (paidAt === undefined ? undefined : plan)),
  ]);
  return new Set(plans.filter((plan) => plan !== undefined));
}

/** What is paid for a plan: subscriptions that have not come to their end, and passes that last. */
export function purchases(
  billing: readonly BillingItem[],
  plan: PlanId,
  catalogue: Catalogue,
  now: EpochSeconds,
): readonly LiveSubscription[] {
  const subscriptions = liveSubscriptions(billing, catalogue).get(plan) ?? [];
  const passes = lastingPasses(billing, plan, now).map(({ customer, id }) => ({ customer, id }));
  return [...subscriptions, ...passes];
}

/**
 * What is paid for a plan at the same time, where that is more than one thing. A pass from before the subscription is
 * none of it: its reader chose to stay.
 */
export function paidTwice(
  billing: readonly BillingItem[],
  plan: PlanId,
  catalogue: Catalogue,
  now: EpochSeconds,
): readonly LiveSubscription[] {
  const subscribed = new Set(
    liveSubscriptions(billing, catalogue)
      .get(plan)
      ?.map(({ id }) => id),
  );
  const starts = billing
    .flatMap(({ subscriptions }) => subscriptions)
    .filter(({ id }) => subscribed.has(id))
    .map(({ startedAt }) => startedAt);
  const before = lastingPasses(billing, plan, now).filter(
    ({ paidAt }) => starts.length > 0 && starts.every((startedAt) => paidAt <= startedAt),
  );
  const passesBefore = new Set(before.map(({ id }) => id));
  const all = purchases(billing, plan, catalogue, now).filter(({ id }) => !passesBefore.has(id));
  return all.length < 2 ? [] : all;
}

/** The passes of a plan that are paid, whose money has not gone back, and that have not come to their end. */
function lastingPasses(
  billing: readonly BillingItem[],
  plan: PlanId,
  now: EpochSeconds,
): readonly (LiveSubscription & { readonly paidAt: EpochSeconds })[] {
  return billing
    .filter(({ customerDeleted }) => !customerDeleted)
    .flatMap(({ customer, passes }) =>
      passes.flatMap(({ id, plan: of, paidAt, seconds, refunded, disputed }) => {
        const stands = of === plan && refunded === undefined && disputed === undefined;
        return stands && paidAt !== undefined && now < paidAt + seconds ? [{ customer, id, paidAt }] : [];
      }),
    );
}
