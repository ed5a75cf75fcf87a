import { parseAddress } from '../../shared/identity/address.ts';
import { liveSubscriptions } from '../../shared/membership/live.ts';
import type { LiveSubscription } from '../../shared/membership/live.ts';
import type { BillingItem, MemberId, PlanId } from '../../shared/membership/model.ts';
import type { SyncDeps } from './sync-customer.ts';

type WatchDeps = Pick<
  SyncDeps,
  'members' | 'ledger' | 'checkouts' | 'stripeCheckout' | 'catalogue' | 'now' | 'log'
>;

/**
 * Promise 6, where a purchase was not begun here: the Checkout that a member has open for a plan closes once they have
 * the plan, and a plan that they pay for twice is reported.
 *
 * @param before what was stored of the customer until now
 */
export async function watchPurchases(
  deps: WatchDeps,
  member: MemberId,
  before: BillingItem | undefined,
  after: BillingItem,
): Promise<void> {
  const had = liveSubscriptions(before === undefined ? [] : [before], deps.catalogue);
  const has = liveSubscriptions([after], deps.catalogue);
  for (const plan of new Set([...had.keys(), ...has.keys()])) {
    if (idsOf(had.get(plan)) === idsOf(has.get(plan))) continue;
    if (!had.has(plan)) await closeOpenCheckout(deps, member, plan);
    await reportDuplicates(deps, member, after, plan);
  }
}

function idsOf(subscriptions: readonly LiveSubscription[] = []): string {
  return subscriptions
    .map(({ id }) => id)
    .sort()
    .join();
}

async function closeOpenCheckout(deps: WatchDeps, member: MemberId, plan: PlanId): Promise<void> {
  const profile = await deps.members.profile(member);
  const address = profile?.address === undefined ? undefined : parseAddress(profile.address);
  if (address === undefined || typeof address === 'string') return;
  const claim = await deps.checkouts.claim(plan, address.key);
  if (claim?.session !== undefined) await deps.stripeCheckout.close(claim.session.id);
}

async function reportDuplicates(
  deps: WatchDeps,
  member: MemberId,
  after: BillingItem,
  plan: PlanId,
): Promise<void> {
  const others = (await deps.members.allBilling(member)).filter(
    ({ customer }) => customer !== after.customer,
  );
  const subscriptions = liveSubscriptions([...others, after], deps.catalogue).get(plan) ?? [];
  if (subscriptions.length < 2) {
    await deps.ledger.resolveDuplicate(member, plan, deps.now());
    return;
  }
  await deps.ledger.reportDuplicate(member, plan, subscriptions, deps.now());
  deps.log({ level: 'warn', event: 'duplicate_purchase', member, count: subscriptions.length });
}
