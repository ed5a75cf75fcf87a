// Claims:
// - A night's comparison of more than one page that is ended anywhere goes on where it was; nobody is forgotten.
// - Two sweeps at once do not both go on with it. Stripe asking us to slow down ends no night.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { customersOf, idsOf, openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

/** Two pages of subscribers whom nobody knows, and whom no test here ever syncs: each night finds them all. */
const STRANGERS = 130;

let world: SweepWorld;
let customers: string[];
beforeAll(async () => {
  world = await openSweepWorld();
  customers = idsOf(await world.strangers(STRANGERS));
});
beforeEach(() => {
  world.double.control.clearFaults();
  world.untilNight();
});
afterAll(() => world.close());

test('a night that is ended before every page goes on where it was, and asks for everybody once', async () => {
  let runs = 0;
  for (; runs === 0 || (await world.night()).status !== 'done'; runs += 1) {
    if (runs === 30) throw new Error('It never came to its end.');
    await world.sweepPages(runs === 0 ? 4 : 1);
  }
  expect(runs).toBeGreaterThan(3);
  const asked = customersOf(await world.taken());
  expect(asked).toHaveLength(STRANGERS);
  expect(new Set(asked)).toEqual(new Set(customers));
  expect(await world.night()).toMatchObject({ compared: STRANGERS, gained: STRANGERS });
});

test('one that dies between asking and noting it asks that page again, and forgets nobody', async () => {
  let saves = 0;
  const dying = {
    ...world.sweeps,
    saveNight: (...args: Parameters<typeof world.sweeps.saveNight>) => {
      saves += 1;
      if (saves === 1) throw new Error('The process is gone.');
      return world.sweeps.saveNight(...args);
    },
  };
  await expect(world.sweep({ sweeps: dying })).rejects.toThrow('gone');
  await world.sweep();
  const asked = customersOf(await world.taken());
  expect(asked).toHaveLength(STRANGERS + 100);
  expect(new Set(asked)).toEqual(new Set(customers));
  expect(await world.night()).toMatchObject({ compared: STRANGERS, gained: STRANGERS, status: 'done' });
});

test('one night is not made by two sweeps at once', async () => {
  await Promise.all([world.sweep(), world.sweep(), world.sweep()]);
  const asked = customersOf(await world.taken());
  expect(new Set(asked)).toEqual(new Set(customers));
  expect(asked.length).toBeLessThanOrEqual(STRANGERS + 200);
  expect(await world.night()).toMatchObject({ compared: STRANGERS, gained: STRANGERS, status: 'done' });
});

test('it waits where Stripe asks us to slow down, and goes on another time where that does not end', async () => {
  world.double.control.fault({ kind: 'rate_limit', path: '/v1/subscriptions', times: 2 });
  await world.sweepPages(4);
  const { id } = world.double.control.fault({ kind: 'rate_limit', path: '/v1/subscriptions' });
  await world.sweep();
  expect(await world.night()).toMatchObject({ status: 'comparing' });
  world.double.control.clearFaults(id);
  await world.sweep();
  expect(await world.night()).toMatchObject({ status: 'done', gained: STRANGERS });
});
