import { parseAddress } from '../../shared/identity/address.ts';
import { CHECKOUT_LIFETIME_SECONDS, decideClaim } from '../../shared/identity/checkout.ts';
import type { CheckoutClaim } from '../../shared/identity/checkout.ts';
import { sha256 } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { hasLiveSubscription } from '../../shared/membership/live.ts';
import type { Facts, PlanId } from '../../shared/membership/model.ts';
import { epochSeconds, newSecret } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { open } from './refresh.ts';
import type { Refreshed } from './refresh.ts';

const ATTEMPTS = 4;
const INTENT_LIFETIME_SECONDS = 48 * 3600;

export interface CheckoutRequest {
  readonly plan: PlanId;
  /** Which of the plan's prices; the first on sale where absent. */
  readonly lookupKey?: string;
  /** Needed where nobody is signed in. */
  readonly email?: string;
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
  const sale = plan.onSale.find(
    ({ lookupKey }) => lookupKey === (request.lookupKey ?? plan.onSale[0]?.lookupKey),
  );
  if (sale === undefined) return 'price_unknown';
  const payer = provedPayer(signedIn);
  const text = payer?.member.address ?? request.email;
  if (text === undefined) return 'address_missing';
  const address = parseAddress(text);
  if (typeof address === 'string') return address;

  const handle =
    presentedHandle !== undefined && /^[\w-]{43}$/.test(presentedHandle) ? presentedHandle : newSecret(deps);
  const handleHash = sha256(handle);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await isTaken(deps, payer, address.key, plan.id)) return 'already_subscribed';
    const wanted = { plan: plan.id, addressKey: address.key, lookupKey: sale.lookupKey, handleHash };
    const claim = await claimPlan(
      deps,
      wanted,
      payer ? await customerOf(deps, payer) : { address: address.text },
    );
    if (claim === 'lost_race') continue;
    if (claim === 'paid') return 'already_subscribed';
    const session = claim.session ?? (await openAtStripe(deps, claim));
    if (session === undefined) return 'price_not_on_sale';
    if (claim.session === undefined && !(await deps.checkouts.putClaim({ ...claim, session }, claim)))
      continue;
    await deps.checkouts.putIntent({
      handleHash,
      sessionId: session.id,
      plan: plan.id,
      ...(payer && { member: payer.member.id }),
      to: request.to,
      expiresAt: epochSeconds(deps) + INTENT_LIFETIME_SECONDS,
    });
    return { url: session.url, handle };
  }
  throw new Error('A checkout could not be begun: too many requests at once.');
}

export type ClaimRefusal =
  'checkout_unknown' | 'checkout_unpaid' | 'checkout_expired' | 'checkout_used' | 'checkout_not_ours';

export type Claimed =
  | { readonly kind: 'open'; readonly refreshed: Refreshed; readonly to: string }
  /** The purchase belongs to whoever reads mail at this address: they are sent a code. */
  | { readonly kind: 'prove_address'; readonly address: string; readonly to: string };

/** The return from Stripe: only once, only paid, and a session only in the browser that began it. */
export async function claimCheckout(
  deps: AccessDeps,
  sessionId: string,
  handle: string | undefined,
  signedIn: Refreshed | undefined,
): Promise<Claimed | ClaimRefusal> {
  if (!/^cs_\w{1,250}$/.test(sessionId)) return 'checkout_unknown';
  const intent = handle === undefined ? undefined : await deps.checkouts.intent(sha256(handle));
  const own = intent?.sessionId === sessionId ? intent : undefined;
  if (own?.usedAt !== undefined) return 'checkout_used';

  const state = await deps.stripe.state(sessionId);
  if (state === undefined) return 'checkout_unknown';
  if (state.status === 'expired') return 'checkout_expired';
  if (!state.paid || state.customer === undefined) return 'checkout_unpaid';
  const to = own?.to ?? deps.config.hosts.site;
  if (own === undefined) return proveByMail(state.address, to);

  const { member } = await deps.syncCustomer(state.customer);
  const facts = member && (await deps.members.facts(member));
  if (facts === undefined) return 'checkout_not_ours';
  if (!(await deps.checkouts.useIntent(own, epochSeconds(deps)))) return 'checkout_used';
  switch (decideClaim(facts, state.customer, signedIn?.facts.member.id)) {
    case 'signed_in_already':
      return signedIn === undefined
        ? 'checkout_used'
        : { kind: 'open', refreshed: { ...signedIn, facts }, to };
    case 'open_session':
      return { kind: 'open', refreshed: await open(deps, facts.member, false), to };
    case 'prove_address':
      return proveByMail(facts.member.address ?? state.address, to);
  }
}

