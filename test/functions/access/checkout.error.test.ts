// Claims:
// - A Checkout that could not be opened stands in nobody's way: once the cause is mended, the next attempt opens one.
// - Nothing is sold at a price, in a currency or for a time other than the catalogue shows.
// - A payment that nobody reported is found before the same plan is sold again, however late.
// - A member is one customer at Stripe, however often they leave its page.
import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stripeError } from '../../support/front.ts';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const DAY_SECONDS = 86_400;
const EMAIL = 'ada@example.com';
const LOOKUP_KEY = 'gatefold_annual_usd';
const PRODUCT = 'prod_gatefold_annual';

let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await openWorld();
  reader = world.reader();
});
afterEach(() => world.close());

const begin = (browser = reader) =>
  browser.call(`${world.issuer}/v1/checkout`, { plan: 'annual', email: EMAIL }, world.site);

async function checkoutOf(response: Response): Promise<Stripe.Checkout.Session> {
  expect(response.status).toBe(200);
  const { url } = (await response.json()) as { url: string };
  return world.stripe.checkout.sessions.retrieve(/cs_\w+/.exec(url)?.[0] ?? '');
}

async function currentPrice(): Promise<string> {
  const { data } = await world.stripe.prices.list({ lookup_keys: [LOOKUP_KEY] });
  return data[0]?.id ?? '';
}

/** What the publisher sells under the lookup key from now on. */
const reprice = (change: Partial<Stripe.PriceCreateParams>) =>
  world.stripe.prices.create({
    ...{ product: PRODUCT, currency: 'usd', unit_amount: 10_000, recurring: { interval: 'year' } },
    ...{ lookup_key: LOOKUP_KEY, transfer_lookup_key: true },
    ...change,
  });

describe('an attempt that failed is followed by one that works', () => {
  test.each([['/v1/checkout/sessions'], ['/v1/prices']])('Stripe answered 500 once, at %s', async (path) => {
    let failures = 0;
    world.front.interfere((request, pass) => {
      if (failures > 0 || new URL(request.url).pathname !== path) return pass();
      failures += 1;
      return Promise.resolve(stripeError(500, { type: 'api_error', message: 'Something went wrong.' }));
    });
    expect(await refusalOf(await begin())).toBe('500 internal_error');
    expect(failures).toBe(1);
    expect((await checkoutOf(await begin())).status).toBe('open');
  });

  test('Stripe remembers a failure by its idempotency key, and is asked by another', async () => {
    const remembered = new Set<string>();
    world.front.interfere((request, pass) => {
      const key = request.headers.get('idempotency-key') ?? '';
      if (new URL(request.url).pathname !== '/v1/checkout/sessions') return pass();
      if (remembered.size > 0 && !remembered.has(key)) return pass();
      remembered.add(key);
      return Promise.resolve(stripeError(500, { type: 'api_error', message: 'Something went wrong.' }));
    });
    expect(await refusalOf(await begin())).toBe('500 internal_error');
    expect((await checkoutOf(await begin())).status).toBe('open');
    expect(remembered.size).toBe(1);
  });

  test('in another browser, too', async () => {
    await world.stripe.prices.update(await currentPrice(), { active: false });
    expect(await refusalOf(await begin())).toBe('503 price_not_on_sale');
    await reprice({});
    expect((await checkoutOf(await begin(world.reader()))).status).toBe('open');
  });

  test('the member’s customer was deleted at Stripe, and nobody has told us', async () => {
    await world.signIn(reader, EMAIL);
    const left = await checkoutOf(await begin());
    await world.settled();
    world.double.control.hold();
    world.clock.advance(DAY_SECONDS);
    await world.stripe.customers.del(left.customer as string);
    expect(await refusalOf(await begin())).toBe('500 internal_error');
    const next = await checkoutOf(await begin());
    expect(next.status).toBe('open');
    expect(next.customer).not.toBe(left.customer);
  });
});

describe('what Stripe would charge is what the catalogue shows', () => {
  test.each<[string, Partial<Stripe.PriceCreateParams>]>([
    ['another amount', { unit_amount: 12_000 }],
    ['another currency', { currency: 'eur' }],
    ['every month', { recurring: { interval: 'month' } }],
    ['every two years', { recurring: { interval: 'year', interval_count: 2 } }],
  ])('%s is not on sale, until that is mended', async (_, change) => {
    await reprice(change);
    expect(await refusalOf(await begin())).toBe('503 price_not_on_sale');
    const page = await reader.submit(`${world.issuer}/account/subscribe`, { plan: 'annual', email: EMAIL });
    expect(await pageRefusalOf(page)).toBe('503 price_not_on_sale');
    expect((await world.stripe.checkout.sessions.list()).data).toEqual([]);
    const lines = world.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ event }) => event === 'price_not_on_sale')).toMatchObject([
      { level: 'error', outcome: LOOKUP_KEY },
      { level: 'error', outcome: LOOKUP_KEY },
    ]);

    await reprice({});
    expect((await checkoutOf(await begin())).amount_total).toBe(10_000);
  });

  test('a product that stands for no plan is not on sale', async () => {
    const mugs = await world.stripe.products.create({ name: 'Mugs' });
    await reprice({ product: mugs.id });
    expect(await refusalOf(await begin())).toBe('503 price_not_on_sale');
  });
});

describe('a payment that nobody reported', () => {
  test.each<[string, () => Reader]>([
    ['in the browser that paid', () => reader],
    ['in another browser', () => world.reader()],
  ])('is found two days later, %s: the plan is not sold again', async (_, browser) => {
    world.double.control.hold();
    await world.pay(reader, await world.beginCheckout(reader, EMAIL));
    world.clock.advance(2 * DAY_SECONDS);
    expect(await refusalOf(await begin(browser()))).toBe('409 already_subscribed');
    const owner = world.reader();
    await world.signIn(owner, EMAIL);
    expect((await world.access(owner)).features).toContain('memos');
  });

  test('whose subscription is over by then does not stand in the way', async () => {
    world.double.control.hold();
    await world.pay(reader, await world.beginCheckout(reader, EMAIL));
    const { data } = await world.stripe.subscriptions.list({ limit: 1 });
    await world.stripe.subscriptions.cancel(data[0]?.id ?? '');
    world.clock.advance(2 * DAY_SECONDS);
    expect((await checkoutOf(await begin())).status).toBe('open');
  });
});

test('a member who leaves Stripe’s page twice, a day apart, is one customer there', async () => {
  await world.signIn(reader, EMAIL);
  const first = await checkoutOf(await begin());
  world.clock.advance(2 * DAY_SECONDS);
  const second = await checkoutOf(await begin());
  expect(second.id).not.toBe(first.id);
  expect(second.customer).toBe(first.customer);
  const { data } = await world.stripe.customers.list({ email: EMAIL });
  expect(data.map(({ id }) => id)).toEqual([first.customer]);
});
