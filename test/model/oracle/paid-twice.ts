import type { CustomerState } from './state.ts';
import { subscriptionsByPlan } from './table.ts';
import type { Shop } from './table.ts';

/**
 * The plans that a member, who has all these customers, pays for more than once at `now`, in epoch seconds:
 * subscriptions that have not come to their end, paid or not, and passes that last.
 *
 * A pass from before all of the subscriptions does not count: its reader chose to stay. It is the subscription's start
 * that says so, though a plan may have come into it later: of an item that was changed to another price, Stripe does not
 * say since when it has been for that.
 */
export function plansPaidTwice(
  states: readonly CustomerState[],
  shop: Shop,
  now: number,
): ReadonlySet<string> {
  const there = states.filter(({ deleted }) => !deleted);
  const twice = Object.keys(shop.plans).filter((plan) => {
    const subscriptions = new Set(
      there.flatMap((state) => [...(subscriptionsByPlan(state, shop).get(plan) ?? [])]),
    );
    const starts = there
      .flatMap(({ items }) => items)
      .filter(({ subscription }) => subscriptions.has(subscription))
      .map(({ startedAt }) => startedAt);
    const passes = passesPaidAt(there, plan, now).filter(
      (paidAt) => starts.length === 0 || paidAt > Math.min(...starts),
    );
    return subscriptions.size + passes.length > 1;
  });
  return new Set(twice);
}

function passesPaidAt(states: readonly CustomerState[], of: string, now: number): number[] {
  return states
    .flatMap(({ passes }) => passes)
    .flatMap(({ plan, paidAt, seconds, refunded, disputed }) =>
      plan === of && paidAt !== null && !refunded && !disputed && now < paidAt + seconds ? [paidAt] : [],
    );
}
