import { decideClaim } from '../../shared/identity/checkout.ts';
import { sha256 } from '../../shared/identity/credential.ts';
import type { Device } from '../../shared/identity/device.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { withinNetworkLimit } from './network-limit.ts';
import { open } from './refresh.ts';
import type { Refreshed } from './refresh.ts';

export type ClaimRefusal =
  | 'checkout_unknown'
  | 'checkout_unpaid'
  | 'checkout_expired'
  | 'checkout_used'
  | 'checkout_not_ours'
  | 'network_limit'
  | 'payment_processing';

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
  from: { readonly device: Device; readonly caller?: string | undefined },
): Promise<Claimed | ClaimRefusal> {
  if (!/^cs_\w{1,250}$/.test(sessionId)) return 'checkout_unknown';
  const own = handle === undefined ? undefined : await deps.checkouts.intent(sha256(handle), sessionId);
  if (own?.usedAt !== undefined) return 'checkout_used';
  if (own === undefined && !(await withinNetworkLimit(deps, 'claim', from.caller))) return 'network_limit';

  const state = await deps.stripe.state(sessionId);
  if (state === undefined) return 'checkout_unknown';
  if (state.status === 'expired') return 'checkout_expired';
  if (state.status === 'complete' && !state.paid) return 'payment_processing';
  if (!state.paid || state.customer === undefined) return 'checkout_unpaid';
  const to = own?.to ?? deps.config.hosts.site;
  if (own === undefined) return proveByMail(state.address, to);

  const { member } = await deps.syncCustomer(state.customer);
  const facts = member && (await deps.members.facts(member));
  if (facts === undefined) return 'checkout_not_ours';
  const decision = decideClaim(facts, state.customer, signedIn?.facts.member.id);
  if (decision === 'prove_address') return proveByMail(facts.member.address ?? state.address, to);
  if (!(await deps.checkouts.useIntent(own, epochSeconds(deps)))) return 'checkout_used';
  const isSignedIn = decision === 'signed_in_already' && signedIn !== undefined;
  const refreshed = isSignedIn
    ? { ...signedIn, facts }
    : await open(deps, facts.member, { how: 'payment', device: from.device });
  return { kind: 'open', refreshed, to };
}

function proveByMail(address: string | undefined, to: string): Claimed | ClaimRefusal {
  return address === undefined ? 'checkout_unknown' : { kind: 'prove_address', address, to };
}
