// Claims:
// - A pass is bought as a subscription is: by our page or a site's button, signed in or not, and its reader reads at once.
// - It lasts from the payment for the days that were sold, to the second, and is never charged again.
// - Its page takes no method whose money comes days later.
// - It is in the way of another pass until it ends, and never of a subscription; a subscription is in the way of a pass.
// - What Stripe would charge once, and what renews, are never sold for each other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { ANNUAL_KEY, PASS_KEY, inEuros, sellingPasses } from './shop.ts';

const DAY_SECONDS = 86_400;
const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'reports'];

let world: World;
beforeAll(async () => {
  world = await openWorld({ change: sellingPasses });
});
afterAll(() => world.close());

const begin = (reader: Reader, email: string | undefined, lookup_key = PASS_KEY, at = world) =>
  reader.call(`${at.issuer}/v1/checkout`, { plan: 'annual', lookup_key, email }, at.site);

async function urlOf(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  return ((await response.json()) as { url: string }).url;
}

async function buyPass(reader: Reader, email: string | undefined, at = world): Promise<Response> {
  return reader.get(await at.pay(reader, await urlOf(await begin(reader, email, PASS_KEY, at))));
}

const sessionOf = (url: string) => world.stripe.checkout.sessions.retrieve(/cs_\w+/.exec(url)?.[0] ?? '');

test('whoever buys one by our page reads at once, and goes on to the article', async () => {
  const reader = world.reader();
  const to = `${world.site}/articles/one`;
  const begun = await reader.submit(`${world.issuer}/account/subscribe`, {
    plan: 'annual',
    lookup_key: PASS_KEY,
    email: 'ada@example.com',
    to,
  });
  const back = await reader.get(await world.pay(reader, begun.headers.get('location') ?? ''));
  expect(back.headers.get('location')).toBe(`${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`);
  const access = await world.access(reader);
  expect(access.features).toEqual(EVERYTHING);
  expect(access).toMatchObject({ why: 'pass', plan: 'annual' });
  await world.settled();
  expect((await world.access(reader)).features).toEqual(EVERYTHING);
});

test('a site’s button buys one, and claims it', async () => {
  const reader = world.reader();
  const url = await urlOf(await begin(reader, 'ben@example.com'));
  const back = new URL(await world.pay(reader, url));
  const session_id = back.searchParams.get('session_id');
  const claimed = await reader.call(`${world.issuer}/v1/checkout/claim`, { session_id }, world.site);
  expect(claimed.status).toBe(200);
  expect((await world.access(reader)).why).toBe('pass');
});

test('who is signed in buys it as themselves, as a customer of Stripe’s', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'cleo@example.com');
  const { member } = await world.access(reader);
  await buyPass(reader, undefined);
  const access = await world.access(reader);
  expect(access).toMatchObject({ member, why: 'pass' });
  expect(access.features).toContain('registered');
});

test('Stripe’s page takes one payment of the price, and keeps a customer', async () => {
  const session = await sessionOf(await urlOf(await begin(world.reader(), 'dora@example.com')));
  expect(session).toMatchObject({ mode: 'payment', amount_total: 300, customer_creation: 'always' });
});

test('Stripe’s page takes no debit for it that a bank settles in days, as it does for a subscription', async () => {
  const shop = await openWorld({ change: (config) => inEuros(sellingPasses(config)) });
  const methodsFor = async (lookup_key: string) => {
    const url = await urlOf(await begin(shop.reader(), 'dora@example.com', lookup_key, shop));
    const { data } = await shop.stripe.checkout.sessions.list({ limit: 1 });
    expect(url).toContain(data[0]?.id);
    return data[0]?.payment_method_types;
  };
  expect(await methodsFor(ANNUAL_KEY)).toContain('sepa_debit');
  expect(await methodsFor(PASS_KEY)).toEqual(['card']);
  await shop.close();
});

test('it lasts seven days from its payment, to the second, and is not charged again', async () => {
  const later = await openWorld({ change: sellingPasses });
  const reader = later.reader();
  await buyPass(reader, 'emil@example.com', later);
  await later.settled();
  later.clock.advance(7 * DAY_SECONDS - 1);
  expect((await later.access(reader)).features).toEqual(EVERYTHING);
  later.clock.advance(1);
  expect((await later.access(reader)).features).toEqual([]);
  expect((await later.stripe.charges.list()).data).toHaveLength(1);
  await later.close();
});

