import { idOf } from './reference.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

/** All that the SDK knows: https://docs.stripe.com/api/disputes/object */
export const DISPUTE_STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
  'lost',
  'prevented',
] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

const DAY_SECONDS = 86_400;
const RESPONSE_DAYS = 14;
const FRAUD_CODE = '10.4';

interface DisputeFields {
  readonly charge: Stripe.Charge;
  /** In the currency's smallest unit. */
  readonly amount: number;
  /** `inquiry`: the bank asks before anything is disputed, and no money is withdrawn. */
  readonly kind: 'dispute' | 'inquiry';
  readonly reason: string;
}

export function buildDispute(
  { id, created }: Stamp,
  { charge, amount, kind, reason }: DisputeFields,
): Stripe.Dispute {
  return {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: emptyEvidence(charge),
    evidence_details: {
      due_by: (Math.floor(created / DAY_SECONDS) + RESPONSE_DAYS + 1) * DAY_SECONDS - 1,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: kind === 'inquiry',
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent === null ? null : idOf(charge.payment_intent),
    payment_method_details: methodDetails(charge, kind, reason),
    reason,
    status: kind === 'inquiry' ? 'warning_needs_response' : 'needs_response',
  };
}

function methodDetails(
  charge: Stripe.Charge,
  kind: DisputeFields['kind'],
  reason: string,
): Stripe.Dispute.PaymentMethodDetails {
  const details = charge.payment_method_details;
  if (details?.card === undefined) return { type: details?.type ?? 'card' };
  return {
    card: {
      brand: details.card.brand ?? 'visa',
      case_type: kind === 'inquiry' ? 'inquiry' : 'chargeback',
      network: details.card.network ?? 'visa',
      network_reason_code: reason === 'fraudulent' ? FRAUD_CODE : null,
    },
    type: 'card',
  };
}

/** Stripe fills in what it knows of the payer. */
function emptyEvidence({ billing_details: payer }: Stripe.Charge): Stripe.Dispute.Evidence {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: payer.email,
    customer_name: payer.name,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
