/**
 * Claims: where the search for what was missed stops, is silent or finds much, the alarm goes off that docs/operations.md has a
 * page for; what the page says mends it, and the alarm is over.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isLiveKey } from '../../shared/stripe/account.ts';
import { openSweepWorld } from '../functions/sweep/support.ts';
import type { SweepWorld } from '../functions/sweep/support.ts';
import { openAlarms } from './alarms.ts';

const { sounds, soundsAt } = openAlarms();

let world: SweepWorld;
beforeAll(async () => {
  world = await openSweepWorld();
});
beforeEach(() => world.quiet());
afterAll(() => world.close());

const isOn = (name: string) => sounds(name, { sweep: world.sweepLines });

function nextPeriod(): void {
  world.sweepLines.length = 0;
  world.anHourLater();
}

async function nextNight(): Promise<void> {
  world.sweepLines.length = 0;
  world.untilNight();
  await world.sweep();
}

test('sweep-halted: the key is of the other mode; with the right one it goes on', async () => {
  await world.sweep({ keyIsLive: isLiveKey('rk_live_wrong') });
  expect(isOn('sweep-halted')).toBe(true);
  nextPeriod();
  await world.sweep();
  expect(isOn('sweep-halted')).toBe(false);
  expect(world.logged('sweep_recovered')).toHaveLength(1);
});

test('sweep-halted: too many would lose access; once an admin lets them, it goes on', async () => {
  await world.cancelledUntold(30);
  await nextNight();
  expect(isOn('sweep-halted')).toBe(true);
  const answer = await world.admin('POST', '/sweeps/nightly/release', { reason: 'They did cancel' });
  expect(answer.status).toBe(202);
  nextPeriod();
  await world.sweep();
  expect(isOn('sweep-halted')).toBe(false);
  expect(await world.night()).toMatchObject({ status: 'done' });
});

test('sweep-silent: no page was compared; the next that is ends it', async () => {
  expect(isOn('sweep-silent')).toBe(true);
  world.anHourLater();
  await world.sweep();
  expect(isOn('sweep-silent')).toBe(false);
});

test('night-silent: Stripe keeps the night from its end; once it is back, the night ends', async () => {
  world.double.control.fault({ kind: 'unavailable', path: '/v1/subscriptions', times: 50 });
  await nextNight();
  expect(isOn('night-silent')).toBe(true);
  world.double.control.clearFaults();
  world.clock.advance(900);
  await world.sweep();
  expect(isOn('night-silent')).toBe(false);
});

test('events-missing: twenty never arrived; they are sent, and the next hour misses none', async () => {
  for (let count = 0; count < 20; count += 1)
    world.double.control.emit('customer.deleted', { id: `cus_missing${count}`, object: 'customer' });
  nextPeriod();
  await world.sweep();
  expect(isOn('events-missing')).toBe(true);
  await world.drain();
  nextPeriod();
  await world.sweep();
  expect(isOn('events-missing')).toBe(false);
});

test('sweep-drift: a purchase of which no event told; read anew, the next night finds nothing', async () => {
  await world.untold(() => world.subscribeAtStripe('drift@example.com'));
  await nextNight();
  expect(isOn('sweep-drift')).toBe(true);
  await world.drain();
  await nextNight();
  expect(isOn('sweep-drift')).toBe(false);
});

test('sweep-unreadable: a row of another version; put right, the next night reads it', async () => {
  const paid = await world.known('unreadable@example.com');
  const partition = `member#${await world.memberOf(paid)}`;
  const [row] = await world.database.query('members', partition, { prefix: 'billing#' });
  const put = { ...row, pk: partition, sk: String(row?.sk) };
  await world.database.write({ put: { ...put, v: 99 }, table: 'members' });
  await nextNight();
  expect(isOn('sweep-unreadable')).toBe(true);
  await world.database.write({ put, table: 'members' });
  await nextNight();
  expect(isOn('sweep-unreadable')).toBe(false);
});

test('sweep-crashes: a row of the sweep’s own that cannot be read; put right, it runs', async () => {
  const [row] = await world.database.query('ledger', 'sweep', { prefix: 'standing' });
  const put = { ...row, pk: 'sweep', sk: 'standing' };
  await world.database.write({ put: { ...put, v: 99 }, table: 'ledger' });
  const runs = await Promise.allSettled([world.sweep(), world.sweep()]);
  const crashed = runs.filter(({ status }) => status === 'rejected').length;
  expect(soundsAt('sweep-crashes', crashed)).toBe(true);
  await world.database.write({ put, table: 'ledger' });
  await world.sweep();
});
