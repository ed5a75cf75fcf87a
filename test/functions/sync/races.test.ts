// Claims:
// - However many syncs of one customer run at once, what is stored in the end is what Stripe said last.
// - A sync that was overtaken never writes what it had read: it reads again.
// - A question that a later reading has already answered costs no call to Stripe.
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holdFirst } from '../../support/front.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
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

/** How often Stripe is asked for anything while something runs. */
async function asksDuring(act: () => Promise<unknown>): Promise<string[]> {
  const before = world.front.asked.length;
  await act();
  return world.front.asked.slice(before);
}

const READ_ONCE = ['GET /v1/subscriptions', 'GET /v1/payment_intents'];

/** What the queue holds, each message in a batch of its own, as many consumers at once would get it. */
async function takeOneByOne(): Promise<SQSEvent[]> {
  const batches: SQSEvent[] = [];
  world.queue.start(({ Records }) => {
    batches.push(...Records.map((record) => ({ Records: [record] })));
    return Promise.resolve({ batchItemFailures: [] });
  });
  await world.queue.settled();
  await world.queue.stop();
  return batches;
}

describe('many syncs of one customer at once', () => {
  test('seven, of a customer who is new, are all done at the first attempt: one member, one item', async () => {
    const paid = await world.subscribeAtStripe('seven@example.com');
    const events = Array.from({ length: 7 }, (_, index) => `evt_seven${index}`);
    for (const eventId of events) await world.send(paid.customer, { eventId });
    const batches = await takeOneByOne();
    const responses = await Promise.all(batches.map((batch) => world.consume(batch)));
    expect(responses.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    expect(await world.billingOf(paid)).toMatchObject({ rev: 7 });
    for (const eventId of events)
      expect(await world.ledger.entry(eventId)).toMatchObject({ outcome: 'synced' });
  });

  test('twenty, while Stripe changes its mind: rev counts every write, and the last word is Stripe’s', async () => {
    const paid = await world.subscribeAtStripe('twenty@example.com');
    await sync(paid);
    const events = Array.from({ length: 20 }, (_, index) => `evt_twenty${index}`);
    for (const eventId of events) await world.send(paid.customer, { eventId });
    const changes = [true, false, true].map((cancel_at_period_end) =>
      world.stripe.subscriptions.update(paid.subscription, { cancel_at_period_end }),
    );
    let left = await takeOneByOne();
    for (let round = 0; left.length > 0 && round < 5; round += 1) {
      const responses = await Promise.all(left.map((batch) => world.consume(batch)));
      await Promise.all(changes);
      left = left.filter((_, index) => responses[index]?.batchItemFailures.length !== 0);
    }
    expect(left).toEqual([]);
    const { cancel_at_period_end: last } = await world.stripe.subscriptions.retrieve(paid.subscription);
    await sync(paid);
    const item = await world.billingOf(paid);
    expect(item.rev).toBe(22);
    expect(item.subscriptions).toMatchObject([{ cancelAtPeriodEnd: last }]);
    for (const eventId of events)
      expect(await world.ledger.entry(eventId)).toMatchObject({ outcome: 'synced' });
  });
});

describe('a sync that is overtaken between its reading of Stripe and its write', () => {
  test('starts again from the read: the older answer is never written over the newer', async () => {
    const paid = await world.subscribeAtStripe('overtaken@example.com');
    await sync(paid);
    const hold = holdFirst('/v1/subscriptions');
    world.front.interfere(hold);
    const slow = world.syncCustomer(paid.customer);
    await hold.reached;
    await world.stripe.subscriptions.cancel(paid.subscription);
    await world.syncCustomer(paid.customer);
    expect(await world.reads(paid)).toEqual([]);
    const { rev } = await world.billingOf(paid);

    const asked = await asksDuring(async () => {
      hold.release();
      await slow;
    });
    expect(asked).toContain('GET /v1/subscriptions');
    expect(await world.reads(paid)).toEqual([]);
    expect(await world.billingOf(paid)).toMatchObject({
      rev: rev + 1,
      subscriptions: [{ status: 'canceled' }],
    });
  });

  test('the same where neither had anything stored when it began', async () => {
    const paid = await world.subscribeAtStripe('overtaken-at-birth@example.com');
    const hold = holdFirst('/v1/payment_intents');
    world.front.interfere(hold);
    const slow = world.syncCustomer(paid.customer);
    await hold.reached;
    await world.stripe.subscriptions.cancel(paid.subscription);
    await world.syncCustomer(paid.customer);
    hold.release();
    await slow;
    expect(await world.reads(paid)).toEqual([]);
    expect(await world.billingOf(paid)).toMatchObject({ rev: 2, subscriptions: [{ status: 'canceled' }] });
  });
});

describe('a question that is answered already', () => {
  test('is done without a call to Stripe, and on record', async () => {
    const paid = await world.subscribeAtStripe('answered@example.com');
    await world.send(paid.customer, { eventId: 'evt_late' });
    world.clock.advance(3);
    expect(await asksDuring(() => world.syncCustomer(paid.customer))).toContain('GET /v1/subscriptions');
    const before = await world.billingOf(paid);
    expect(await asksDuring(() => world.drain())).toEqual([]);
    expect(await world.billingOf(paid)).toEqual(before);
    expect(await world.ledger.entry('evt_late')).toMatchObject({
      customer: paid.customer,
      outcome: 'synced',
    });
  });

  test('is not one that was asked while the reading was under way', async () => {
    const paid = await world.subscribeAtStripe('meanwhile@example.com');
    const hold = holdFirst('/v1/subscriptions');
    world.front.interfere(hold);
    const slow = world.syncCustomer(paid.customer);
    await hold.reached;
    world.clock.advance(10);
    await world.stripe.subscriptions.cancel(paid.subscription);
    await world.send(paid.customer);
    world.clock.advance(10);
    hold.release();
    await slow;
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    await world.drain();
    expect(await world.reads(paid)).toEqual([]);
  });

  test('is asked again where the clocks may disagree about which came first', async () => {
    const paid = await world.subscribeAtStripe('clocks@example.com');
    await world.syncCustomer(paid.customer);
    await world.send(paid.customer);
    world.clock.advance(2);
    await world.syncCustomer(paid.customer);
    expect(await asksDuring(() => world.drain())).toEqual(READ_ONCE);
  });

  test('one newer question in its batch has all of them asked, once', async () => {
    const paid = await world.subscribeAtStripe('batch@example.com');
    await world.send(paid.customer, { eventId: 'evt_old' });
    world.clock.advance(10);
    await world.syncCustomer(paid.customer);
    await world.stripe.subscriptions.cancel(paid.subscription);
    world.clock.advance(10);
    await world.send(paid.customer, { eventId: 'evt_new' });
    const asked = await asksDuring(() => world.drain());
    expect(asked.filter((one) => one === 'GET /v1/subscriptions')).toHaveLength(1);
    expect(await world.reads(paid)).toEqual([]);
    for (const id of ['evt_old', 'evt_new']) expect(await world.ledger.entry(id)).toBeDefined();
  });

  test('a hundred events are twenty batches, and twenty readings at most', async () => {
    const paid = await world.subscribeAtStripe('burst@example.com');
    await sync(paid);
    for (let count = 0; count < 100; count += 1) await world.send(paid.customer);
    expect((await asksDuring(() => world.drain())).length).toBeLessThanOrEqual(40);
  });
});
