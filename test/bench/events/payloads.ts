import type { StripeDouble } from '../../../local/stripe/double.ts';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { signatureHeader } from '../../../local/stripe/webhooks/signature.ts';
import { createStripeClient } from '../../../shared/stripe/client.ts';
import { SYNC_EVENT_TYPES } from '../../../shared/stripe/events.ts';

const DAY_SECONDS = 86_400;
export const SECRET = 'whsec_bench';
const PRODUCT = 'prod_gatefold_annual';
const WEBHOOK_URL = 'http://127.0.0.1/webhooks/stripe';

/** An event as Stripe sends it. */
export interface Payload {
  readonly type: string;
  readonly customer: string;
  readonly body: string;
}

export interface Renewals {
  readonly double: StripeDouble;
  readonly customers: readonly string[];
  /** What told of the beginning of each subscription. */
  readonly before: readonly Payload[];
  /** What tells of the renewal of each: of the types that Gatefold asks Stripe for. */
  readonly burst: readonly Payload[];
}

/** So many subscribers whose month ends, and all that Stripe says of it. */
export async function renewals(count: number): Promise<Renewals> {
  const received: Payload[] = [];
  const double = createStripeDouble({
    file: ':memory:',
    publicUrl: 'http://127.0.0.1:1',
    webhook: {
      url: WEBHOOK_URL,
      secret: SECRET,
      fetch: async (request) => {
        received.push(await payloadOf(request));
        return new Response();
      },
    },
  });
  const stripe = createStripeClient({ secretKey: 'sk_test_bench', fetch: fetchOf(double) });
  await stripe.products.create({ id: PRODUCT, name: 'Annual' });
  const price = await stripe.prices.create({
    ...{ product: PRODUCT, currency: 'usd', unit_amount: 900 },
    recurring: { interval: 'month' },
  });
  const customers: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { id } = await stripe.customers.create({ email: `reader.${number}@example.com` });
    double.control.setCard(id, '4242424242424242');
    await stripe.subscriptions.create({ customer: id, items: [{ price: price.id }] });
    customers.push(id);
  }
  double.start();
  await double.control.settled();
  const before = received.splice(0);
  double.control.advance(32 * DAY_SECONDS);
  await double.control.settled();
  const burst = received.filter(({ type }) => SYNC_EVENT_TYPES.has(type));
  return { double, customers, before, burst };
}

export function fetchOf(double: StripeDouble): typeof fetch {
  return async (input, init) => double.app.fetch(new Request(input, init));
}

async function payloadOf(request: Request): Promise<Payload> {
  const body = await request.text();
  const event = JSON.parse(body) as { type: string; data: { object: { customer?: string; id: string } } };
  const { customer, id } = event.data.object;
  return {
    type: event.type,
    customer: customer ?? id,
    body,
  };
}

export interface Signed {
  readonly body: string;
  readonly signature: string;
}

/** @param now milliseconds since 1970 */
export function signed(payloads: readonly Payload[], now: number): Signed[] {
  return payloads.map(({ body }) => ({
    body,
    signature: signatureHeader(body, SECRET, Math.floor(now / 1000)),
  }));
}
