import type { Card } from './cards.ts';
import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

interface PaymentMethodFields {
  readonly customer: string;
  readonly card: Card;
  readonly email: string | null;
  readonly name: string | null;
}

export function buildPaymentMethod(
  { id, created }: Stamp,
  { customer, card, email, name }: PaymentMethodFields,
): Stripe.PaymentMethod {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: { address: null, email, name, phone: null, tax_id: null },
    card: {
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
    },
    created,
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