function proveByMail(address: string | undefined, to: string): Claimed | ClaimRefusal {
  return address === undefined ? 'checkout_unknown' : { kind: 'prove_address', address, to };
}

/** Only a proved address makes the one who is signed in the payer; a session opened by a payment may only read. */
function provedPayer(signedIn: Refreshed | undefined): Facts | undefined {
  return signedIn?.session.addressProved === true ? signedIn.facts : undefined;
}

async function isTaken(
  deps: AccessDeps,
  payer: Facts | undefined,
  addressKey: string,
  plan: PlanId,
): Promise<boolean> {
  const id = payer?.member.id ?? (await deps.members.memberOfAddress(addressKey));
  const facts = id && (await deps.members.facts(id));
  return facts !== undefined && hasLiveSubscription(facts, plan, deps.catalogue);
}

/** The customer that a member pays as: the one Stripe knows already, or a new one, linked before it can pay. */
async function customerOf(deps: AccessDeps, { member, billing }: Facts): Promise<CheckoutClaim['payer']> {
  const known = billing.find(({ customerDeleted }) => !customerDeleted);
  if (known !== undefined) return { customer: known.customer };
  if (member.address === undefined) throw new Error('A member with a proved address has an address.');
  const customer = await deps.stripe.createCustomer(member.address, `gatefold-customer-${member.id}`);
  await deps.members.linkCustomer(member.id, customer);
  return { customer };
}

async function claimPlan(
  deps: AccessDeps,
  wanted: Pick<CheckoutClaim, 'plan' | 'addressKey' | 'lookupKey' | 'handleHash'>,
  payer: CheckoutClaim['payer'],
): Promise<CheckoutClaim | 'lost_race' | 'paid'> {
  const now = epochSeconds(deps);
  const standing = await deps.checkouts.claim(wanted.plan, wanted.addressKey);
  if (standing !== undefined && standing.expiresAt > now) {
    const mine = standing.handleHash === wanted.handleHash && standing.lookupKey === wanted.lookupKey;
    if (mine && standing.session === undefined) return standing;
    const session = standing.session ?? (await openAtStripe(deps, standing));
    const state = session && (await (mine ? deps.stripe.state(session.id) : deps.stripe.close(session.id)));
    if (state?.status === 'open') return standing;
    if (state?.status === 'complete' && state.customer !== undefined) {
      await deps.syncCustomer(state.customer);
      if (await isTaken(deps, undefined, wanted.addressKey, wanted.plan)) return 'paid';
    }
  }
  const claim: CheckoutClaim = {
    ...wanted,
    id: makeId('clm', deps.randomBytes(ID_BYTES)),
    payer,
    expiresAt: now + CHECKOUT_LIFETIME_SECONDS,
  };
  return (await deps.checkouts.putClaim(claim, standing)) ? claim : 'lost_race';
}

/** Asked twice for one claim, Stripe makes one session. `undefined` where the price is not on sale at Stripe. */
async function openAtStripe(
  deps: AccessDeps,
  claim: CheckoutClaim,
): Promise<{ id: string; url: string } | undefined> {
  const { hosts, policies } = deps.config;
  const price = await deps.stripe.price(claim.lookupKey);
  if (price === undefined || deps.catalogue.planOfProduct.get(price.product)?.id !== claim.plan) {
    deps.log({ level: 'error', event: 'price_not_on_sale' });
    return undefined;
  }
  return deps.stripe.open({
    price: price.id,
    payer: claim.payer,
    successUrl: `${hosts.service}/account/return?session_id={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${hosts.service}/account/subscribe?plan=${claim.plan}`,
    expiresAt: claim.expiresAt,
    automaticTax: policies.automaticTax,
    metadata: { gatefold_plan: claim.plan },
    idempotencyKey: `gatefold-checkout-${claim.id}`,
  });
}
