/** Stripe's names of test cards: https://docs.stripe.com/testing#cards */
const NUMBERS: Readonly<Record<string, string>> = {
  visa: '4242424242424242',
  mastercard: '5555555555554444',
  amex: '378282246310005',
  chargeDeclined: '4000000000000002',
  visa_chargeDeclined: '4000000000000002',
  visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  visa_chargeCustomerFail: '4000000000000341',
  chargeCustomerFail: '4000000000000341',
  authenticationRequired: '4000002760003184',
  authenticationRequiredOnSetup: '4000002500003155',
};

/** @param token as in `tok_visa` */
export function namedCard(token: string): string | undefined {
  return token.startsWith('tok_') ? NUMBERS[token.slice('tok_'.length)] : undefined;
}

/** @param paymentMethod as in `pm_card_visa`, of which every use is a payment method of its own */
export function savedCard(paymentMethod: string): string | undefined {
  return paymentMethod.startsWith('pm_card_') ? NUMBERS[paymentMethod.slice('pm_card_'.length)] : undefined;
}
