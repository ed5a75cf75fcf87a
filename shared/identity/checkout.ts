import type { CustomerId, EpochSeconds, Facts, MemberId, PlanId } from '../membership/model.ts';

/** Stripe lets a session live from 30 minutes to 24 hours. */
export const CHECKOUT_LIFETIME_SECONDS = 24 * 3600 - 300;

/** The one open Checkout of an address for a plan. It is written before Stripe is asked, so two can not both ask. */
export interface CheckoutClaim {
  /** Also Stripe's idempotency key: asked twice, Stripe makes one session. */
  readonly id: string;
  readonly plan: PlanId;
  readonly addressKey: string;
  readonly lookupKey: string;
  /** Days before the first payment, where this payer has them. */
  readonly trialDays?: number;
  /** Of the browser that began it. */
  readonly handleHash: string;
  /** Whom Stripe bills: a customer it knows, or the address. */
  readonly payer: { readonly customer: CustomerId } | { readonly address: string };
  readonly expiresAt: EpochSeconds;
  readonly session?: { readonly id: string; readonly url: string };
}

/** What a browser began, found again by the handle that only it holds. */
export interface CheckoutIntent {
  readonly handleHash: string;
  readonly sessionId: string;
  /** Where the reader was going; already checked against the allowed origins. */
  readonly to: string;
  readonly expiresAt: EpochSeconds;
  readonly usedAt?: EpochSeconds;
}

/** Whether a payment earns the browser that made it a session, or its reader must first show that the address is theirs. */
export type ClaimDecision = 'signed_in_already' | 'open_session' | 'prove_address';

/**
 * Only a member whom this very payment made, and whose address nobody has proved, is handed to the payer's browser.
 * Paying for a stranger gives the stranger access, never the payer the stranger's membership. A browser that an earlier
 * payment signed in reads what that one bought: for a later one its reader shows the address first.
 */
export function decideClaim(
  { member }: Facts,
  paidCustomer: CustomerId,
  signedInAs: MemberId | undefined,
): ClaimDecision {
  const isProved = member.addressProvedAt !== undefined;
  const madeByThisPayment = member.origin.kind === 'customer' && member.origin.customer === paidCustomer;
  if (signedInAs === member.id && (isProved || madeByThisPayment)) return 'signed_in_already';
  return madeByThisPayment && !isProved ? 'open_session' : 'prove_address';
}
