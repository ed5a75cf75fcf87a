import { CHECKOUT_LIFETIME_SECONDS } from '../../shared/identity/checkout.ts';
import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { PriceOnSale } from '../../shared/membership/catalogue.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

/** How long a claim may stand without a session: as long as the request that made it may take. */
const OPENING_SECONDS = 60;

type Wanted = Pick<CheckoutClaim, 'plan' | 'addressKey' | 'lookupKey' | 'handleHash'>;

/**
 * The claim on a plan for an address that this browser may go on with. A session that another browser has open is
 * closed first; one that was paid meanwhile is synced, whenever it was begun, before anything new can be paid.
 */
export async function claimPlan(
  deps: AccessDeps,
  wanted: Wanted,
  payerAtStripe: () => Promise<CheckoutClaim['payer']>,
  isTaken: () => Promise<boolean>,
): Promise<CheckoutClaim | 'lost_race' | 'taken'> {
  const now = epochSeconds(deps);
  const standing = await deps.checkouts.claim(wanted.plan, wanted.addressKey);
  if (standing !== undefined) {
    const isMine =
      standing.handleHash === wanted.handleHash &&
      standing.lookupKey === wanted.lookupKey &&
      now < standing.expiresAt;
    const begunAt = standing.expiresAt - CHECKOUT_LIFETIME_SECONDS;
    if (isMine && standing.session === undefined && now < begunAt + OPENING_SECONDS) return standing;
    const { session } = standing;
    const state = session && (await (isMine ? deps.stripe.state(session.id) : deps.stripe.close(session.id)));
    if (isMine && state?.status === 'open') return standing;
    if (state?.status === 'complete' && state.customer !== undefined) {
      await deps.syncCustomer(state.customer);
      if (await isTaken()) return 'taken';
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

/**
 * Opens the session of a claim. Asked twice for one claim, Stripe makes one; a claim whose asking failed is given up,
 * since Stripe would give the same failure again for as long as it remembers the key.
 *
 * @returns `undefined` where Stripe does not sell what the catalogue shows: another price, or none
 */
export async function openAtStripe(
  deps: AccessDeps,
  claim: CheckoutClaim,
  sale: PriceOnSale,
): Promise<{ readonly id: string; readonly url: string } | 'lost_race' | undefined> {
  const { hosts, policies } = deps.config;
  try {
    const price = await deps.stripe.price(claim.lookupKey);
    const isAsShown =
      price !== undefined &&
      deps.catalogue.planOfProduct.get(price.product)?.id === claim.plan &&
      price.amount === sale.amount &&
      price.currency === sale.currency &&
      price.interval === sale.interval;
    if (!isAsShown) {
      deps.log({ level: 'error', event: 'price_not_on_sale', outcome: claim.lookupKey });
      await giveUp(deps, claim);
      return undefined;
    }
    const session = await deps.stripe.open({
      price: price.id,
      payer: claim.payer,
      successUrl: `${hosts.service}/account/return?session_id={CHECKOUT_SESSION_ID}`,
      cancelUrl: `${hosts.service}/account/subscribe?plan=${claim.plan}`,
      expiresAt: claim.expiresAt,
      automaticTax: policies.automaticTax,
      metadata: { gatefold_plan: claim.plan },
      idempotencyKey: `gatefold-checkout-${claim.id}`,
    });
    if (await deps.checkouts.putClaim({ ...claim, session }, claim)) return session;
    const standing = await deps.checkouts.claim(claim.plan, claim.addressKey);
    if (standing?.session?.id === session.id) return session;
    // Another browser has the plan now; nobody was told of this page.
    await deps.stripe.close(session.id);
    return 'lost_race';
  } catch (error) {
    await giveUp(deps, claim);
    // The customer may be gone. Whether or not that can be told now, the first failure is the one to report.
    if ('customer' in claim.payer) {
      await deps.syncCustomer(claim.payer.customer).catch((syncing: unknown) => {
        deps.log({ level: 'warn', event: 'payer_not_synced', error: syncing });
      });
    }
    throw error;
  }
}

async function giveUp(deps: AccessDeps, claim: CheckoutClaim): Promise<void> {
  await deps.checkouts.putClaim({ ...claim, expiresAt: epochSeconds(deps) }, claim);
}
