import { parseAddress } from '../../shared/identity/address.ts';
import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { isHeld, paidTwice, plansHad, purchases } from '../../shared/membership/held.ts';
import type { SaleKind } from '../../shared/membership/held.ts';
import type {
  BillingItem,
  EpochMillis,
  EpochSeconds,
  MemberId,
  PlanId,
} from '../../shared/membership/model.ts';
import type { CheckoutsStore } from '../../shared/store/checkouts.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import type { StripeCheckout } from '../../shared/stripe/checkout.ts';
import type { Log } from '../http/log.ts';

export interface WatchDeps {
  readonly members: Pick<MembersStore, 'profile' | 'allBilling'>;
  readonly ledger: Pick<LedgerStore, 'reportDuplicate' | 'resolveDuplicate'>;
  readonly checkouts: Pick<CheckoutsStore, 'claim'>;
  readonly stripeCheckout: Pick<StripeCheckout, 'close'>;
  readonly catalogue: Catalogue;
  readonly now: () => EpochMillis;
  readonly log: Log;
}

export interface Change {
  readonly before?: BillingItem | undefined;
  readonly after: BillingItem;
  /** To be looked at as well. */
  readonly plans?: readonly PlanId[];
}

/**
 * Promise 6, where a purchase was not begun here: the Checkout that a member has open for a plan closes once they have
 * the plan, and a plan that they pay for twice is reported.
 *
 * It follows the write of the billing item. A Checkout that is being opened meanwhile looks at that item once its
 * session is in its claim, so that one of the two sees the other.
 *
 * @param change of the customer's billing; without `before`, every plan that they ever had is looked at
 */
export async function watchPurchases(
  deps: WatchDeps,
  member: MemberId,
  { before, after, plans = [] }: Change,
): Promise<void> {
  const now = Math.floor(deps.now() / 1000);
  const paidFor = (billing: BillingItem, plan: PlanId) =>
    purchases([billing], plan, deps.catalogue, now)
      .map(({ id }) => id)
      .sort()
      .join();
  const had = plansHad([...(before ? [before] : []), after], deps.catalogue);
  for (const plan of new Set([...had, ...plans])) {
    if (before !== undefined && paidFor(before, plan) === paidFor(after, plan)) continue;
    await closeOpenCheckout(deps, member, after, plan, now);
    await reportDuplicates(deps, member, after, plan, now);
  }
}

async function closeOpenCheckout(
  deps: WatchDeps,
  member: MemberId,
  after: BillingItem,
  plan: PlanId,
  now: EpochSeconds,
): Promise<void> {
  const isTaken = (kind: SaleKind) => isHeld({ billing: [after] }, { plan, kind }, deps.catalogue, now);
  if (!isTaken('pass')) return;
  const profile = await deps.members.profile(member);
  const address = profile?.address === undefined ? undefined : parseAddress(profile.address);
  if (address === undefined || typeof address === 'string') return;
  const claim = await deps.checkouts.claim(plan, address.key);
  if (claim?.session === undefined || claim.expiresAt <= now || !isTaken(kindOf(deps, claim))) return;
  await deps.stripeCheckout.close(claim.session.id);
}

function kindOf({ catalogue }: WatchDeps, { plan, lookupKey }: CheckoutClaim): SaleKind {
  const price = catalogue.plans.get(plan)?.onSale.find((one) => one.lookupKey === lookupKey);
  return price?.passDays === undefined ? 'subscription' : 'pass';
}

async function reportDuplicates(
  deps: WatchDeps,
  member: MemberId,
  after: BillingItem,
  plan: PlanId,
  now: EpochSeconds,
): Promise<void> {
  const others = (await deps.members.allBilling(member)).filter(
    ({ customer }) => customer !== after.customer,
  );
  const twice = paidTwice([...others, after], plan, deps.catalogue, now);
  if (twice.length === 0) {
    await deps.ledger.resolveDuplicate(member, plan, deps.now());
    return;
  }
  await deps.ledger.reportDuplicate(member, plan, twice, deps.now());
  deps.log({ level: 'warn', event: 'duplicate_purchase', member, count: twice.length });
}
