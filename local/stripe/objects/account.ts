import type Stripe from 'stripe';

/** The one account of a double. Account objects carry no `livemode`; every other object says false. */
export function buildAccount(id: string): Stripe.Account {
  return {
    id,
    object: 'account',
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: 'double@stripe.example',
    metadata: {},
    payouts_enabled: true,
    type: 'standard',
  };
}
