// Claims:
// - A wrong answer from Stripe locks no readership out: where many would lose access at once they keep it, and somebody is
//   told. Who would gain access does not wait.
// - An admin lets them be asked after all, which is on record; or the next night finds that nothing is wrong any more.
// - A few at once are what happens every day, and wait for nobody.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tooManyWouldLose } from '../../../functions/sweep/night.ts';
import type { Filled } from '../../support/fill.ts';
import { EVERYTHING } from '../sync/support.ts';
import { customersOf, idsOf, openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

let world: SweepWorld;
beforeEach(async () => {
  world = await openSweepWorld();
});
afterEach(() => world.close());

async function nextNight(): Promise<void> {
  world.untilNight();
  await world.sweep();
}

describe('thirty readers who would lose access at once', () => {
  /** How many of them read anything. */
  const reading = async (members: readonly Filled[]) => {
    const held = await Promise.all(members.map((member) => world.reads(member)));
    return held.filter(({ length }) => length > 0).length;
  };
  const release = () => world.admin('POST', '/sweeps/nightly/release', { reason: 'We did cancel them' });
  const shown = async () => (await (await world.admin('GET', '/sweeps')).json()) as { nightly: object[] };

  test('keep it: the night is halted, and says so; who bought is in all the same', async () => {
    const members = await world.cancelledUntold(30);
    const newcomer = await world.untold(() => world.subscribeAtStripe('newcomer@example.com'));
    await nextNight();
    expect(await world.night()).toMatchObject({ hadAccess: 30, lost: 30, gained: 1, status: 'halted' });
    expect(world.logged('sweep_halted')).toMatchObject([
      { level: 'error', outcome: 'too_many_would_lose', count: 30 },
    ]);
    expect((await shown()).nightly[0]).toMatchObject({ night: '2027-01-16', status: 'halted', lost: 30 });
    await world.drain();
    expect(await world.reads(newcomer)).toEqual(EVERYTHING);
    expect(await reading(members)).toBe(30);

    await world.sweep();
    expect(await world.taken()).toEqual([]);
    expect(world.logged('sweep_halted'), 'told again, so that the alarm stays on').toHaveLength(2);
  });

  test('are asked once an admin lets them be, which is on record', async () => {
    const members = await world.cancelledUntold(30);
    await nextNight();
    await world.taken();
    expect((await release()).status).toBe(202);
    expect((await release()).status).toBe(409);
    const audit = (await (await world.admin('GET', '/audit')).json()) as { data: object[] };
    expect(audit.data[0]).toMatchObject({
      ...{ act: 'sweep.released', reason: 'We did cancel them' },
      ...{ before: { status: 'halted' }, after: { status: 'asking' } },
    });
    await world.sweep();
    expect(await world.night()).toMatchObject({ status: 'done' });
    await world.drain();
    expect(await reading(members)).toBe(0);
  });

  test('are asked though an admin lets them be in the moment in which the next night begins', async () => {
    const members = await world.cancelledUntold(30);
    await nextNight();
    await world.taken();
    const released = {
      ...world.sweeps,
      beginNight: async (...args: Parameters<typeof world.sweeps.beginNight>) => {
        expect((await release()).status).toBe(202);
        return world.sweeps.beginNight(...args);
      },
    };
    world.untilNight();
    await world.sweep({ sweeps: released });
    expect(await world.night()).toMatchObject({ night: '2027-01-16', status: 'asking' });
    await world.sweep();
    expect(new Set(customersOf(await world.taken()))).toEqual(new Set(idsOf(members)));
  });

  test('are compared anew the next night: what was wrong at Stripe may be right again', async () => {
    const members = await world.cancelledUntold(30);
    await nextNight();
    await world.untold(() => {
      for (const { subscription } of members) world.double.control.setStatus(subscription, 'active');
    });
    await nextNight();
    expect(await world.night()).toMatchObject({ lost: 0, status: 'done' });
    expect((await release()).status).toBe(409);
  });
});

test('nineteen readers who would lose access at once are asked without waiting for anybody', async () => {
  const members = await world.cancelledUntold(19);
  await nextNight();
  expect(await world.night()).toMatchObject({ lost: 19, status: 'done' });
  expect(new Set(customersOf(await world.taken()))).toEqual(new Set(idsOf(members)));
});

test.each([
  ['nineteen of nineteen', 19, 19, false],
  ['twenty of twenty', 20, 20, true],
  ['twenty of four thousand', 20, 4_000, false],
  ['twenty-one of four thousand', 21, 4_000, true],
  ['five hundred of a hundred thousand', 500, 100_000, false],
  ['five hundred and one of a hundred thousand', 501, 100_000, true],
  ['none of none', 0, 0, false],
])('are too many: %s', (_, lost, hadAccess, expected) => {
  expect(tooManyWouldLose({ lost, hadAccess })).toBe(expected);
});
