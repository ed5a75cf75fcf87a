import { createHmac } from 'node:crypto';
import { createWebhookApp } from '../../functions/webhook/app.ts';
import { readEvent } from '../../shared/stripe/events.ts';
import { checkStripeSignature } from '../../shared/stripe/signature.ts';
import { compare, type Ratio } from './ratio.ts';

const SECRET = 'whsec_bench';
const SERVICE = 'https://access.thefold.example';

/** What it takes to accept an event, over the least that anybody could do: one HMAC and one JSON.parse. */
export async function benchWebhook(): Promise<Ratio[]> {
  const now = Math.floor(Date.now() / 1_000);
  const text = JSON.stringify(eventOfTypicalSize(now));
  const body = Buffer.from(text);
  const v1 = createHmac('sha256', SECRET).update(`${now}.`).update(body).digest('hex');
  const header = `t=${now},v1=${v1}`;

  const least = () => {
    createHmac('sha256', SECRET).update(`${now}.`).update(body).digest('hex');
    return JSON.parse(text) as unknown;
  };
  const decide = () => checkStripeSignature(body, header, [SECRET], now) === 'ok' && readEvent(body, false);
  const app = createWebhookApp({
    service: SERVICE,
    secrets: [SECRET],
    liveMode: false,
    queue: { send: () => Promise.resolve() },
    now: () => now * 1_000,
    newRequestId: () => 'bench',
    log: () => undefined,
  });
  const request = () =>
    app.request(`${SERVICE}/webhooks/stripe`, {
      method: 'POST',
      body,
      headers: { 'stripe-signature': header },
    });

  return [
    { name: 'webhook: decide / HMAC and JSON.parse', ratio: await compare(decide, least), goal: 1.3 },
    { name: 'webhook: whole request in process / HMAC and JSON.parse', ratio: await compare(request, least) },
  ];
}

/** About 6 KB, as a `customer.subscription.updated` is. */
function eventOfTypicalSize(created: number) {
  const item = {
    id: 'si_1',
    object: 'subscription_item',
    current_period_end: created,
    price: { id: 'price_1', product: 'prod_1' },
  };
  return {
    id: 'evt_1bench',
    object: 'event',
    type: 'customer.subscription.updated',
    created,
    livemode: false,
    data: {
      object: {
        id: 'sub_1',
        object: 'subscription',
        customer: 'cus_1',
        items: { object: 'list', data: Array.from({ length: 40 }, () => item) },
      },
    },
  };
}
