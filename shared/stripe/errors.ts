/**
 * What Stripe's errors say, by the members that the SDK gives each of them (docs.stripe.com/error-handling): whoever
 * only asks about an error does not load the SDK for it.
 */
export function isMissing(error: unknown): boolean {
  return isRefused(error) && codeOf(error) === 'resource_missing';
}

/** Stripe asks us to slow down: not a failure (docs.stripe.com/rate-limits). */
export function isRateLimited(error: unknown): boolean {
  return typeOf(error) === 'StripeRateLimitError';
}

/**
 * The same call, with the same idempotency key, is being answered for somebody else
 * (docs.stripe.com/error-codes#idempotency-key-in-use).
 */
export function isUnderWay(error: unknown): boolean {
  return typeOf(error)?.startsWith('Stripe') === true && codeOf(error) === 'idempotency_key_in_use';
}

/** Stripe understood a call, and will not do it, however often it is asked (docs.stripe.com/api/errors). */
export function isRefused(error: unknown): boolean {
  return typeOf(error) === 'StripeInvalidRequestError';
}

function typeOf(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
