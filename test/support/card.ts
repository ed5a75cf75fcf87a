/** Stripe's card that pays, as the double's page sends it. */
export const CARD = {
  number: '4242 4242 4242 4242',
  expiry: '12 / 34',
  cvc: '123',
  name: 'Ada Reader',
};
