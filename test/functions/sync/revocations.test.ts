// Claims:
// - Who loses what they had paid for, by a refund, a dispute, a cancellation at once or their deletion at Stripe, is
//   refused with the tokens that they hold, and so is who keeps only a part of it.
// - Nobody else is: not who renews, who has cancelled for the end of their period or come to it, whose money came back in
//   part, nor who reads by a comp all the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buyPass, paymentOf, subscribeTo, sync } from './at-stripe.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld((config) => ({
    ...config,
    policies: { ...config.policies, refundedSubscription: 'suspend', disputedSubscription: 'suspend' },
    plans: {
      ...config.plans,
      digest: { name: 'Digest', features: ['news'], products: ['prod_digest'], onSale: [], graceDays: 7 },
    },
  }));
});
afterAll(() => world.close());

type Bought = Pick<Paid, 'customer'>;

async function subscribed(name: string): Promise<Paid> {
  const paid = await world.subscribeAtStripe(`${name.replaceAll(/\W+/g, '-')}@example.com`);
  await sync(world, paid);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
  return paid;
}

/** Has something happen at Stripe, and says whether it took the tokens of before back. */
async function isRevokedBy(bought: Bought, change: () => unknown): Promise<boolean> {
  const mintedAt = Math.floor(world.clock.now() / 1000);
  world.clock.advance(60);
  await change();
  await sync(world, bought);
  return world.isRevoked(bought, mintedAt);
}

type Change = (paid: Paid) => unknown;

const TAKES: readonly [string, Change][] = [
  ['a refund', async (paid) => world.double.control.refund(await paymentOf(world, paid))],
  ['a dispute', async (paid) => world.double.control.dispute(await paymentOf(world, paid))],
  ['a cancellation at once', ({ subscription }) => world.stripe.subscriptions.cancel(subscription)],
  ['a deletion at Stripe', ({ customer }) => world.stripe.customers.del(customer)],
];
test.each(TAKES)('%s takes the tokens back', async (name, change) => {
  const paid = await subscribed(name);
  expect(await isRevokedBy(paid, () => change(paid))).toBe(true);
  expect(await world.reads(paid)).toEqual([]);
});

const LEAVES: readonly [string, Change][] = [
  ['nothing new', () => undefined],
  ['a renewal', ({ subscription }) => world.double.control.renew(subscription, { outcome: 'paid' })],
  [
    'a refund in part',
    async (paid) => world.double.control.refund(await paymentOf(world, paid), { amount: 100 }),
  ],
  [
    'a cancellation for the end of the period',
    ({ subscription }) => world.stripe.subscriptions.update(subscription, { cancel_at_period_end: true }),
  ],
];
test.each(LEAVES)('%s leaves the tokens alone', async (name, change) => {
  const paid = await subscribed(name);
  expect(await isRevokedBy(paid, () => change(paid))).toBe(false);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
});

test('the end of a period that was cancelled leaves them alone: there are none left', async () => {
  const paid = await subscribed('ends');
  await world.stripe.subscriptions.update(paid.subscription, { cancel_at_period_end: true });
  await sync(world, paid);
  const yearLater = () => {
    world.clock.advance(366 * 86_400);
  };
  expect(await isRevokedBy(paid, yearLater)).toBe(false);
  expect(await world.reads(paid)).toEqual([]);
});

test('a first reading takes nothing back, whatever it says', async () => {
  const paid = await world.subscribeAtStripe('first@example.com');
  expect(await isRevokedBy(paid, () => world.stripe.subscriptions.cancel(paid.subscription))).toBe(false);
});

test('one plan of two takes the tokens back where it alone gave something, and not where the other gives it too', async () => {
  const both = await subscribed('both');
  const { id: second } = await subscribeTo(world, both.customer, [
    { product: 'prod_digest', interval: 'month' },
  ]);
  await sync(world, both);
  expect(await isRevokedBy(both, () => world.stripe.subscriptions.cancel(second))).toBe(false);
  await subscribeTo(world, both.customer, [{ product: 'prod_digest', interval: 'month' }]);
  await sync(world, both);
  expect(await isRevokedBy(both, () => world.stripe.subscriptions.cancel(both.subscription))).toBe(true);
  expect(await world.reads(both)).toEqual(['news']);
});

test('who reads by a comp, or by another customer’s pass, all the same keeps their tokens', async () => {
  const paid = await subscribed('comp');
  const features = EVERYTHING.filter((feature) => feature !== 'news');
  const terms = { features, ends_at: '2029-01-14T00:00:00Z', reason: 'Press' };
  expect((await world.admin('POST', '/grants', { email: paid.email, ...terms })).status).toBe(201);
  await sync(world, await buyPass(world, paid.email, { plan: 'digest' }));
  expect(await isRevokedBy(paid, () => world.stripe.subscriptions.cancel(paid.subscription))).toBe(false);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
});

test('a pass that is given back takes them back', async () => {
  const pass = await buyPass(world, 'pass@example.com');
  await sync(world, pass);
  expect(await isRevokedBy(pass, () => world.double.control.refund(pass.payment))).toBe(true);
});
