// Claims:
// - Row 40: one event fifty times leaves what it leaves once.
// - One life at Stripe gives one and the same facts, whatever the order its events come in, and however often.
// - A lost event is made good by any later one, however little that one has to do with it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entitlements } from '../../../shared/membership/entitlements.ts';
import { SYNC_EVENT_TYPES } from '../../../shared/stripe/events.ts';
import { openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

const DAY_SECONDS = 86_400;
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed + 1);

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

/** Absent where Stripe has made none for thirty days: it lists no older ones. */
const newestEvent = async () => (await world.stripe.events.list({ limit: 1 })).data[0]?.id;

/** The events that an act at Stripe makes and Gatefold needs, oldest first; held until they are delivered. */
async function eventsOf<T>(act: () => T | Promise<T>): Promise<{ events: string[]; result: T }> {
  const before = await newestEvent();
  const result = await act();
  const { data } = await world.stripe.events.list({
    ...(before !== undefined && { ending_before: before }),
    limit: 100,
  });
  const events = data.filter(({ type }) => SYNC_EVENT_TYPES.has(type)).map(({ id }) => id);
  return { events: events.reverse(), result };
}

test('row 40: one event fifty times', async () => {
  const { events, result: paid } = await eventsOf(() => world.subscribeAtStripe('fifty@example.com'));
  const types = new Map(
    (await world.stripe.events.list({ limit: 100 })).data.map(({ id, type }) => [id, type]),
  );
  const event = events.find((id) => types.get(id) === 'invoice.paid') ?? '';
  const rows = async () => ({
    billing: await world.billingRow(paid),
    ledger: await world.database.get('ledger', { pk: `event#${event}`, sk: 'event' }),
    member: (await world.factsOf(paid)).member,
  });

  await world.double.control.deliverHeld([event]);
  await world.drain();
  const once = await rows();
  expect(once.ledger).toMatchObject({ customer: paid.customer, outcome: 'synced' });
  const { rev } = await world.billingOf(paid);

  world.double.control.redeliver(event, 50);
  await world.double.control.settled();
  expect(world.queue.size().waiting).toBeGreaterThanOrEqual(50);
  world.clock.advance(1);
  await world.drain();
  expect(await rows()).toEqual(once);
  expect((await world.billingOf(paid)).rev).toBeGreaterThan(rev);
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const keyed = values.map((value) => [random(), value] as const);
  return keyed.sort(([one], [other]) => one - other).map(([, value]) => value);
}

interface Act {
  readonly name: string;
  /** After the act before. */
  readonly afterDays: number;
  readonly act: (paid: Paid) => unknown;
  /** What is then stored, once every event has come; where absent, some events are still on their way. */
  readonly looks?: object;
}

/** One reader's life at Stripe, two years long. */
const LIFE: readonly Act[] = [
  {
    name: 'a renewal fails',
    afterDays: 365,
    act: ({ subscription }) => world.double.control.renew(subscription, { outcome: 'failed' }),
    looks: {
      row: { subscriptions: [{ status: 'past_due' }] },
      inDays: { 0: { why: 'grace' }, 6: { why: 'grace' }, 8: { held: [] } },
    },
  },
  {
    name: 'it is paid',
    afterDays: 2,
    act: ({ subscription }) => world.double.control.payOpenInvoice(subscription),
  },
  {
    name: 'the next one is paid at once',
    afterDays: 363,
    act: ({ subscription }) => world.double.control.renew(subscription, { outcome: 'paid' }),
  },
  {
    name: 'it is to end with its period',
    afterDays: 10,
    act: ({ subscription }) => cancelAtPeriodEnd(subscription, true),
  },
  {
    name: 'it is to go on',
    afterDays: 10,
    act: ({ subscription }) => cancelAtPeriodEnd(subscription, false),
    looks: {
      row: { subscriptions: [{ status: 'active', cancelAtPeriodEnd: false }] },
      inDays: { 0: { why: 'subscription' }, 370: { held: [] } },
    },
  },
  {
    name: 'it is cancelled',
    afterDays: 10,
    act: ({ subscription }) => world.stripe.subscriptions.cancel(subscription),
    looks: { row: { subscriptions: [{ status: 'canceled' }] }, inDays: { 0: { held: [] } } },
  },
];
const cancelAtPeriodEnd = (subscription: string, cancel_at_period_end: boolean) =>
  world.stripe.subscriptions.update(subscription, { cancel_at_period_end });

interface Life {
  readonly paid: Paid;
  readonly random: () => number;
  /** Made and not yet delivered, oldest first. */
  waiting: string[];
  /** Delivered at least once. */
  readonly delivered: string[];
}

/** Some of what waits comes now, in any order, and some of what came before comes once more. */
async function deliverSome(life: Life): Promise<void> {
  const now = life.waiting.filter(() => life.random() < 0.5);
  life.waiting = life.waiting.filter((event) => !now.includes(event));
  const again = shuffled(life.delivered, life.random).slice(0, 2);
  await world.double.control.deliverHeld(shuffled(now, life.random));
  for (const event of again) world.double.control.redeliver(event, 1);
  life.delivered.push(...now);
}

/** What is left comes, in any order, and some of it once more. */
async function deliverRest(life: Life): Promise<void> {
  await world.double.control.deliverHeld(shuffled(life.waiting, life.random));
  for (const event of shuffled(life.waiting, life.random).slice(0, 3))
    world.double.control.redeliver(event, 1);
  await world.double.control.settled();
}

/** All that is stored of a life and what it gives, now and later; Stripe's names for things, which differ, left out. */
async function told(paid: Paid): Promise<unknown> {
  const facts = await world.factsOf(paid);
  const now = Math.floor(world.clock.now() / 1000);
  const text = JSON.stringify({
    row: await world.billingRow(paid),
    inDays: Object.fromEntries(
      [0, 6, 8, 360, 370].map((days) => [
        days,
        entitlements(facts, world.catalogue, now + days * DAY_SECONDS),
      ]),
    ),
  });
  const item = facts.billing[0]?.subscriptions[0]?.items[0]?.id ?? '';
  const names = [facts.member.id, paid.customer, paid.subscription, item];
  const named = names.reduce((rest, name, index) => rest.replaceAll(name, `name-${index}`), text);
  return JSON.parse(named);
}

test('row 40: a life’s events in any order, with repeats', { timeout: 60_000 }, async () => {
  const lives: Life[] = [];
  const model = await eventsOf(() => world.subscribeAtStripe('in-order@example.com'));
  for (const seed of SEEDS) {
    const { events, result: paid } = await eventsOf(() =>
      world.subscribeAtStripe(`life-${seed}@example.com`),
    );
    lives.push({ paid, random: randomOf(seed), waiting: events, delivered: [] });
  }
  await world.double.control.deliverHeld(model.events);
  for (const { name, afterDays, act, looks } of LIFE) {
    for (const life of lives) await deliverSome(life);
    await world.double.control.settled();
    await world.drain();
    world.clock.advance(afterDays * DAY_SECONDS);
    await world.double.control.deliverHeld((await eventsOf(() => act(model.result))).events);
    for (const life of lives) life.waiting.push(...(await eventsOf(() => act(life.paid))).events);
    if (looks === undefined) continue;
    for (const life of lives) await deliverRest(life);
    await world.double.control.settled();
    await world.drain();
    const expected = await told(model.result);
    expect(expected, name).toMatchObject(looks);
    for (const { paid } of lives) expect(await told(paid), `${name}, ${paid.email}`).toEqual(expected);
  }
});

test('a lost event is made good by any later one', async () => {
  const { events, result: paid } = await eventsOf(() => world.subscribeAtStripe('lossy@example.com'));
  world.double.control.lose(events);
  await world.drain();
  expect(await world.members.memberOfCustomer(paid.customer)).toBeUndefined();

  const cancelled = await eventsOf(() => cancelAtPeriodEnd(paid.subscription, true));
  await world.double.control.deliverHeld(cancelled.events);
  await world.drain();
  expect(await world.reads(paid)).toEqual(['analysis', 'memos', 'news', 'newsletters', 'reports']);

  const resumed = await eventsOf(() => cancelAtPeriodEnd(paid.subscription, false));
  world.double.control.lose(resumed.events);
  const unrelated = world.double.control.emit('invoice.updated', {
    id: 'in_of_something_else',
    object: 'invoice',
    customer: paid.customer,
  });
  await world.double.control.deliverHeld([unrelated.id]);
  await world.drain();
  expect((await world.billingOf(paid)).subscriptions).toMatchObject([{ cancelAtPeriodEnd: false }]);
});
