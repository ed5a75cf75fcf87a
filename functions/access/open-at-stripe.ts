import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import type { PriceOnSale } from '../../shared/membership/catalogue.ts';
import type { Sale } from '../../shared/stripe/checkout.ts';
import type { Blocked } from './claim-plan.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

const DAY_SECONDS = 86_400;

/**
 * Opens the session of a claim. Asked twice for one claim, Stripe makes one; a claim whose asking failed is given up,
 * since Stripe would give the same failure again for as long as it remembers the key.
 *
 * @param isTaken asked once the session is in the claim: a purchase that came by another road meanwhile looks for it
 * there after it is written, so one of the two sees the other
 * @returns `undefined` where Stripe does not sell what the catalogue shows: another price, or none
 */
export async function openAtStripe(
  deps: AccessDeps,
  claim: CheckoutClaim,
  price: PriceOnSale,
  isTaken: () => Promise<boolean>,
): Promise<{ readonly id: string; readonly url: string } | 'lost_race' | Blocked | undefined> {
  try {
    const session = await openSession(deps, claim, price);
    if (session === undefined) {
      await giveUp(deps, claim);
      return undefined;
    }
    if (!(await deps.checkouts.putClaim({ ...claim, session }, claim))) {
      const standing = await deps.checkouts.claim(claim.plan, claim.addressKey);
      if (standing?.session?.id === session.id) return session;
      // Another browser has the plan now; nobody was told of this page.
      await deps.stripe.close(session.id);
      return 'lost_race';
    }
    if (!(await isTaken())) return session;
    await deps.stripe.close(session.id);
    return 'already_subscribed';
  } catch (error) {
    if (deps.isUnderWay(error)) return 'lost_race';
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

async function openSession(
  deps: AccessDeps,
  claim: CheckoutClaim,
  shown: PriceOnSale,
): Promise<{ readonly id: string; readonly url: string } | undefined> {
  const { hosts, policies } = deps.config;
  const price = await deps.stripe.price(claim.lookupKey);
  const isAsShown =
    price !== undefined &&
    deps.catalogue.planOfProduct.get(price.product)?.id === claim.plan &&
    price.amount === shown.amount &&
    price.currency === shown.currency &&
    price.charged === (shown.interval ?? 'once');
  if (!isAsShown) {
    deps.log({ level: 'error', event: 'price_not_on_sale', outcome: claim.lookupKey });
    return undefined;
  }
  return deps.stripe.open({
    price: price.id,
    sale: saleOf(claim, shown),
    payer: claim.payer,
    successUrl: `${hosts.service}/account/return?session_id={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${hosts.service}/account/subscribe?plan=${claim.plan}`,
    expiresAt: claim.expiresAt,
    automaticTax: policies.automaticTax,
    promotionCodes: policies.promotionCodes,
    metadata: { gatefold_plan: claim.plan },
    idempotencyKey: `gatefold-checkout-${claim.id}`,
  });
}

function saleOf({ plan, trialDays }: CheckoutClaim, { passDays }: PriceOnSale): Sale {
  return passDays === undefined
    ? { kind: 'subscription', trialDays }
    : { kind: 'pass', plan, seconds: passDays * DAY_SECONDS };
}

async function giveUp(deps: AccessDeps, claim: CheckoutClaim): Promise<void> {
  await deps.checkouts.putClaim({ ...claim, expiresAt: epochSeconds(deps) }, claim);
}
