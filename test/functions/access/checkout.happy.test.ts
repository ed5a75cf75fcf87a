// Claims:
// - A reader who pays reads: the payment's own browser gets a token for what the plan names, at once, and goes on to
//   the article that it came from.
// - A site's own button buys as well as our page does.
// - A reader who is signed in pays as themselves, and is not asked for an address.
// - Who holds the plan is told so, and led on to read. The offer needs no plan named where one is sold, and lets the
//   reader choose where more are.
// - A reader who is signed in and comes back from Stripe twice is led on to the article twice.
// - A reader who goes back from Stripe's page, and tries again, pays on the same page.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'reports'];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const sessionOf = (checkout: string) => checkout.split('/').at(-1) ?? '';

test('paying on our page signs the payer in to read, and leads on to the article', async () => {
  const reader = world.reader();
  const back = await world.subscribe(reader, 'ada@example.com', `${world.site}/articles/one`);
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe(
    `${world.issuer}/v1/continue?to=${encodeURIComponent(`${world.site}/articles/one`)}`,
  );
  const access = await world.access(reader);
  expect(access.features).toEqual(EVERYTHING);
  expect(access).toMatchObject({ why: 'subscription', plan: 'annual' });
});

test('paying by a button of the site does too', async () => {
  const reader = world.reader();
  const begun = await reader.call(
    `${world.issuer}/v1/checkout`,
    { plan: 'annual', lookup_key: 'gatefold_annual_usd', email: 'ben@example.com' },
    world.site,
  );
  expect(begun.status).toBe(200);
  expect(begun.headers.get('cache-control')).toBe('no-store');
  const { url } = (await begun.json()) as { url: string };
  const back = new URL(await world.pay(reader, url));
  expect(back.href.startsWith(`${world.issuer}/account/return?`)).toBe(true);

  const session_id = back.searchParams.get('session_id');
  const claimed = await reader.call(`${world.issuer}/v1/checkout/claim`, { session_id }, world.site);
  expect(claimed.status).toBe(200);
  expect(await claimed.json()).toEqual({
    access_token: expect.stringMatching(/^ey/) as string,
    token_type: 'Bearer',
    expires_in: 600,
    now: world.clock.now() / 1000,
  });
  expect((await world.access(reader)).features).toEqual(EVERYTHING);
});

test('access is the same once the webhooks have come', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'cleo@example.com');
  const { member } = await world.access(reader);
  await world.settled();
  const access = await world.access(reader);
  expect(access.member).toBe(member);
  expect(access.features).toEqual(EVERYTHING);
});

test('a reader who is signed in pays as the member they are', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'dora@example.com');
  const { member, features } = await world.access(reader);
  expect(features).toEqual(['registered']);
  const offer = await (await reader.get(`${world.issuer}/account/subscribe?plan=annual`)).text();
  expect(offer).toContain('signed in as <strong>dora@example.com</strong>');
  expect(offer).not.toContain('name="email"');

  const begun = await reader.submit(`${world.issuer}/account/subscribe`, { plan: 'annual', to: world.site });
  const back = await reader.get(await world.pay(reader, begun.headers.get('location') ?? ''));
  expect(back.status).toBe(303);
  const access = await world.access(reader);
  expect(access.member).toBe(member);
  expect(access.features).toEqual([...EVERYTHING.slice(0, 4), 'registered', 'reports']);
});

test('the return page, reloaded by who is signed in by it, leads on to the article again', async () => {
  const reader = world.reader();
  const to = `${world.site}/articles/three`;
  const back = await world.pay(reader, await world.beginCheckout(reader, 'hana@example.com', to));
  const session = back.split('session_id=')[1] ?? '';
  for (const visit of ['first', 'reloaded', 'reloaded once more']) {
    const response = await reader.get(back);
    expect(response.status, visit).toBe(303);
    const location = response.headers.get('location');
    expect(location, visit).toBe(`${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`);
  }
  const script = await reader.call(`${world.issuer}/v1/checkout/claim`, { session_id: session }, world.site);
  expect(await refusalOf(script)).toBe('409 checkout_used');
  await reader.submit(`${world.issuer}/account/sign-out`, {});
  expect(await pageRefusalOf(await reader.get(back))).toBe('409 checkout_used');
});

