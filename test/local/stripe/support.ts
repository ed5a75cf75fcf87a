import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { StripeDouble, StripeDoubleOptions } from '../../../local/stripe/double.ts';

export const WEBHOOK_SECRET = 'whsec_test_of_the_double';
export const CARD_THAT_PAYS = '4242 4242 4242 4242';
export const CARD_DECLINED = '4000 0000 0000 0002';
export const CARD_FAILS_AT_RENEWAL = '4000 0000 0000 0341';

/** A clock that stands still until it is moved. */
export interface Clock {
  nowMs: number;
}

export interface RunningDouble extends StripeDouble {
  readonly url: string;
  readonly stripe: Stripe;
}

/** The double over real HTTP, with the real SDK pointed at it. Gone when the test is. */
export async function runDouble(options: Partial<StripeDoubleOptions> = {}): Promise<RunningDouble> {
  const server = createServer();
  const url = await listen(server);
  const double = createStripeDouble({ file: ':memory:', publicUrl: url, ...options });
  const respond = getRequestListener(double.app.fetch);
  server.on('request', (request, response) => void respond(request, response));
  double.start();
  onTestFinished(async () => {
    await close(server);
    await double.stop();
  });
  return { ...double, url, stripe: connect(url) };
}

export function connect(url: string, apiKey = 'sk_test_double'): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(apiKey, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

export interface Receiver {
  readonly url: string;
  /** The secret that signatures are checked with. */
  secret: string;
  /** Events whose signature was right, in the order in which they came. */
  readonly received: Stripe.Event[];
  /** Answers 503 to as many deliveries before it accepts any. */
  refuse(times: number): void;
  /** Resolves when this many have been accepted. */
  accepted(count: number): Promise<void>;
}

/** A webhook endpoint that checks every signature as Gatefold must. */
export async function runReceiver(): Promise<Receiver> {
  const received: Stripe.Event[] = [];
  let refusals = 0;
  let waiting: { count: number; resolve: () => void }[] = [];
  const stripe = new Stripe('sk_test_receiver');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (refusals > 0) {
        refusals -= 1;
        response.writeHead(503).end();
        return;
      }
      const signature = request.headers['stripe-signature'] ?? '';
      try {
        received.push(stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, receiver.secret));
      } catch {
        response.writeHead(400).end();
        return;
      }
      response.writeHead(200).end();
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
      waiting = waiting.filter(({ count }) => received.length < count);
    });
  });
  const url = await listen(server);
  onTestFinished(() => close(server));
  const receiver: Receiver = {
    url,
    secret: WEBHOOK_SECRET,
    received,
    refuse: (times) => {
      refusals = times;
    },
    accepted: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
  return receiver;
}

/** The one plan of the founding case: 100 dollars a year. */
export async function annualPrice(stripe: Stripe): Promise<Stripe.Price> {
  const product = await stripe.products.create({ id: 'prod_annual', name: 'Annual' });
  return stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 10_000,
    recurring: { interval: 'year' },
    lookup_key: 'annual_usd',
  });
}

export function openCheckout(
  stripe: Stripe,
  price: string,
  more: Stripe.Checkout.SessionCreateParams = {},
): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price, quantity: 1 }],
    success_url: 'https://site.example/welcome?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://site.example/offer',
    ...more,
  });
}

/** Sends the hosted page's form, as a browser without script does. */
export function submitPayment(
  session: Stripe.Checkout.Session,
  fields: { readonly number?: string; readonly email?: string } = {},
): Promise<Response> {
  const { number = CARD_THAT_PAYS, email = 'reader@example.com' } = fields;
  const body = new URLSearchParams({ number, email, expiry: '12 / 34', cvc: '123', name: 'Ada Reader' });
  return fetch(session.url ?? '', { method: 'POST', body, redirect: 'manual' });
}

/** A reader who has just paid. */
export async function subscribe(
  stripe: Stripe,
  { card = CARD_THAT_PAYS }: { readonly card?: string } = {},
): Promise<{ session: Stripe.Checkout.Session; subscription: Stripe.Subscription; customer: string }> {
  const price = await annualPrice(stripe);
  const opened = await openCheckout(stripe, price.id);
  const paid = await submitPayment(opened, { number: card });
  if (paid.status !== 303) throw new Error(`the payment was answered ${paid.status}`);
  const session = await stripe.checkout.sessions.retrieve(opened.id, { expand: ['subscription'] });
  const { subscription } = session;
  if (subscription === null || typeof subscription === 'string') throw new Error('no subscription was made');
  return { session, subscription, customer: idOf(subscription.customer) };
}

/** Every event so far, oldest first. */
export async function eventTypes(stripe: Stripe): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  return events.map(({ type }) => type).reverse();
}
