// Claims:
// - What stops one night does not stop the next ones: a list that Stripe never answers ends that night after a day, and
//   somebody is told. A member whose row cannot be read hides nobody else from the comparison.
// - A search for events that fails does not keep the nightly comparison from being made.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stripeError } from '../../support/front.ts';
import { customersOf, openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

let world: SweepWorld;
beforeAll(async () => {
  world = await openSweepWorld();
});
beforeEach(() => world.quiet());
afterAll(() => world.close());

/** Until it is told otherwise Stripe answers one of its lists with 500. */
function breakList(path: string): void {
  world.front.interfere((request, pass) => {
    const { pathname, searchParams } = new URL(request.url);
    const isSweeps = pathname === path && !searchParams.has('customer');
    return isSweeps ? Promise.resolve(stripeError(500, { type: 'api_error', message: 'Oh' })) : pass();
  });
}

test('a night that Stripe does not let end is given up after a day, and the next finds what it missed', async () => {
  const { customer } = await world.untold(() => world.subscribeAtStripe('missed@example.com'));
  breakList('/v1/subscriptions');
  world.untilNight();
  await world.sweep();
  const { night } = await world.night();
  world.clock.advance(86_400 - 1);
  await world.sweep();
  expect(await world.night()).toMatchObject({ night, status: 'comparing' });
  expect(world.logged('sweep_night_given_up')).toEqual([]);

  world.clock.advance(1);
  await world.sweep();
  const [next, stuck] = await world.sweeps.nights(2);
  expect(stuck).toMatchObject({ night, status: 'given_up', finishedAt: world.clock.now() });
  expect(next).toMatchObject({ status: 'comparing', compared: 0, startedAt: world.clock.now() });
  expect(world.logged('sweep_night_given_up')).toMatchObject([{ level: 'error', outcome: 'current' }]);
  world.front.interfere();
  await world.sweep();
  expect(await world.night()).toMatchObject({ night: next?.night, status: 'done', gained: 1 });
  expect(customersOf(await world.taken())).toContain(customer);
});

test('a member whose row cannot be read is asked about, and hides nobody', async () => {
  const poison = await world.known('poison@example.com');
  const partition = `member#${await world.memberOf(poison)}`;
  const [row] = await world.database.query('members', partition, { prefix: 'billing#' });
  await world.database.write({
    put: { ...row, pk: partition, sk: String(row?.sk), v: 99 },
    table: 'members',
  });
  const { customer } = await world.untold(() => world.subscribeAtStripe('behind@example.com'));
  await world.taken();
  world.untilNight();
  await world.sweep();
  expect(await world.night()).toMatchObject({ status: 'done' });
  expect(world.logged('sweep_row_unreadable')).toMatchObject([{ level: 'error', customer: poison.customer }]);
  expect(customersOf(await world.taken())).toEqual(expect.arrayContaining([poison.customer, customer]));
});

test('a list of events that is never answered keeps no night from being compared', async () => {
  breakList('/v1/events');
  world.untilNight();
  await world.sweep();
  expect(world.logged('sweep_interrupted')).toHaveLength(1);
  expect(await world.night()).toMatchObject({ status: 'done', startedAt: world.clock.now() });
});
