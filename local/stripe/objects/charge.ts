import type { Card, Decline } from './cards.ts';
import type { PaymentMeans } from './paymentMethod.ts';
import type { SepaDebit } from './sepaDebit.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

interface ChargeFields {
  readonly intent: Stripe.PaymentIntent;
  readonly means: PaymentMeans;
  readonly paymentMethod: string | null;
  readonly email: string | null;
  readonly name: string | null;
  /** Absent where the charge succeeded. */
  readonly decline: Decline | undefined;
  /** A bank debit whose end is days away. */
  readonly pending: boolean;
  /** Null until the money has reached the account. */
  readonly balanceTransaction: string | null;
}

/** One attempt on a card or a bank account, whichever way it went. */
export function buildCharge({ id, created }: Stamp, fields: ChargeFields): Stripe.Charge {
  const { intent, decline } = fields;
  const succeeded = decline === undefined && !fields.pending;
  const amountCaptured = succeeded ? intent.amount : 0;
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: amountCaptured,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: fields.balanceTransaction,
    billing_details: { address: null, email: fields.email, name: fields.name, phone: null, tax_id: null },
    calculated_statement_descriptor: 'STRIPE DOUBLE',
    captured: decline === undefined,
    created,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid: succeeded,
    payment_intent: intent.id,
    payment_method: fields.paymentMethod,
    payment_method_details:
      fields.means.type === 'card'
        ? { card: cardDetails(fields.means, intent.amount), type: 'card' }
        : { sepa_debit: sepaDetails(fields.means), type: 'sepa_debit' },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline !== undefined ? 'failed' : fields.pending ? 'pending' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: decline === undefined ? null : 'try_again_later',
    network_advice_code: null,
    network_decline_code: null,
    network_status: decline === undefined ? 'approved_by_network' : 'declined_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message:
      decline === undefined
        ? 'Payment complete.'
        : 'The bank did not return any further details with this decline.',
    type: decline === undefined ? 'authorized' : 'issuer_declined',
  };
}

function cardDetails(card: Card, amount: number): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    electronic_commerce_indicator: null,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    fingerprint: `double${card.last4}`,
    funding: 'credit',
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

function sepaDetails({ bankCode, country, last4 }: SepaDebit): Stripe.Charge.PaymentMethodDetails.SepaDebit {
  return {
    bank_code: bankCode,
    branch_code: '',
    country,
    fingerprint: `double${last4}`,
    last4,
    mandate: null,
  };
}
