/**
 * Claims: where what Stripe reports can not be applied, waits, or is not known here, the alarm goes off that docs/operations.md
 * has a page for; what the page says mends it, and the alarm is over.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stripeError } from '../support/front.ts';
import { EVERYTHING, openSyncWorld } from '../functions/sync/support.ts';
import type { SyncWorld } from '../functions/sync/support.ts';
import { openAlarms } from './alarms.ts';

const { sounds, soundsAt } = openAlarms();

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
beforeEach(async () => {
  world.front.interfere();
  await world.drain();
  world.logLines.length = 0;
});
afterAll(() => world.close());

const isOn = (name: string) => sounds(name, { sync: world.logLines });

/** Another period begins, and what waits is taken. */
async function later(seconds = 10): Promise<void> {
  world.logLines.length = 0;
  world.clock.advance(seconds);
  await world.drain();
}

const breakStripe = () => {
  world.front.interfere(() =>
    Promise.resolve(stripeError(500, { type: 'api_error', message: 'Something went wrong.' })),
  );
};

test('sync-failures: Stripe answers with faults; once it is back, who paid reads', async () => {
  const paid = await world.subscribeAtStripe('failures@example.com');
  for (let count = 0; count < 5; count += 1) await world.send(paid.customer);
  breakStripe();
  expect(isOn('sync-failures')).toBe(false);
  await world.drain();
  expect(isOn('sync-failures')).toBe(true);

  world.front.interfere();
  await later();
  expect(isOn('sync-failures')).toBe(false);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
});

test('sync-dead-letters: what fails as often as it is tried; sent again after the mend it is applied', async () => {
  const paid = await world.subscribeAtStripe('dead@example.com');
  await world.send(paid.customer);
  breakStripe();
  const before = world.queue.size().dead;
  for (let received = 0; received < 12; received += 1) await later();
  expect(soundsAt('sync-dead-letters', world.queue.size().dead - before)).toBe(true);

  world.front.interfere();
  await world.send(paid.customer);
  await later();
  expect(world.queue.size().waiting, 'but the settle read').toBe(1);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
});

test('sync-waiting: nobody takes what waits; once somebody does, it waits no longer', async () => {
  const ages: number[] = [];
  const takeAges = () =>
    world.drain(({ Records }) => {
      ages.push(
        ...Records.map(({ attributes }) => (world.clock.now() - Number(attributes.SentTimestamp)) / 1000),
      );
      return Promise.resolve({ batchItemFailures: [] });
    });
  await world.send('cus_waiting');
  world.clock.advance(14 * 60);
  await takeAges();
  expect(soundsAt('sync-waiting', Math.max(...ages.splice(0)))).toBe(false);
  await world.send('cus_waiting');
  world.clock.advance(15 * 60);
  await takeAges();
  expect(soundsAt('sync-waiting', Math.max(...ages))).toBe(true);
});

test('quarantined: somebody bought what no plan names; ignored, it is told no more', async () => {
  await world.sellElsewhere('prod_mug');
  const paid = await world.buy('prod_mug', 'mug@example.com');
  await world.send(paid.customer);
  await world.drain();
  expect(isOn('quarantined')).toBe(true);

  const answer = await world.admin('POST', '/quarantine/product/prod_mug/ignore', { reason: 'The shop' });
  expect(answer.status).toBe(200);
  const other = await world.buy('prod_mug', 'another-mug@example.com');
  await world.send(other.customer);
  await later();
  expect(isOn('quarantined')).toBe(false);
});

test('paid-twice: a second payment begun at Stripe; with one of them cancelled it stands no longer', async () => {
  const paid = await world.subscribeAtStripe('twice@example.com');
  const second = await world.subscribeAtStripe('twice@example.com', paid.customer);
  await world.send(paid.customer);
  await world.drain();
  const told = [...world.logLines];
  await later(90);
  expect(sounds('paid-twice', { sync: [...told, ...world.logLines] })).toBe(true);
  expect(await duplicates()).toMatchObject([{ resolved_at: null }]);

  await world.stripe.subscriptions.cancel(second.subscription);
  await world.send(paid.customer);
  await later();
  await later(90);
  expect(isOn('paid-twice')).toBe(false);
  expect(await duplicates()).toMatchObject([{ resolved_at: expect.any(String) as string }]);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
});

const duplicates = async () =>
  ((await (await world.admin('GET', '/duplicates')).json()) as { data: object[] }).data;
