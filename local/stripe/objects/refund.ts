import { idOf } from './reference.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

/** What a refund can be made as: https://docs.stripe.com/refunds */
export type FirstRefundStatus = 'succeeded' | 'pending' | 'requires_action';
export type RefundStatus = FirstRefundStatus | 'failed' | 'canceled';

export interface RefundFields {
  readonly charge: Stripe.Charge;
  /** In the currency's smallest unit. */
  readonly amount: number;
  readonly status: FirstRefundStatus;
  /** Absent until the money has left the account. */
  readonly balanceTransaction: string | null;
  readonly reason: string | null;
  readonly metadata: Stripe.Metadata;
}

export function buildRefund({ id, created }: Stamp, fields: RefundFields): Stripe.Refund {
  const { charge, status } = fields;
  return {
    id,
    object: 'refund',
    amount: fields.amount,
    balance_transaction: fields.balanceTransaction,
    charge: charge.id,
    created,
    currency: charge.currency,
    customer: charge.customer === null ? null : idOf(charge.customer),
    customer_account: null,
    ...(charge.payment_method_details?.type === 'card' && {
      destination_details: { card: { type: 'refund', reference_status: 'pending' }, type: 'card' },
    }),
    metadata: fields.metadata,
    payment_intent: charge.payment_intent === null ? null : idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    ...(status === 'pending' && { pending_reason: 'processing' }),
    reason: fields.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
}
