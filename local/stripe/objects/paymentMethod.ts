import type { Card } from './cards.ts';
import type { SepaDebit } from './sepaDebit.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

/** What a payment is taken from. */
export type PaymentMeans = Card | SepaDebit;

interface PaymentMethodFields {
  /** Null where nobody keeps it: a one-time payment of a guest. */
  readonly customer: string | null;
  readonly means: PaymentMeans;
  readonly email: string | null;
  readonly name: string | null;
}

export function buildPaymentMethod(
  { id, created }: Stamp,
  { customer, means, email, name }: PaymentMethodFields,
): Stripe.PaymentMethod {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: { address: null, email, name, phone: null, tax_id: null },
    ...(means.type === 'card' ? { card: cardOf(means) } : { sepa_debit: sepaDebitOf(means) }),
    created,
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: means.type,
  };
}

function cardOf(card: Card): Stripe.PaymentMethod.Card {
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: card.brand,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    fingerprint: `double${card.last4}`,
    funding: 'credit',
    generated_from: null,
    last4: card.last4,
    networks: { available: [card.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function sepaDebitOf({ bankCode, country, last4 }: SepaDebit): Stripe.PaymentMethod.SepaDebit {
  return {
    bank_code: bankCode,
    branch_code: '',
    country,
    fingerprint: `double${last4}`,
    generated_from: { charge: null, setup_attempt: null },
    last4,
  };
}

/** What a payment method stands for: a card, or else the one other kind that the double has. */
export function meansOf({ card, sepa_debit: debit }: Stripe.PaymentMethod): PaymentMeans {
  if (card !== undefined) {
    const { brand, last4, exp_month: expMonth, exp_year: expYear } = card;
    return { type: 'card', brand, last4, expMonth, expYear };
  }
  const { bank_code: bankCode, country, last4 } = debit ?? {};
  return { type: 'sepa_debit', bankCode: bankCode ?? '', country: country ?? '', last4: last4 ?? '' };
}
