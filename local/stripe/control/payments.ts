import { required } from '../api/lists.ts';
import { chargeOf } from '../billing/chargeLookup.ts';
import { settleDebit } from '../billing/debit.ts';
import { moveDispute, openDispute } from '../billing/dispute.ts';
import { endRefund, refund } from '../billing/refund.ts';
import type { DisputeRequest } from '../billing/dispute.ts';
import type { DisputeStatus } from '../objects/dispute.ts';
import type { FirstRefundStatus } from '../objects/refund.ts';
import type { World } from '../world.ts';
import type { Act } from './act.ts';
import type Stripe from 'stripe';

/** What banks and cardholders do to a payment. A payment is named by its charge or its payment intent. */
export interface PaymentControl {
  /** Ends a bank debit that is under way. */
  settleDebit(paymentIntent: string, succeeds: boolean): Stripe.PaymentIntent;
  /** Gives money back, all that is left where no amount is said. */
  refund(
    payment: string,
    options?: { readonly amount?: number | undefined; readonly status?: FirstRefundStatus | undefined },
  ): Stripe.Refund;
  /** A refund that was under way arrives. */
  completeRefund(refund: string): Stripe.Refund;
  /** The bank sends a refund back; the charge has its amount again. */
  failRefund(refund: string): Stripe.Refund;
  /** A cardholder disputes a payment, or the bank only asks about it. */
  dispute(payment: string, request?: Partial<DisputeRequest>): Stripe.Dispute;
  /** Moves a dispute on: to `won`, also where the cardholder withdraws it; from an inquiry to `needs_response`. */
  settleDispute(dispute: string, status: DisputeStatus): Stripe.Dispute;
}

export function createPaymentControl(world: World, act: Act): PaymentControl {
  return {
    settleDebit: (id, succeeds) => act(() => settleDebit(world, id, succeeds)),
    refund: (payment, options) => act(() => refund(world, chargeOf(world, payment), options ?? {})),
    completeRefund: (id) => act(() => endRefund(world, required(world, 'refund', id), 'succeeded')),
    failRefund: (id) => act(() => endRefund(world, required(world, 'refund', id), 'failed')),
    dispute: (payment, request) =>
      act(() => openDispute(world, chargeOf(world, payment), { kind: 'dispute', ...request })),
    settleDispute: (id, status) => act(() => moveDispute(world, required(world, 'dispute', id), status)),
  };
}
