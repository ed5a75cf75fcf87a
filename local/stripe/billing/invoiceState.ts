import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** Stripe's states of an invoice: https://docs.stripe.com/invoicing/overview. Pure; callers store and tell. */

const RETRY_AFTER_SECONDS = 3 * 86_400;

export function finalized(invoice: Stripe.Invoice, number: string, at: EpochSeconds): Stripe.Invoice {
  return {
    ...invoice,
    status: 'open',
    number,
    effective_at: at,
    ending_balance: 0,
    status_transitions: { ...invoice.status_transitions, finalized_at: at },
  };
}

export function paid(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return {
    ...invoice,
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    attempt_count: invoice.attempt_count + 1,
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: at },
  };
}

/** Paid without a payment. */
export function nothingDue(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return { ...paid(invoice, at), attempt_count: invoice.attempt_count };
}

export function attemptFailed(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  const retries = invoice.status === 'open' && invoice.billing_reason === 'subscription_cycle';
  return {
    ...invoice,
    attempted: true,
    attempt_count: invoice.attempt_count + 1,
    next_payment_attempt: retries ? at + RETRY_AFTER_SECONDS : null,
  };
}

/** The reader has to authenticate; off session that counts as a failed attempt, with retries. */
export function actionRequired(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return attemptFailed(invoice, at);
}

/** A debit that takes days; Stripe neither retries nor gives up meanwhile. */
export function underWay(invoice: Stripe.Invoice): Stripe.Invoice {
  return {
    ...invoice,
    attempted: true,
    attempt_count: invoice.attempt_count + 1,
    next_payment_attempt: null,
  };
}

export function voided(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return {
    ...invoice,
    status: 'void',
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: at },
  };
}

export function uncollectible(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return {
    ...invoice,
    status: 'uncollectible',
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: at },
  };
}
