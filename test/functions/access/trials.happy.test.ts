// Claims:
// - Who never had a plan has its free days, is told so before, pays nothing on Stripe's page, and reads at once.
// - Who had it in any way, a pass or a subscription that is long over, pays at once, and is shown the price alone.
// - Promotion codes are taken for subscriptions where the publisher allows them, and never for a pass.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineConfig } from '../../../shared/config/schema.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { PASS_KEY, TRIAL_KEY, sellingTrials } from './shop.ts';

const TRIAL_WORDS = '14 days free, then $100 per year';
const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'reports'];

let world: World;
beforeAll(async () => {
  world = await openWorld({ change: sellingTrials });
});
afterAll(() => world.close());

async function begin(reader: Reader, email?: string, lookup_key = TRIAL_KEY): Promise<string> {
  const body = { plan: 'annual', lookup_key, email };
  const answer = await reader.call(`${world.issuer}/v1/checkout`, body, world.site);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { url: string }).url;
}

const buy = async (reader: Reader, email?: string, lookup_key = TRIAL_KEY) =>
  reader.get(await world.pay(reader, await begin(reader, email, lookup_key)));

const sessionOf = (url: string) => world.stripe.checkout.sessions.retrieve(/cs_\w+/.exec(url)?.[0] ?? '');

const offer = async (reader: Reader) =>
  (await (await reader.get(`${world.issuer}/account/subscribe`)).text()).replaceAll(/\s+/g, ' ');

async function subscriptionOf(email: string) {
  const [customer] = (await world.stripe.customers.list({ email })).data;
  const { data } = await world.stripe.subscriptions.list({ customer: customer?.id ?? '', status: 'all' });
  return data[0];
}

describe('a reader who never had the plan', () => {
  test('is told of the free days and of what follows, before anything', async () => {
    const text = await offer(world.reader());
    expect(text).toContain(TRIAL_WORDS);
    expect(text).toContain('The free days are for readers who have not had this plan before.');
    const reader = world.reader();
    await world.signIn(reader, 'ada@example.com');
    expect(await offer(reader)).toContain(TRIAL_WORDS);
  });

  test('pays nothing, and reads at once', async () => {
    const reader = world.reader();
    const url = await begin(reader, 'ben@example.com');
    expect((await sessionOf(url)).amount_total).toBe(0);
    expect((await reader.get(await world.pay(reader, url))).status).toBe(303);
    expect(await sessionOf(url)).toMatchObject({ payment_status: 'no_payment_required' });
    expect(await world.access(reader)).toMatchObject({ why: 'trial', features: EVERYTHING });
    const { data } = await world.stripe.charges.list();
    expect(data).toEqual([]);
  });
});

describe('a reader who had it', () => {
  const paysAtOnce = async (reader: Reader, email?: string) => {
    expect(await sessionOf(await begin(reader, email))).toMatchObject({ amount_total: 10_000 });
  };

  test('as a trial that is over, even long ago: pays at once', async () => {
    const reader = world.reader();
    await buy(reader, 'cleo@example.com');
    await world.stripe.subscriptions.cancel((await subscriptionOf('cleo@example.com'))?.id ?? '');
    await world.settled();
    await paysAtOnce(world.reader(), 'CLEO@example.com');
    await world.signIn(reader, 'cleo@example.com');
    const text = await offer(reader);
    expect(text).toContain('$100 per year');
    expect(text).not.toContain('free');
    await paysAtOnce(reader);
  });

  test('as a pass: pays at once', async () => {
    const reader = world.reader();
    await buy(reader, 'dora@example.com', PASS_KEY);
    await paysAtOnce(reader, 'dora@example.com');
  });

  test('as a pass that was bought while the page for the free days lay open: that page is not used', async () => {
    const reader = world.reader();
    const free = await begin(reader, 'emil@example.com');
    await buy(world.reader(), 'emil@example.com', PASS_KEY);
    await world.settled();
    await paysAtOnce(reader, 'emil@example.com');
    expect((await sessionOf(free)).status).toBe('expired');
  });

  test('as a card that was declined, and nothing else: has the free days', async () => {
    const reader = world.reader();
    const url = await begin(reader, 'finn@example.com', PASS_KEY);
    await reader.submit(url, {
      ...{ number: '4000 0000 0000 0002', expiry: '12 / 34', cvc: '123', name: 'Finn Reader' },
    });
    expect((await sessionOf(await begin(reader, 'finn@example.com'))).amount_total).toBe(0);
  });
});

describe('promotion codes', () => {
  test('are not asked for, unless the publisher says so', async () => {
    const session = await sessionOf(await begin(world.reader(), 'gus@example.com'));
    expect(session.allow_promotion_codes).not.toBe(true);
  });

  test('are asked for by the page of a subscription, and never by a pass’s', async () => {
    const shop = await openWorld({
      change: (config) => defineConfig({ ...sellingTrials(config), policies: { promotionCodes: true } }),
    });
    const allowed = async (lookup_key: string) => {
      const body = { plan: 'annual', lookup_key, email: 'hana@example.com' };
      await shop.reader().call(`${shop.issuer}/v1/checkout`, body, shop.site);
      const { data } = await shop.stripe.checkout.sessions.list({ limit: 1 });
      return { mode: data[0]?.mode, isAllowed: data[0]?.allow_promotion_codes === true };
    };
    expect(await allowed(TRIAL_KEY)).toEqual({ mode: 'subscription', isAllowed: true });
    expect(await allowed(PASS_KEY)).toEqual({ mode: 'payment', isAllowed: false });
    await shop.close();
  });
});
