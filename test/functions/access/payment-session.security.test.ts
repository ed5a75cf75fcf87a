// Claims:
// - A browser that has paid for an address, and not shown that it reads mail there, reads what it paid for and nothing
//   else that the address has or gets: no comp, no other purchase.
// - Whoever shows that the address is theirs reads all of it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Reader } from '../../support/reader.ts';
import { CARD, openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const EMAIL = 'ada@example.com';
const DAY_SECONDS = 86_400;
const MONTH_SECONDS = 31 * DAY_SECONDS;

const monthly = (name: string, feature: string) => ({
  name,
  features: [feature],
  products: [`prod_${feature}`],
  onSale: [{ lookupKey: feature, currency: 'usd', amount: 500, interval: 'month' as const }],
  graceDays: 7,
});

let world: World;
let payer: Reader;
beforeEach(async () => {
  const plans = { annual: monthly('News', 'news'), reports: monthly('Reports', 'reports') };
  world = await openWorld({ change: (config) => ({ ...config, plans }) });
  payer = world.reader();
  await world.subscribe(payer, EMAIL);
});
afterEach(() => world.close());

const features = async (reader: Reader) => (await world.access(reader)).features;

async function grantMemos(): Promise<void> {
  const ends_at = '2028-01-01T00:00:00Z';
  const comp = { email: EMAIL, features: ['memos'], ends_at, reason: 'press' };
  expect((await world.admin('POST', '/grants', comp)).status).toBe(201);
}

/** As a payment link does it: a new customer of the same address. */
async function buyReportsElsewhere(): Promise<void> {
  const { data } = await world.stripe.prices.list({ lookup_keys: ['reports'] });
  const { url } = await world.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: data[0]?.id ?? '', quantity: 1 }],
    success_url: world.site,
  });
  await world.reader().submit(url ?? '', { ...CARD, email: EMAIL });
  await world.settled();
}

test('a comp and another purchase, both after the payment, are the owner’s and not the payer’s', async () => {
  expect(await features(payer)).toEqual(['news']);
  await grantMemos();
  await buyReportsElsewhere();
  expect(await features(payer)).toEqual(['news']);

  const owner = world.reader();
  await world.signIn(owner, EMAIL);
  expect(await features(owner)).toEqual(['memos', 'news', 'registered', 'reports']);
});

test('nor are they where the payer’s renewal has to be looked up at Stripe', async () => {
  const { data } = await world.stripe.subscriptions.list({ limit: 1 });
  world.clock.advance(MONTH_SECONDS - 10 * DAY_SECONDS);
  await grantMemos();
  await buyReportsElsewhere();
  world.double.control.hold();
  world.clock.advance(10 * DAY_SECONDS);
  world.double.control.renew(data[0]?.id ?? '', { outcome: 'paid' });
  world.clock.advance(2 * 3600);
  expect(await features(payer)).toEqual(['news']);
});

test('a comp alone leaves a payer whose payment is over with nothing', async () => {
  await grantMemos();
  const { data } = await world.stripe.subscriptions.list({ limit: 1 });
  await world.stripe.subscriptions.cancel(data[0]?.id ?? '');
  await world.settled();
  const access = await world.access(payer);
  expect(access.features).toEqual([]);
  expect(access).not.toHaveProperty('why');
});
