import type { DisputeStatus } from '../objects/dispute.ts';
import type Stripe from 'stripe';

/** The life of a dispute: https://docs.stripe.com/disputes/how-disputes-work. Pure; callers store and tell. */

/** What each status may become. An inquiry that becomes `needs_response` has been escalated to a dispute. */
const NEXT: Readonly<Record<DisputeStatus, readonly DisputeStatus[]>> = {
  warning_needs_response: ['warning_under_review', 'warning_closed', 'needs_response', 'prevented'],
  warning_under_review: ['warning_closed', 'needs_response', 'prevented'],
  warning_closed: [],
  needs_response: ['under_review', 'won', 'lost', 'prevented'],
  under_review: ['won', 'lost'],
  lost: ['appeal_needs_response', 'won'],
  appeal_needs_response: ['appeal_under_review', 'won', 'lost'],
  appeal_under_review: ['won', 'lost'],
  won: [],
  prevented: [],
};

const CLOSED: readonly string[] = ['warning_closed', 'won', 'lost', 'prevented'];
/** The money is with the cardholder's bank. */
const MONEY_AWAY: readonly string[] = [
  'needs_response',
  'under_review',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
];
const AFTER_SUBMISSION: Readonly<Record<string, DisputeStatus>> = {
  warning_needs_response: 'warning_under_review',
  needs_response: 'under_review',
  appeal_needs_response: 'appeal_under_review',
};

export function nextStatuses(dispute: Stripe.Dispute): readonly DisputeStatus[] {
  return NEXT[dispute.status as DisputeStatus];
}

export function isClosed({ status }: Stripe.Dispute): boolean {
  return CLOSED.includes(status);
}

export function isMoneyAway({ status }: Stripe.Dispute): boolean {
  return MONEY_AWAY.includes(status);
}

/** @param status one of `nextStatuses` */
export function moved(dispute: Stripe.Dispute, status: DisputeStatus): Stripe.Dispute {
  const escalated = status === 'needs_response';
  const card = dispute.payment_method_details?.card;
  return {
    ...dispute,
    status,
    is_charge_refundable: dispute.is_charge_refundable && !escalated,
    ...(card !== undefined &&
      escalated && { payment_method_details: { card: { ...card, case_type: 'chargeback' }, type: 'card' } }),
  };
}

/** With these fields of evidence; an empty one is cleared. */
export function withEvidence(
  dispute: Stripe.Dispute,
  fields: Readonly<Record<string, string | null>>,
): Stripe.Dispute {
  return {
    ...dispute,
    evidence: { ...dispute.evidence, ...fields },
    evidence_details: { ...dispute.evidence_details, has_evidence: true },
  };
}

/** Undefined where the bank no longer takes evidence. */
export function submitted(dispute: Stripe.Dispute): Stripe.Dispute | undefined {
  const status = AFTER_SUBMISSION[dispute.status];
  if (status === undefined) return undefined;
  const { evidence_details: details } = dispute;
  return {
    ...dispute,
    status,
    evidence_details: {
      ...details,
      submission_count: details.submission_count + 1,
      submission_method: 'manual',
    },
  };
}

/** What Stripe's words of test evidence bring about: https://docs.stripe.com/testing#evidence */
export function verdict(dispute: Stripe.Dispute): DisputeStatus | undefined {
  const inquiry = dispute.status.startsWith('warning_');
  switch (dispute.evidence.uncategorized_text) {
    case 'winning_evidence':
      return inquiry ? 'warning_closed' : 'won';
    case 'losing_evidence':
      return inquiry ? 'warning_closed' : 'lost';
    case 'escalate_inquiry_evidence':
      return inquiry ? 'needs_response' : undefined;
    case null:
    default:
      return undefined;
  }
}
