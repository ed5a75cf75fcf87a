// Claims:
// - After a change, and only then, Stripe is read once more, ninety seconds later, for what it had not yet shown.
// - No state that a customer can be in has Stripe read for ever.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await openSyncWorld();
});
afterEach(() => world.close());

async function sync({ customer }: Pick<Paid, 'customer'>): Promise<void> {
  await world.send(customer);
  await world.drain();
}

/** How often Stripe is asked for anything while the queue is taken. */
async function asked(): Promise<string[]> {
  const before = world.front.asked.length;
  await world.drain();
  return world.front.asked.slice(before);
}

const READ_ONCE = ['GET /v1/subscriptions', 'GET /v1/payment_intents'];

test('the second reading comes ninety seconds after a change, and again only if it finds another', async () => {
  const paid = await world.subscribeAtStripe('settle@example.com');
  await sync(paid);
  world.clock.advance(89);
  expect(await asked()).toEqual([]);

  await world.stripe.subscriptions.update(paid.subscription, { cancel_at_period_end: true });
  world.clock.advance(1);
  expect(await asked()).toEqual(READ_ONCE);
  expect((await world.billingOf(paid)).subscriptions).toMatchObject([{ cancelAtPeriodEnd: true }]);

  world.clock.advance(90);
  expect(await asked()).toEqual(READ_ONCE);
  world.clock.advance(900);
  expect(await asked()).toEqual([]);
  expect(world.queue.size().waiting).toBe(0);
});

test.each([
  ['paid', (paid: Paid) => paid],
  [
    'in a status that nobody knows',
    (paid: Paid) => world.double.control.setStatus(paid.subscription, 'adrift'),
  ],
  ['late', (paid: Paid) => world.double.control.renew(paid.subscription, { outcome: 'failed' })],
  ['cancelled', (paid: Paid) => world.stripe.subscriptions.cancel(paid.subscription)],
])('a customer first seen %s is read twice and then left alone', async (name, act) => {
  const paid = await world.subscribeAtStripe(`first-seen-${name.replaceAll(' ', '-')}@example.com`);
  await act(paid);
  await sync(paid);
  expect(world.queue.size().waiting).toBe(1);
  world.clock.advance(90);
  expect(await asked()).not.toEqual([]);
  expect(world.queue.size().waiting).toBe(0);
});

test('it does not follow a reading that changed nothing', async () => {
  const paid = await world.subscribeAtStripe('still@example.com');
  await sync(paid);
  world.clock.advance(90);
  await world.drain();
  await sync(paid);
  expect(world.queue.size().waiting).toBe(0);
});
