/**
 * Claims: a batch in which Stripe is slow ends before its function is cut off. What it had no time for comes again,
 * and nothing of it is lost.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(async () => {
  await world.close();
});

const SLOW_SECONDS = 35;

test('customers whom a slow batch does not come to are read in the next', async () => {
  const paid = [];
  for (const name of ['ada', 'bob', 'cleo'])
    paid.push(await world.subscribeAtStripe(`${name}.slow@example.com`));
  for (const { customer } of paid) await world.send(customer);
  const [first = '', ...others] = paid.map(({ customer }) => customer);

  world.front.interfere((_, pass) => {
    world.clock.advance(SLOW_SECONDS);
    return pass();
  });
  await world.drain();
  world.front.interfere();
  world.clock.advance(10);
  await world.drain();

  expect(world.logLines.join('\n')).toContain('"event":"sync_batch_slow","count":2');
  expect(world.logLines.join('\n')).not.toContain('sync_failed');
  const [batch, ...later] = world.handed;
  expect(batch?.response.batchItemFailures).toHaveLength(others.length);
  expect(later.flatMap(({ event }) => event.Records)).toHaveLength(others.length);
  expect(later.flatMap(({ response }) => response.batchItemFailures)).toEqual([]);
  for (const customer of [first, ...others]) {
    expect(await world.members.memberOfCustomer(customer)).toBeDefined();
  }
});
