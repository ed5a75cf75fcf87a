import { CHECKOUT_LIFETIME_SECONDS } from '../../shared/identity/checkout.ts';
import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { BillingItem, EpochSeconds } from '../../shared/membership/model.ts';
import type { CheckoutState } from '../../shared/stripe/checkout-state.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

/** How long a claim may stand without a session: as long as the request that made it may take. */
const OPENING_SECONDS = 60;

/** What Stripe's lists do not show so long after it was bought, they will not: it is not for this plan. */
const LISTED_WITHIN_SECONDS = 3600;

export type Wanted = Pick<CheckoutClaim, 'plan' | 'addressKey' | 'lookupKey' | 'trialDays' | 'handleHash'>;

/** Why nothing new may be paid: the plan is held, or the money for it is on its way. */
export type Blocked = 'already_subscribed' | 'payment_processing';

/**
 * The claim on a plan for an address that this browser may go on with. A session that another browser has open is
 * closed first; one that was paid meanwhile is synced, whenever it was begun, before anything new can be paid. One that
 * ran out, or whose purchase has come to its end, is no longer in the way.
 */
export async function claimPlan(
  deps: AccessDeps,
  wanted: Wanted,
  payerAtStripe: () => Promise<CheckoutClaim['payer']>,
  isTaken: () => Promise<boolean>,
): Promise<CheckoutClaim | 'lost_race' | Blocked> {
  const now = epochSeconds(deps);
  const standing = await deps.checkouts.claim(wanted.plan, wanted.addressKey);
  if (standing !== undefined) {
    const isMine = isSame(standing, wanted) && now < standing.expiresAt;
    const begunAt = standing.expiresAt - CHECKOUT_LIFETIME_SECONDS;
    if (isMine && standing.session === undefined && now < begunAt + OPENING_SECONDS) return standing;
    const { session } = standing;
    const state = session && (await (isMine ? deps.stripe.state(session.id) : deps.stripe.close(session.id)));
    if (isMine && state?.status === 'open') return standing;
    if (state?.status === 'complete' && state.customer !== undefined) {
      const { member } = await deps.syncCustomer(state.customer);
      if (await isTaken()) return 'already_subscribed';
      const read = member && (await deps.members.profileAndBilling(member, state.customer)).billing;
      if (state.processing || isOnItsWay(state, read, now)) return 'payment_processing';
    }
  }
  const claim: CheckoutClaim = {
    ...wanted,
    id: makeId('clm', deps.randomBytes(ID_BYTES)),
    payer: await payerAtStripe(),
    expiresAt: now + CHECKOUT_LIFETIME_SECONDS,
  };
  return (await deps.checkouts.putClaim(claim, standing)) ? claim : 'lost_race';
}

/** It was bought a moment ago, and Stripe's lists, which may lag, do not show it yet. */
function isOnItsWay({ purchase }: CheckoutState, read: BillingItem | undefined, now: EpochSeconds): boolean {
  if (purchase === undefined || purchase.isOver) return false;
  const shown = [...(read?.subscriptions ?? []), ...(read?.passes ?? [])];
  return !shown.some(({ id }) => id === purchase.id) && now < purchase.at + LISTED_WITHIN_SECONDS;
}

/** Begun by the same browser, for the same terms. */
function isSame(standing: CheckoutClaim, { handleHash, lookupKey, trialDays }: Wanted): boolean {
  return (
    standing.handleHash === handleHash && standing.lookupKey === lookupKey && standing.trialDays === trialDays
  );
}
