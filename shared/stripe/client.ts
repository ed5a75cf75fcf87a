import Stripe from 'stripe';

/** A call that has not answered by then is given up; the queue, or the reader, tries again. */
const TIMEOUT_MILLIS = 5_000;

/** The longest page that Stripe gives. */
export const PAGE = 100;

/** Stripe's SDK at the API version that it was written for; the webhook endpoint is pinned to the same one. */
export function createStripeClient(options: {
  readonly secretKey: string;
  /** Another origin that speaks Stripe's API, such as the local double. */
  readonly apiBase?: string;
  /** Takes the calls in place of the network, for a double in the same process. */
  readonly fetch?: typeof fetch;
}): Stripe {
  const base = options.apiBase === undefined ? undefined : new URL(options.apiBase);
  return new Stripe(options.secretKey, {
    timeout: TIMEOUT_MILLIS,
    maxNetworkRetries: 0,
    telemetry: false,
    appInfo: { name: 'Gatefold' },
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
