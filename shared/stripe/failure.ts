import Stripe from 'stripe';

export type StripeFailure =
  | { readonly kind: 'key_refused' }
  /** @see https://docs.stripe.com/keys/restricted-api-keys */
  | { readonly kind: 'key_without_right'; readonly permissions: readonly string[] }
  | { readonly kind: 'stripe_unreachable' }
  | { readonly kind: 'stripe_busy' }
  | { readonly kind: 'stripe_refused'; readonly message: string; readonly requestId: string | undefined };

/** What a person is to be told of an error that Stripe's SDK threw; `undefined` for any other error. */
export function stripeFailure(error: unknown): StripeFailure | undefined {
  const { errors } = Stripe;
  if (error instanceof errors.StripePermissionError) {
    return { kind: 'key_without_right', permissions: error.message.match(/\brak_\w+/g) ?? [] };
  }
  if (error instanceof errors.StripeAuthenticationError) return { kind: 'key_refused' };
  if (error instanceof errors.StripeConnectionError) return { kind: 'stripe_unreachable' };
  if (error instanceof errors.StripeRateLimitError) return { kind: 'stripe_busy' };
  if (!(error instanceof errors.StripeError)) return undefined;
  return { kind: 'stripe_refused', message: error.message, requestId: error.requestId };
}
