import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface BalanceEntry {
  readonly type: 'charge' | 'payment' | 'refund' | 'refund_failure' | 'adjustment';
  readonly reportingCategory: 'charge' | 'refund' | 'refund_failure' | 'dispute' | 'dispute_reversal';
  /** In the currency's smallest unit; below zero where money leaves the account. */
  readonly amount: number;
  readonly fee: { readonly amount: number; readonly description: string } | null;
  readonly currency: string;
  readonly description: string | null;
  /** The charge, refund or dispute that moved the money. */
  readonly source: string;
}

/** Money that reached or left the account, at once at its disposal as with Stripe's card 4000 0000 0000 0077. */
export function buildBalanceTransaction(
  { id, created }: Stamp,
  { type, reportingCategory, amount, fee, currency, description, source }: BalanceEntry,
): Stripe.BalanceTransaction {
  return {
    id,
    object: 'balance_transaction',
    amount,
    available_on: created,
    balance_type: 'payments',
    created,
    currency,
    description,
    exchange_rate: null,
    fee: fee?.amount ?? 0,
    fee_details: fee === null ? [] : [{ ...fee, application: null, currency, type: 'stripe_fee' }],
    net: amount - (fee?.amount ?? 0),
    reporting_category: reportingCategory,
    source,
    status: 'available',
    type,
  };
}
