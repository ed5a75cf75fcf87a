import { parseAddress } from '../../shared/identity/address.ts';
import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import { sha256 } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { hasLiveSubscription } from '../../shared/membership/live.ts';
import type { Facts, PlanId } from '../../shared/membership/model.ts';
import { claimPlan, openAtStripe } from './claim-plan.ts';
import { epochSeconds, newSecret } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import type { Refreshed } from './refresh.ts';

const ATTEMPTS = 4;
const INTENT_LIFETIME_SECONDS = 48 * 3600;

export interface CheckoutRequest {
  readonly plan: PlanId;
  /** Which of the plan's prices; the first on sale where absent. */
  readonly lookupKey?: string | undefined;
  /** Needed where nobody is signed in. */
  readonly email?: string | undefined;
  readonly to: string;
}

export type CheckoutRefusal =
  | 'plan_unknown'
  | 'price_unknown'
  | 'price_not_on_sale'
  | 'address_missing'
  | 'address_invalid'
  | 'address_not_ascii'
  | 'already_subscribed';

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

  const isHandle = presentedHandle !== undefined && /^[\w-]{43}$/.test(presentedHandle);
  const handle = isHandle ? presentedHandle : newSecret(deps);
  const wanted = {
    plan: plan.id,
    addressKey: address.key,
    lookupKey: sale.lookupKey,
    handleHash: sha256(handle),
  };
  const isTaken = () => planIsTaken(deps, payer, address.key, plan.id);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await isTaken()) return 'already_subscribed';
    const claim = await claimPlan(deps, wanted, () => payerAtStripe(deps, payer, address.text), isTaken);
    if (claim === 'lost_race') continue;
    if (claim === 'taken') return 'already_subscribed';
    const session = claim.session ?? (await openAtStripe(deps, claim, sale));
    if (session === undefined) return 'price_not_on_sale';
    if (session === 'lost_race') continue;
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

/** Only a proved address makes the one who is signed in the payer; a session opened by a payment may only read. */
function provedPayer(signedIn: Refreshed | undefined): Facts | undefined {
  return signedIn?.session.addressProved === true ? signedIn.facts : undefined;
}

async function planIsTaken(
  deps: AccessDeps,
  payer: Facts | undefined,
  addressKey: string,
  plan: PlanId,
): Promise<boolean> {
  const id = payer?.member.id ?? (await deps.members.memberOfAddress(addressKey));
  const facts = id && (await deps.members.facts(id));
  return facts !== undefined && hasLiveSubscription(facts, plan, deps.catalogue);
}

/**
 * Whom Stripe bills: the customer that it knows a signed-in member by, or a new one, linked before it can pay; or the
 * bare address, where nobody is signed in.
 */
async function payerAtStripe(
  deps: AccessDeps,
  payer: Facts | undefined,
  address: string,
): Promise<CheckoutClaim['payer']> {
  if (payer === undefined) return { address };
  const known = payer.billing.find(({ customerDeleted }) => !customerDeleted);
  if (known !== undefined) return { customer: known.customer };
  const { id } = payer.member;
  // A key of its own each time: Stripe would give an old failure, or a customer deleted since, again for a day.
  const key = makeId('cst', deps.randomBytes(ID_BYTES));
  const customer = await deps.stripe.createCustomer(address, `gatefold-customer-${key}`);
  await deps.members.linkCustomer(id, customer);
  // Leaves a billing item, by which the next purchase finds this customer.
  await deps.syncCustomer(customer);
  return { customer };
}
