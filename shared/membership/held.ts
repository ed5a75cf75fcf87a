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

/** Whether a member ever had a plan, as a subscription in any state or as a pass that was paid: no trial of it is left. */
export function hasHad({ billing }: Pick<Facts, 'billing'>, plan: PlanId, catalogue: Catalogue): boolean {
  return billing.some(
    ({ subscriptions, passes }) =>
      subscriptions.some(({ items }) => items.some((item) => planOf(item, catalogue) === plan)) ||
      passes.some((pass) => pass.plan === plan && pass.paidAt !== undefined),
  );
}

/**
 * What a member pays for one plan at the same time, where that is more than once: live subscriptions, and lasting
 * passes. A pass from before the subscription is none of it: its reader chose to stay.
 */
export function paidTwice(
  billing: readonly BillingItem[],
  plan: PlanId,
  catalogue: Catalogue,
  now: EpochSeconds,
): readonly LiveSubscription[] {
  const subscriptions = liveSubscriptions(billing, catalogue).get(plan) ?? [];
  const ids = new Set(subscriptions.map(({ id }) => id));
  const starts = billing
    .flatMap((item) => item.subscriptions)
    .filter(({ id }) => ids.has(id))
    .map(({ startedAt }) => startedAt);
  const passes = lastingPasses(billing, plan, now)
    .filter(({ paidAt }) => starts.length === 0 || starts.some((startedAt) => startedAt < paidAt))
    .map(({ customer, id }) => ({ customer, id }));
  const all = [...subscriptions, ...passes];
  return all.length < 2 ? [] : all;
}

/** The passes of a plan that are paid, whose money has not gone back, and that have not come to their end. */
export function lastingPasses(
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
