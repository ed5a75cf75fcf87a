import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** Stripe's states of an invoice: https://docs.stripe.com/invoicing/overview. Pure; callers store and tell. */

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** @param balance the customer's, of which a negative one is credit */
export function finalized(
  invoice: Stripe.Invoice,
  number: string,
  at: EpochSeconds,
  balance: number,
): Stripe.Invoice {
  const due = Math.max(0, invoice.total + balance);
  return {
    ...invoice,
    status: 'open',
    number,
    amount_due: due,
    amount_remaining: due,
    automatically_finalizes_at: null,
    due_date: invoice.due_date === null ? null : invoice.due_date + (at - invoice.created),
    effective_at: at,
    ending_balance: invoice.total + balance - due,
    last_finalization_error: null,
    next_payment_attempt: null,
    starting_balance: balance,
    status_transitions: { ...invoice.status_transitions, finalized_at: at },
  };
}

/** Any attempt counts as the first one; after that, only those of the retry schedule do. */
function attemptsAfter(invoice: Stripe.Invoice, scheduled: boolean): number {
  return scheduled || invoice.attempt_count === 0 ? invoice.attempt_count + 1 : invoice.attempt_count;
}

export function paid(invoice: Stripe.Invoice, at: EpochSeconds, scheduled = false): Stripe.Invoice {
  return {
    ...invoice,
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    attempt_count: attemptsAfter(invoice, scheduled),
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: at },
  };
}

/** Paid without a payment, or with one that Stripe did not see. */
export function paidWithoutCharge(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return { ...paid(invoice, at), attempt_count: invoice.attempt_count };
}

interface FailedAttempt {
  readonly at: EpochSeconds;
  /** Days from each failed attempt to the next. */
  readonly retryAfterDays: readonly number[];
  readonly scheduled: boolean;
}

/** Also where the reader has to authenticate: the schedule goes on until they did. */
export function attemptFailed(invoice: Stripe.Invoice, attempt: FailedAttempt): Stripe.Invoice {
  const attempts = attemptsAfter(invoice, attempt.scheduled);
  const again = attempts > invoice.attempt_count ? nextAttempt(invoice, attempts, attempt) : undefined;
  return {
    ...invoice,
    attempted: true,
    attempt_count: attempts,
    next_payment_attempt: again === undefined ? invoice.next_payment_attempt : again,
  };
}

function nextAttempt(
  invoice: Stripe.Invoice,
  attempts: number,
  { at, retryAfterDays }: FailedAttempt,
): EpochSeconds | null {
  const retried =
    invoice.status === 'open' && invoice.auto_advance && invoice.billing_reason !== 'subscription_create';
  const days = retried ? retryAfterDays[attempts - 1] : undefined;
  return days === undefined ? null : at + days * DAY_SECONDS;
}

/** A debit that takes days; it is no attempt until it has ended. */
export function underWay(invoice: Stripe.Invoice): Stripe.Invoice {
  return { ...invoice, attempted: true, next_payment_attempt: null };
}

/** What Stripe no longer finalizes or charges by itself. */
export function stoppedCollecting(invoice: Stripe.Invoice): Stripe.Invoice {
  return { ...invoice, auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null };
}

/** What Stripe finalizes, or charges, by itself within the hour. */
export function advancing(invoice: Stripe.Invoice, now: EpochSeconds): Stripe.Invoice {
  const at = now + HOUR_SECONDS;
  const charged = invoice.collection_method === 'charge_automatically';
  return {
    ...invoice,
    auto_advance: true,
    automatically_finalizes_at: invoice.status === 'draft' ? at : null,
    next_payment_attempt: charged ? at : null,
  };
}

/** Stays a draft, and says why. */
export function finalizationFailed(
  invoice: Stripe.Invoice,
  error: Stripe.Invoice.LastFinalizationError,
): Stripe.Invoice {
  return { ...invoice, automatically_finalizes_at: null, last_finalization_error: error };
}

export function voided(invoice: Stripe.Invoice, at: EpochSeconds): Stripe.Invoice {
  return {
    ...invoice,
    status: 'void',
    auto_advance: false,
    automatically_finalizes_at: null,
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
