// Claims:
// - Promises 1 and 7: an event that Stripe made and nobody was told of is found within the hour, and is on record like any
//   other; whoever paid by it gets in, whoever was cancelled by it is out.
// - What is on record is not sent again. What is on its way to us is left alone; what Stripe lists late is found later.
// - What was taken for nobody's, since Stripe did not show its customer, is looked at once more.
// - After an outage the window reaches back to where the last one ended, to Stripe's thirty days at the most.
// - A sweep that is ended anywhere goes on where it was, and two at once do not both go on.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EVERYTHING } from '../sync/support.ts';
import { openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

let world: SweepWorld;
beforeAll(async () => {
  world = await openSweepWorld();
});
beforeEach(() => world.quiet());
afterAll(() => world.close());

const MINUTE_SECONDS = 60;

const eventIds = async () =>
  (await world.taken()).flatMap((message) => (message.kind === 'event' ? message.eventId : []));

describe('events that were lost', () => {
  test('are found within the hour: who paid is in, and the event is on record as any other', async () => {
    const paid = await world.subscribeAtStripe('first-event-lost@example.com');
    world.anHourLater();
    await world.sweep();
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    const created = await world.stripe.events.list({ type: 'customer.subscription.created', limit: 1 });
    expect(await world.ledger.entry(created.data[0]?.id ?? '')).toMatchObject({
      ...{ type: 'customer.subscription.created', customer: paid.customer, outcome: 'synced' },
    });
    expect(world.logged('sweep_events_missing')).toMatchObject([{ level: 'warn' }]);
  });

  test('are found, too, where they end access', async () => {
    const paid = await world.known('cancel-lost@example.com');
    await world.recordAll();
    await world.stripe.subscriptions.cancel(paid.subscription);
    world.anHourLater();
    await world.sweep();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    await world.drain();
    expect(await world.reads(paid)).toEqual([]);
  });

  test('are found where they name no customer', async () => {
    const paid = await world.known('by-payment@example.com');
    await world.recordAll();
    const { data } = await world.stripe.invoicePayments.list({ limit: 1 });
    const [payment] = data;
    if (payment === undefined) throw new Error('nothing was paid');
    const { id } = world.double.control.emit('invoice_payment.paid', payment);
    world.anHourLater();
    await world.sweep();
    await world.drain();
    expect(await world.ledger.entry(id)).toMatchObject({ customer: paid.customer, outcome: 'synced' });
  });
});

test('what is on record is not sent again, and nothing is said to be missing', async () => {
  await world.known('told@example.com');
  await world.recordAll();
  world.anHourLater();
  await world.sweep();
  expect(await world.taken()).toEqual([]);
  expect((await world.sweeps.events())?.last).toMatchObject({ missing: 0 });
  expect((await world.sweeps.events())?.last?.listed).toBeGreaterThan(5);
  expect(world.logged('sweep_events_missing')).toEqual([]);
});

test('what was recorded as nobody’s is asked about once more, and is not said to be missing', async () => {
  const paid = await world.known('not-shown-yet@example.com');
  await world.recordAll();
  const charge = { id: 'ch_1', object: 'charge', customer: paid.customer };
  const { id, type, created } = world.double.control.emit('charge.refunded', charge);
  const entry = { eventId: id, type, created, customer: null, recordedAt: world.clock.now() };
  await world.ledger.record({ ...entry, outcome: 'no_customer' });
  world.anHourLater();
  await world.sweep();
  expect((await world.sweeps.events())?.last).toMatchObject({ missing: 0 });
  await world.drain();
  expect(await world.ledger.entry(id)).toMatchObject({ customer: paid.customer, outcome: 'synced' });
  world.anHourLater();
  await world.sweep();
  expect(await world.taken()).toEqual([]);
});

test('types that change nothing are not asked for', async () => {
  const { id } = await world.stripe.customers.create({ email: 'looker@example.com' });
  await world.stripe.customers.update(id, { name: 'Looker' });
  world.anHourLater();
  await world.sweep();
  expect(await world.taken()).toEqual([]);
});

describe('an event', () => {
  test('that is younger than five minutes is left to its webhook, and found an hour later', async () => {
    world.clock.advance(3_600 - 4 * MINUTE_SECONDS);
    await world.subscribeAtStripe('on-its-way@example.com');
    world.clock.advance(4 * MINUTE_SECONDS);
    await world.sweep();
    expect(await world.taken()).toEqual([]);
    world.anHourLater();
    await world.sweep();
    expect(await world.taken()).not.toEqual([]);
  });

  test('that Stripe lists twenty minutes late is found by the window after', async () => {
    world.double.control.setEventsLag(20 * MINUTE_SECONDS);
    world.clock.advance(3_600 - 10 * MINUTE_SECONDS);
    await world.subscribeAtStripe('listed-late@example.com');
    world.clock.advance(10 * MINUTE_SECONDS);
    await world.sweep();
    expect(await world.taken()).toEqual([]);
    world.anHourLater();
    await world.sweep();
    expect(await world.taken()).not.toEqual([]);
  });

  test('is not looked for again before the hour is over', async () => {
    world.clock.advance(30 * MINUTE_SECONDS);
    const asked = world.front.asked.length;
    await world.sweep();
    expect(world.front.asked.slice(asked)).toEqual(['GET /v1/account']);
  });
});

describe('after an outage', () => {
  test.each([
    ['of three days: all of them', 3, 2.9, true],
    ['of forty days: thirty of them', 40, 29, true],
    ['of forty days: no more', 40, 31, false],
  ])('%s', async (_, outageDays, eventDaysAgo, found) => {
    world.clock.advance((outageDays - eventDaysAgo) * 86_400);
    await world.subscribeAtStripe('during-the-outage@example.com');
    world.clock.advance(eventDaysAgo * 86_400);
    const { stripe } = world.deps;
    const none = () => Promise.resolve({ items: [] });
    await world.sweep({ stripe: { ...stripe, current: none, passes: none } });
    expect((await world.taken()).some(({ kind }) => kind === 'event')).toBe(found);
  });
});

/** 150 events of each of two types, which are never asked for in one list. */
async function manyEvents(): Promise<Set<string>> {
  const paid = await world.known('many@example.com');
  await world.recordAll();
  const subscription = await world.stripe.subscriptions.retrieve(paid.subscription);
  const charge = { id: 'ch_1', object: 'charge', customer: paid.customer };
  const emitted = Array.from({ length: 150 }, () => [
    world.double.control.emit('customer.subscription.updated', subscription),
    world.double.control.emit('charge.refunded', charge),
  ]);
  world.anHourLater();
  return new Set(emitted.flat().map(({ id }) => id));
}

describe('a comparison of many pages', () => {
  test('that is ended before every page goes on where it was, and sends each event once', async () => {
    const made = await manyEvents();
    let runs = 0;
    for (; (await world.sweeps.events())?.last?.startedAt !== world.clock.now(); runs += 1) {
      if (runs === 20) throw new Error('It never came to its end.');
      await world.sweepPages(1);
    }
    expect(runs).toBeGreaterThanOrEqual(4);
    const sent = await eventIds();
    expect(sent).toHaveLength(300);
    expect(new Set(sent)).toEqual(made);
    expect((await world.sweeps.events())?.last).toMatchObject({ missing: 300 });
  });

  test('of which a run makes a part only says so, and is not silent; one that makes nothing of it is', async () => {
    await manyEvents();
    await world.sweepPages(1);
    expect(world.logged('sweep_events_compared')).toEqual([]);
    expect(world.logged('sweep_events_page')).toMatchObject([{ level: 'info', count: 100 }]);
    const { id } = world.double.control.fault({ kind: 'error', path: '/v1/events' });
    await world.sweep();
    expect(world.logged('sweep_events_page')).toHaveLength(1);
    world.double.control.clearFaults(id);
  });

  test('that dies between sending and noting it sends that page again, and loses none', async () => {
    const made = await manyEvents();
    let saves = 0;
    const dying = {
      ...world.sweeps,
      saveEvents: (...args: Parameters<typeof world.sweeps.saveEvents>) => {
        saves += 1;
        if (saves === 2) throw new Error('The process is gone.');
        return world.sweeps.saveEvents(...args);
      },
    };
    await expect(world.sweep({ sweeps: dying })).rejects.toThrow('gone');
    await world.sweep();
    const sent = await eventIds();
    expect(sent).toHaveLength(400);
    expect(new Set(sent)).toEqual(made);
    expect((await world.sweeps.events())?.last).toMatchObject({ missing: 300 });
  });

  test('is not made by two sweeps at once', async () => {
    const made = await manyEvents();
    await Promise.all([world.sweep(), world.sweep(), world.sweep()]);
    const sent = await eventIds();
    expect(new Set(sent)).toEqual(made);
    // One that is overtaken may have sent the page it was at.
    expect(sent.length).toBeLessThanOrEqual(500);
    expect((await world.sweeps.events())?.last).toMatchObject({ missing: 300 });
  });

  test('waits where Stripe asks us to slow down, and goes on', async () => {
    await manyEvents();
    world.double.control.fault({ kind: 'rate_limit', path: '/v1/events', times: 3 });
    await world.sweep();
    expect(world.pauses.filter((millis) => millis > 1_000)).toEqual([2_000, 4_000, 8_000]);
    expect(await eventIds()).toHaveLength(300);
    expect(world.logged('sweep_interrupted')).toEqual([]);
  });

  test('leaves the rest to the next run where that does not end, and does not fail', async () => {
    await manyEvents();
    await world.sweepPages(2);
    const { id } = world.double.control.fault({ kind: 'rate_limit', path: '/v1/events' });
    await world.sweep();
    expect(world.logged('sweep_interrupted')).toMatchObject([{ level: 'warn', outcome: 'slow_down' }]);
    world.double.control.clearFaults(id);
    await world.sweep();
    expect(await eventIds()).toHaveLength(300);
  });

  test('keeps to ten reads a second', async () => {
    await manyEvents();
    const before = world.front.asked.length;
    world.pauses.length = 0;
    await world.sweep();
    const asked = world.front.asked.length - before;
    expect(asked).toBeGreaterThan(4);
    expect(world.pauses).toEqual(Array.from({ length: asked - 1 }, () => 100));
  });

  test('begins its list again where Stripe no longer knows where it was', async () => {
    await manyEvents();
    await world.sweepPages(1);
    const sweep = await world.sweeps.events();
    const { window } = sweep ?? {};
    if (sweep === undefined || window === undefined) throw new Error('It was not under way.');
    await world.sweeps.saveEvents(
      { ...sweep, rev: sweep.rev + 1, window: { ...window, after: 'evt_gone' } },
      sweep.rev,
    );
    await world.sweep();
    expect(new Set(await eventIds()).size).toBe(300);
  });
});
