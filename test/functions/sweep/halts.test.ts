// Claims:
// - Row 41 and promise 7: before anything is believed, the key must be in force, of the right mode, and of the account that
//   was there at the first sweep. Where it is not, nothing is enqueued, nobody loses access, and somebody is told.
// - It goes on by itself once the key is right again.
// - Stripe being away or slow is no halt and no failure: the next run goes on.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SweepDeps } from '../../../functions/sweep/deps.ts';
import { isLiveKey } from '../../../shared/stripe/account.ts';
import type { FaultKind } from '../../../local/stripe/control/faults.ts';
import { stripeError } from '../../support/front.ts';
import { EVERYTHING } from '../sync/support.ts';
import type { Paid } from '../sync/support.ts';
import { openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

let world: SweepWorld;
let member: Paid;
beforeAll(async () => {
  world = await openSweepWorld();
});
/** Both comparisons are due, and one reader would lose access by them. */
beforeEach(async () => {
  await world.quiet();
  member = await world.known(`reader-${crypto.randomUUID()}@example.com`);
  world.anHourLater();
  await world.taken();
  await world.untold(() => world.stripe.subscriptions.cancel(member.subscription));
  world.untilNight();
});
afterAll(() => world.close());

const standing = async () =>
  ((await (await world.admin('GET', '/sweeps')).json()) as { stripe: unknown }).stripe;

/** Both comparisons are due, and neither is made; then all is well again. */
async function expectHalt(reason: string, changes: Partial<SweepDeps> = {}): Promise<void> {
  const since = new Date(world.clock.now()).toISOString();
  await world.sweep(changes);
  expect(await world.taken()).toEqual([]);
  expect(await world.reads(member)).toEqual(EVERYTHING);
  expect(world.logged('sweep_halted')).toMatchObject([{ level: 'error', outcome: reason }]);
  expect(await standing()).toMatchObject({ halted: { reason, since } });

  world.clock.advance(900);
  await world.sweep(changes);
  expect(world.logged('sweep_halted'), 'told again, so that the alarm stays on').toHaveLength(2);
  expect(await standing()).toMatchObject({ halted: { reason, since } });
}

async function expectRecovery(): Promise<void> {
  await world.sweep();
  expect(await standing()).toEqual({ account: expect.stringMatching(/^acct_/) as string, halted: null });
  expect(world.logged('sweep_recovered')).toHaveLength(1);
  expect(await world.taken()).not.toEqual([]);
  expect(await world.night()).toMatchObject({ status: 'done', lost: 1 });
}

describe('the sweep is halted', () => {
  test('by a key that is wrong or revoked', async () => {
    const { id } = world.double.control.fault({ kind: 'unauthorized' });
    await expectHalt('key_refused');
    world.double.control.clearFaults(id);
    await expectRecovery();
  });

  test('by a key that is revoked in the middle', async () => {
    const { id } = world.double.control.fault({ kind: 'unauthorized', path: '/v1/events' });
    await expectHalt('key_refused');
    world.double.control.clearFaults(id);
    await expectRecovery();
  });

  test('by a key that may not read what has to be read', async () => {
    const error = { type: 'invalid_request_error', message: 'The provided key lacks rak_event_read.' };
    world.front.interfere((request, pass) =>
      new URL(request.url).pathname === '/v1/events' ? Promise.resolve(stripeError(403, error)) : pass(),
    );
    await expectHalt('key_refused');
    world.front.interfere();
    await expectRecovery();
  });

  test('by another account’s key', async () => {
    world.front.interfere(async (request, pass) => {
      const answer = await pass();
      if (new URL(request.url).pathname !== '/v1/account') return answer;
      return Response.json({ ...((await answer.json()) as object), id: 'acct_another' });
    });
    await expectHalt('other_account');
    world.front.interfere();
    await expectRecovery();
  });

  test('by the right account’s key after the first sweep was made with a wrong one, until an admin accepts it', async () => {
    const accept = (account: string) =>
      world.admin('POST', '/sweeps/account', { account, reason: 'The first key was of our other account' });
    expect((await accept('acct_wrong')).status).toBe(202);
    await expectHalt('other_account');
    const account = await world.deps.stripe.account();
    expect((await accept(account)).status).toBe(202);
    expect((await accept(account)).status, 'it is accepted already').toBe(409);
    await expectRecovery();
    const audit = (await (await world.admin('GET', '/audit')).json()) as { data: object[] };
    expect(audit.data[0]).toMatchObject({
      ...{ act: 'sweep.account_accepted', reason: 'The first key was of our other account' },
      ...{ before: { account: 'acct_wrong', halted: { reason: 'other_account' } }, after: { account } },
    });
  });

  test('by a key of the other mode, without asking Stripe anything', async () => {
    const asked = world.front.asked.length;
    await expectHalt('wrong_mode', { keyIsLive: true });
    expect(world.front.asked).toHaveLength(asked);
    await expectRecovery();
  });

  test('by what Stripe lists being of the other mode, where the key does not say', async () => {
    await expectHalt('wrong_mode', { keyIsLive: undefined, liveMode: true });
    await expectRecovery();
  });
});

test.each([
  ['sk_live_1', true],
  ['rk_live_1', true],
  ['sk_org_live_1', true],
  ['sk_test_live_1', false],
  ['rk_test_1', false],
  ['sk_1', undefined],
  ['', undefined],
])('a key that begins %s is of live mode: %s', (key, expected) => {
  expect(isLiveKey(key)).toBe(expected);
});

test.each<FaultKind>(['error', 'unavailable', 'drop', 'rate_limit'])(
  'Stripe that answers with %s halts nothing and fails nothing',
  async (kind) => {
    const { id } = world.double.control.fault({ kind });
    await world.sweep();
    expect(world.logged('sweep_interrupted')).toHaveLength(1);
    expect(await standing()).toMatchObject({ halted: null });
    expect(await world.reads(member)).toEqual(EVERYTHING);
    world.double.control.clearFaults(id);
    await world.sweep();
    expect(await world.night()).toMatchObject({ status: 'done', lost: 1 });
  },
);
