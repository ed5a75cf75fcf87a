// Claims:
// - Promise 6, where we were not told, or Stripe's lists lag: a member who has bought the plan anew elsewhere is not sold
//   it again, and neither is who has just paid on our page; once what they bought is over, it is sold again.
// - Nothing is sold to a member while Stripe can not be read. Nobody's clicks make us read Stripe more than once a minute.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idOf } from '../../../shared/stripe/client.ts';
import { tooManyRequests } from '../../support/front.ts';
import { refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { CARD, openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { ANNUAL_KEY, PASS_KEY, sellingPasses } from './shop.ts';

const EMAIL = 'ada@example.com';

let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await openWorld({ change: sellingPasses });
  reader = world.reader();
});
afterEach(() => world.close());

const begin = (lookup_key = ANNUAL_KEY, browser = reader) =>
  browser.call(`${world.issuer}/v1/checkout`, { plan: 'annual', lookup_key, email: EMAIL }, world.site);

const idIn = (url: string) => /cs_\w+/.exec(url)?.[0] ?? '';

const newestSubscription = async () => (await world.stripe.subscriptions.list({ limit: 1 })).data[0];

/** How often a customer's subscriptions were read. */
const readings = () => world.front.asked.filter((one) => one === 'GET /v1/subscriptions').length;

/** By a link to Stripe's page that is none of ours; gives the customer who paid. */
async function buyElsewhere(customer?: string): Promise<string> {
  const { data } = await world.stripe.prices.list({ lookup_keys: [ANNUAL_KEY] });
  const link = await world.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: data[0]?.id ?? '', quantity: 1 }],
    success_url: world.site,
    ...(customer !== undefined && { customer }),
  });
  await world.reader().submit(link.url ?? '', { ...CARD, email: EMAIL });
  return idOf((await newestSubscription())?.customer ?? '');
}

/** A member who has no plan any more; their customer. */
async function formerSubscriber(): Promise<string> {
  const customer = await buyElsewhere();
  await world.stripe.subscriptions.cancel((await newestSubscription())?.id ?? '');
  await world.settled();
  world.clock.advance(60);
  return customer;
}

describe('a former subscriber who bought the plan anew elsewhere', () => {
  beforeEach(async () => {
    const customer = await formerSubscriber();
    world.double.control.hold();
    await buyElsewhere(customer);
  });

  test('is not sold it again, though nobody told us', async () => {
    expect(await refusalOf(await begin())).toBe('409 already_subscribed');
    expect((await world.stripe.checkout.sessions.list({ status: 'open' })).data).toEqual([]);
  });

  test('is sold nothing while Stripe can not be read', async () => {
    world.front.interfere((request, pass) =>
      new URL(request.url).pathname === '/v1/subscriptions' ? Promise.resolve(tooManyRequests()) : pass(),
    );
    expect((await begin()).status).toBe(500);
    expect((await world.stripe.checkout.sessions.list({ status: 'open' })).data).toEqual([]);
  });
});

test('who is being sold to is read at most once a minute', async () => {
  await formerSubscriber();
  const before = readings();
  for (let click = 0; click < 3; click += 1) expect((await begin()).status).toBe(200);
  expect(readings()).toBe(before + 1);
});

/** Stripe's lists show nothing of what was bought lately. */
function lag(): void {
  world.front.interfere((request, pass) =>
    request.method === 'GET' && /^\/v1\/(subscriptions|payment_intents)$/.test(new URL(request.url).pathname)
      ? Promise.resolve(Response.json({ object: 'list', data: [], has_more: false, url: '/v1/list' }))
      : pass(),
  );
}

describe.each([
  ['subscription', ANNUAL_KEY],
  ['pass', PASS_KEY],
])('a %s that was paid on our page, while Stripe’s lists do not show it', (_, lookupKey) => {
  let session: string;
  beforeEach(async () => {
    world.double.control.hold();
    const { url } = (await (await begin(lookupKey)).json()) as { url: string };
    session = idIn(url);
    // Paid in the last hour of its page.
    world.clock.advance(20 * 3600);
    await world.pay(reader, url);
    lag();
  });

  test('is not sold again, in this browser or another', async () => {
    for (const browser of [reader, world.reader()]) {
      expect(await refusalOf(await begin(lookupKey, browser))).toBe('409 payment_processing');
    }
    world.front.interfere();
    expect(await refusalOf(await begin(lookupKey))).toBe('409 already_subscribed');
  });

  test('is sold again once it is known to be over', async () => {
    const { subscription, payment_intent } = await world.stripe.checkout.sessions.retrieve(session);
    if (typeof subscription === 'string') await world.stripe.subscriptions.cancel(subscription);
    else await world.stripe.refunds.create({ payment_intent: idOf(payment_intent ?? '') });
    expect((await begin(lookupKey)).status).toBe(200);
  });

  test('stands in nobody’s way when an hour has gone by, and it is still not there', async () => {
    world.clock.advance(3600);
    expect((await begin(lookupKey)).status).toBe(200);
  });
});
