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
