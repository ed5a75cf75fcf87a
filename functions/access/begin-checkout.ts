import { setTimeout } from 'node:timers/promises';
import { parseAddress } from '../../shared/identity/address.ts';
import { sha256 } from '../../shared/identity/credential.ts';
import type { PriceOnSale } from '../../shared/membership/catalogue.ts';
import { isHeld, plansHad } from '../../shared/membership/held.ts';
import type { SaleKind } from '../../shared/membership/held.ts';
import type { Facts, PlanId } from '../../shared/membership/model.ts';
import { claimPlan } from './claim-plan.ts';
import type { Blocked, Wanted } from './claim-plan.ts';
import { epochSeconds, newSecret } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { withinNetworkLimit } from './network-limit.ts';
import { openAtStripe } from './open-at-stripe.ts';
import { payerAtStripe } from './payer-at-stripe.ts';
import { readAnew } from './read-anew.ts';
import type { Refreshed } from './refresh.ts';

const ATTEMPTS = 4;
/** Until a session that is being opened for this browser by another request of it may be found. */
const PAUSE_MILLIS = 200;
/** How old a reading may be for a payment to be begun on it. */
const TRUSTED_SECONDS = 60;
const INTENT_LIFETIME_SECONDS = 48 * 3600;

export interface CheckoutRequest {
  readonly plan: PlanId;
  /** Which of the plan's prices; the first on sale where absent. */
  readonly lookupKey?: string | undefined;
  /** Needed where nobody is signed in. */
  readonly email?: string | undefined;
  readonly to: string;
  /** The network address of who asks, where it is known. */
  readonly caller?: string | undefined;
}

export type CheckoutRefusal =
  | 'plan_unknown'
  | 'price_unknown'
  | 'price_not_on_sale'
  | 'address_missing'
  | 'address_invalid'
  | 'address_not_ascii'
  | 'network_limit'
  | Blocked;

export interface BegunCheckout {
  /** Stripe's page. */
  readonly url: string;
  /** For the browser that began it, and no other. */
  readonly handle: string;
}

/**
 * Begins a purchase: claims the plan for the address, then opens a Checkout at Stripe, or finds the one that this
 * browser has open. Another browser's is closed first, so that an address never has two to pay on.
 *
 * @param presentedHandle from an earlier purchase in this browser
 */
export async function beginCheckout(
  deps: AccessDeps,
  request: CheckoutRequest,
  signedIn: Refreshed | undefined,
  presentedHandle: string | undefined,
): Promise<BegunCheckout | CheckoutRefusal> {
  const plan = deps.catalogue.plans.get(request.plan);
  if (plan === undefined) return 'plan_unknown';
  const wantedKey = request.lookupKey ?? plan.onSale[0]?.lookupKey;
  const sale = plan.onSale.find(({ lookupKey }) => lookupKey === wantedKey);
  if (sale === undefined) return 'price_unknown';
  const payer = provedPayer(signedIn);
  const text = payer?.member.address ?? request.email;
  if (text === undefined) return 'address_missing';
  const address = parseAddress(text);
  if (typeof address === 'string') return address;
  if (payer === undefined && !(await withinNetworkLimit(deps, 'checkout', request.caller)))
    return 'network_limit';

  const handle = isHandle(presentedHandle) ? presentedHandle : newSecret(deps);
  const kind = kindOf(sale);
  const factsNow = () => factsOf(deps, payer, address.key);
  const takes = (facts: Facts | undefined) =>
    facts !== undefined && isHeld(facts, { plan: plan.id, kind }, deps.catalogue, epochSeconds(deps));
  const isTaken = async () => takes(await factsNow());
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await setTimeout(PAUSE_MILLIS * attempt);
    const stored = await factsNow();
    if (takes(stored)) return 'already_subscribed';
    // An event may be lost: no payment begins on what Stripe said long ago.
    const isOld = stored !== undefined && (await readAnew(deps, stored.billing, TRUSTED_SECONDS));
    const facts = isOld ? await factsNow() : stored;
    if (takes(facts)) return 'already_subscribed';
    const trialDays = trialFor(deps, facts, plan.id, sale);
    const wanted: Wanted = {
      plan: plan.id,
      addressKey: address.key,
      lookupKey: sale.lookupKey,
      ...(trialDays !== undefined && { trialDays }),
      handleHash: sha256(handle),
    };
    const claim = await claimPlan(deps, wanted, () => payerAtStripe(deps, payer, address.text), isTaken);
    if (claim === 'lost_race') continue;
    if (typeof claim === 'string') return claim;
    const session = claim.session ?? (await openAtStripe(deps, claim, sale, isTaken));
    if (session === 'lost_race') continue;
    if (session === undefined) return 'price_not_on_sale';
    if (typeof session === 'string') return session;
    await deps.checkouts.putIntent({
      handleHash: wanted.handleHash,
      sessionId: session.id,
      to: request.to,
      expiresAt: epochSeconds(deps) + INTENT_LIFETIME_SECONDS,
    });
    return { url: session.url, handle };
  }
  throw new Error('A checkout could not be begun: too many requests at once.');
}

/** Of a browser: what it began is found by it. */
export function isHandle(presented: string | undefined): presented is string {
  return presented !== undefined && /^[\w-]{43}$/.test(presented);
}

export function kindOf({ passDays }: PriceOnSale): SaleKind {
  return passDays === undefined ? 'subscription' : 'pass';
}

/** The days that this payer has before the first payment: a plan is tried once. */
export function trialFor(
  { catalogue }: Pick<AccessDeps, 'catalogue'>,
  facts: Facts | undefined,
  plan: PlanId,
  { trialDays }: PriceOnSale,
): number | undefined {
  return facts !== undefined && plansHad(facts.billing, catalogue).has(plan) ? undefined : trialDays;
}

/** Only a proved address makes the one who is signed in the payer; a session opened by a payment may only read. */
function provedPayer(signedIn: Refreshed | undefined): Facts | undefined {
  return signedIn?.session.addressProved === true ? signedIn.facts : undefined;
}

/** As they are now: of who is signed in, or of who holds the address. */
async function factsOf(
  deps: AccessDeps,
  payer: Facts | undefined,
  addressKey: string,
): Promise<Facts | undefined> {
  const id = payer?.member.id ?? (await deps.members.memberOfAddress(addressKey));
  return id && deps.members.facts(id);
}