describe('beside what a reader has', () => {
  test('a pass that lasts is in the way of another, and not of a subscription', async () => {
    const reader = world.reader();
    await buyPass(reader, 'finn@example.com');
    expect(await refusalOf(await begin(reader, 'finn@example.com'))).toBe('409 already_subscribed');
    const checkout = await urlOf(await begin(reader, 'finn@example.com', ANNUAL_KEY));
    await reader.get(await world.pay(reader, checkout));
    await world.signIn(reader, 'finn@example.com');
    await world.settled();
    expect((await world.access(reader)).why).toBe('subscription');
    expect(await world.service.stores.ledger.duplicates()).toEqual([]);
  });

  test('once it is over, another is sold', async () => {
    const later = await openWorld({ change: sellingPasses });
    const reader = later.reader();
    await buyPass(reader, 'gus@example.com', later);
    later.clock.advance(7 * DAY_SECONDS - 1);
    expect(await refusalOf(await begin(reader, 'gus@example.com', PASS_KEY, later))).toBe(
      '409 already_subscribed',
    );
    later.clock.advance(1);
    await later.signIn(reader, 'gus@example.com');
    expect((await buyPass(reader, undefined, later)).status).toBe(303);
    expect((await later.access(reader)).why).toBe('pass');
    await later.close();
  });

  test('a second one, by a reader who has not shown the address yet, is read after a code', async () => {
    const later = await openWorld({ change: sellingPasses });
    const reader = later.reader();
    await buyPass(reader, 'gina@example.com', later);
    later.clock.advance(7 * DAY_SECONDS);
    const back = await buyPass(reader, 'gina@example.com', later);
    expect(await back.text()).toContain('<h1>Thank you</h1>');
    await later.signIn(reader, 'gina@example.com');
    expect((await later.access(reader)).why).toBe('pass');
    await later.close();
  });

  test('one that was refunded is in nobody’s way', async () => {
    const reader = world.reader();
    await buyPass(reader, 'hana@example.com');
    const [customer] = (await world.stripe.customers.list({ email: 'hana@example.com' })).data;
    const [payment] = (await world.stripe.paymentIntents.list({ customer: customer?.id ?? '' })).data;
    await world.stripe.refunds.create({ payment_intent: payment?.id ?? '' });
    await world.settled();
    expect((await world.access(reader)).features).toEqual([]);
    expect((await begin(reader, 'hana@example.com')).status).toBe(200);
  });

  test('a subscription is in the way of a pass', async () => {
    const reader = world.reader();
    await world.subscribe(reader, 'ines@example.com');
    expect(await refusalOf(await begin(reader, 'ines@example.com'))).toBe('409 already_subscribed');
  });

  test('changing one’s mind on the way closes the page that was open', async () => {
    const reader = world.reader();
    const pass = await urlOf(await begin(reader, 'jan@example.com'));
    const year = await urlOf(await begin(reader, 'jan@example.com', ANNUAL_KEY));
    expect((await sessionOf(pass)).status).toBe('expired');
    expect(await sessionOf(year)).toMatchObject({ status: 'open', mode: 'subscription' });
  });
});

test('a site is told of it, by its days', async () => {
  const answer = (await (await fetch(`${world.issuer}/v1/plans`)).json()) as {
    plans: { prices: object[] }[];
  };
  expect(answer.plans[0]?.prices).toEqual([
    { lookup_key: ANNUAL_KEY, currency: 'usd', amount: 10_000, interval: 'year' },
    { lookup_key: PASS_KEY, currency: 'usd', amount: 300, pass_days: 7 },
  ]);
});

describe('the offer', () => {
  const offer = async (reader: Reader) =>
    (await (await reader.get(`${world.issuer}/account/subscribe`)).text()).replaceAll(/\s+/g, ' ');

  test('words the choice', async () => {
    const text = await offer(world.reader());
    expect(text).toMatch(/value="gatefold_annual_usd" checked \/> \$100 per year/);
    expect(text).toMatch(/value="gatefold_week_usd" \/> \$3 for 7 days/);
  });

  test('shows who has a pass what is left to buy', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'kai@example.com');
    await buyPass(reader, undefined);
    const text = await offer(reader);
    expect(text).toContain('$100 per year');
    expect(text).not.toContain('$3 for 7 days');
  });
});

describe('a price that is not as shown is not sold', () => {
  test.each([
    ['a pass that renews at Stripe', PASS_KEY, 300, { recurring: { interval: 'week' as const } }],
    ['a subscription that Stripe charges once', ANNUAL_KEY, 10_000, {}],
  ])('%s', async (_, lookup_key, unit_amount, more) => {
    const shop = await openWorld({ change: sellingPasses });
    await shop.stripe.prices.create({
      ...{ product: 'prod_gatefold_annual', currency: 'usd', unit_amount, lookup_key },
      transfer_lookup_key: true,
      ...more,
    });
    const reader = shop.reader();
    expect(await refusalOf(await begin(reader, 'lea@example.com', lookup_key, shop))).toBe(
      '503 price_not_on_sale',
    );
    const page = await reader.submit(`${shop.issuer}/account/subscribe`, {
      ...{ plan: 'annual', lookup_key, email: 'lea@example.com' },
    });
    expect(await pageRefusalOf(page)).toBe('503 price_not_on_sale');
    await shop.close();
  });
});
