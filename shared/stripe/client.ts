import Stripe from 'stripe';

/** A call that has not answered by then is given up; the queue, or the reader, tries again. */
const TIMEOUT_MILLIS = 5_000;

/** For a command that a person runs: slow pages come, and a call that failed on the way is sent again. */
const PATIENCE = { timeout: 30_000, maxNetworkRetries: 3 } as const;

/** The longest page that Stripe gives. */
export const PAGE = 100;

/** Stripe's SDK at the API version that it was written for; the webhook endpoint is pinned to the same one. */
export function createStripeClient(options: {
  readonly secretKey: string;
  /** Another origin that speaks Stripe's API, such as the local double. */
  readonly apiBase?: string;
  /** Takes the calls in place of the network, for a double in the same process. */
  readonly fetch?: typeof fetch;
  readonly patient?: true;
}): Stripe {
  const base = options.apiBase === undefined ? undefined : new URL(options.apiBase);
  return new Stripe(options.secretKey, {
    timeout: TIMEOUT_MILLIS,
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: 'Gatefold' },
    ...(options.patient && PATIENCE),
    ...(options.fetch && { httpClient: Stripe.createFetchHttpClient(options.fetch) }),
    ...(base && {
      protocol: base.protocol === 'http:' ? 'http' : 'https',
      host: base.hostname,
      port: base.port,
    }),
  });
}

export function idOf(reference: string | { readonly id: string }): string {
  return typeof reference === 'string' ? reference : reference.id;
}

export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
}

/** Stripe asks us to slow down: not a failure (docs.stripe.com/rate-limits). */
export function isRateLimited(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeRateLimitError;
}

/**
 * The same call, with the same idempotency key, is being answered for somebody else
 * (docs.stripe.com/error-codes#idempotency-key-in-use).
 */
export function isUnderWay(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === 'idempotency_key_in_use';
}

/** Stripe understood a call, and will not do it, however often it is asked (docs.stripe.com/api/errors). */
export function isRefused(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}
