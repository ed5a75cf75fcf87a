import { invalidRequest } from '../api/refusal.ts';
import { money } from '../money.ts';
import type { StripeRefusal } from '../api/refusal.ts';
import type { RefundStatus } from '../objects/refund.ts';
import type Stripe from 'stripe';

/** What may be given back, and how a refund ends: https://docs.stripe.com/refunds. Pure; callers store and tell. */

/** What each status may become. A succeeded refund can still fail, when the bank sends the money back. */
const NEXT: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  pending: ['succeeded', 'failed'],
  requires_action: ['pending', 'succeeded', 'failed', 'canceled'],
  succeeded: ['failed'],
  failed: [],
  canceled: [],
};

export function mayBecome(refund: Stripe.Refund, status: RefundStatus): boolean {
  return NEXT[refund.status as RefundStatus].includes(status);
}

/** The charge with `amount` more of it given back; with less where a refund came to nothing. */
export function withRefunded(charge: Stripe.Charge, amount: number): Stripe.Charge {
  const refunded = charge.amount_refunded + amount;
  return { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount };
}

/**
 * Why nothing, or not so much, can be given back.
 *
 * @param disputes of this charge
 * @param amount all that is left where it is undefined
 */
export function refundRefusal(
  charge: Stripe.Charge,
  disputes: readonly Stripe.Dispute[],
  amount: number | undefined,
): StripeRefusal | undefined {
  if (charge.refunded) {
    return invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  if (charge.status !== 'succeeded') {
    return invalidRequest(`Charge ${charge.id} cannot be refunded: it has not succeeded.`, {
      code: 'charge_not_refundable',
    });
  }
  if (disputes.some((dispute) => !dispute.is_charge_refundable)) {
    return invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  const left = charge.amount - charge.amount_refunded;
  if (amount === undefined || amount <= left) return undefined;
  const [asked, most] = [amount, left].map((value) => money(value, charge.currency));
  const limit = charge.amount_refunded === 0 ? 'charge amount' : 'unrefunded amount on charge';
  return invalidRequest(`Refund amount (${asked}) is greater than ${limit} (${most})`, { param: 'amount' });
}