test('who holds the plan is told so, and reads on', async () => {
  const reader = world.reader();
  const to = `${world.site}/articles/four`;
  await world.subscribe(reader, 'ines@example.com');
  await world.signIn(reader, 'ines@example.com');
  const offer = await reader.get(`${world.issuer}/account/subscribe?to=${encodeURIComponent(to)}`);
  expect(offer.status).toBe(200);
  const text = await offer.text();
  expect(text).toContain('<h1>You have this already</h1>');
  expect(text).toContain(`href="${world.issuer}/v1/continue?to=${encodeURIComponent(to)}"`);
  expect(text).not.toContain('Continue to payment');
});

test('where one plan is sold, the offer needs none named', async () => {
  const text = await (await world.reader().get(`${world.issuer}/account/subscribe`)).text();
  expect(text).toContain('$100 per year');
  expect(text).toContain('name="plan" value="annual"');
});

test('where two are, the reader chooses, and one that is not sold is not shown', async () => {
  const plan = { features: ['news'], graceDays: 7 };
  const price = { currency: 'usd', amount: 1_000, interval: 'month' as const };
  const more = {
    monthly: { ...plan, name: 'Monthly', products: ['p_1'], onSale: [{ ...price, lookupKey: 'monthly' }] },
    retired: { ...plan, name: 'Retired', products: ['p_2'], onSale: [] },
  };
  const shop = await openWorld({ change: (config) => ({ ...config, plans: { ...config.plans, ...more } }) });
  const reader = shop.reader();
  const to = `${shop.site}/articles/five`;
  const offer = await reader.get(`${shop.issuer}/account/subscribe?to=${encodeURIComponent(to)}`);
  const text = await offer.text();
  const links = [...text.matchAll(/href="([^"]*\/account\/subscribe\?[^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  );
  const link = (id: string) => `${shop.issuer}/account/subscribe?plan=${id}&to=${encodeURIComponent(to)}`;
  expect(links).toEqual([link('annual'), link('monthly')]);
  expect(text).not.toContain('Retired');
  const chosen = await (await reader.get(links[1] ?? '')).text();
  expect(chosen).toContain('$10 per month');
  expect(chosen).toContain(`name="to" value="${to}"`);
  expect(await pageRefusalOf(await reader.get(link('retired')))).toBe('400 plan_unknown');
  await shop.close();
});

test('the same browser finds the Checkout that it has open', async () => {
  const reader = world.reader();
  const first = await world.beginCheckout(reader, 'emil@example.com');
  const second = await world.beginCheckout(reader, 'Emil@Example.com');
  expect(second).toBe(first);
  expect((await world.stripe.checkout.sessions.retrieve(sessionOf(first))).status).toBe('open');
});

test('a Checkout that ran out is followed by a new one', async () => {
  const late = await openWorld();
  const reader = late.reader();
  const first = await late.beginCheckout(reader, 'finn@example.com');
  late.clock.advance(86_400);
  const second = await late.beginCheckout(reader, 'finn@example.com');
  expect(second).not.toBe(first);
  expect((await reader.get(await late.pay(reader, second))).status).toBe(303);
  await late.close();
});

test('the offer shows its price, and remembers where the reader came from', async () => {
  const reader = world.reader();
  const to = `${world.site}/articles/two`;
  const page = await reader.get(`${world.issuer}/account/subscribe?plan=annual&to=${encodeURIComponent(to)}`);
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('$100 per year');
  expect(text).toContain(`name="to" value="${to}"`);
  await world.beginCheckout(reader, 'gus@example.com', to);
  const again = await reader.get(`${world.issuer}/account/subscribe?plan=annual`);
  expect(await again.text()).toContain(`name="to" value="${to}"`);
});
