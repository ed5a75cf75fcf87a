// Claims:
// - Row 62: a sync that dies between any two of its steps, wherever that is, breaks no promise: who had access keeps
//   it, who loses it keeps no token, nobody is made a member twice, and the event, when it comes again, is done as if
//   nothing had happened.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SyncDeps } from '../../../functions/sync/sync-customer.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

/** More steps than any sync takes. */
const MOST_STEPS = 30;

let world: SyncWorld;
beforeEach(async () => {
  world = await openSyncWorld();
});
afterEach(() => world.close());

/** Dies just before the given step: a call of a store, of Stripe or of the queue. Counts those it takes until then. */
function dyingAt(step: number): { readonly deps: SyncDeps; readonly steps: () => number } {
  let steps = 0;
  const counted = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          steps += 1;
          if (steps >= step) throw new Error('The process is gone.');
          return Reflect.apply(member, target, args);
        };
      },
    });
  const { members, revocations, ledger, stripe, queue } = world.deps;
  return {
    deps: {
      ...world.deps,
      ...{ members: counted(members), revocations: counted(revocations), ledger: counted(ledger) },
      ...{ stripe: counted(stripe), queue: counted(queue) },
    },
    steps: () => steps,
  };
}

interface Died {
  /** The step at which it died; `undefined` where it came to its end. */
  readonly at: number | undefined;
}

/** Takes the queue once with a process that dies at a step. */
async function takeAndDie(step: number): Promise<Died> {
  const dying = dyingAt(step);
  await world.drain(world.consumerOf(dying.deps));
  const failed = (world.handed.at(-1)?.response.batchItemFailures.length ?? 0) > 0;
  return { at: failed ? step : undefined };
}

async function takeAgain(): Promise<void> {
  world.clock.advance(6);
  await world.drain();
}

/** Every step once, until a sync gets to its end; nothing of one is left in the queue for the next. */
async function atEveryStep(check: (step: number) => Promise<Died>): Promise<number> {
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    if ((await check(step)).at === undefined) return step - 1;
    world.clock.advance(90);
    await world.drain();
    expect(world.queue.size()).toEqual({ waiting: 0, dead: 0 });
  }
  throw new Error(`A sync took more than ${MOST_STEPS} steps.`);
}

describe('row 62: a sync dies before each of its steps in turn', () => {
  test('while a new customer is taken in', async () => {
    const steps = await atEveryStep(async (step) => {
      const paid = await world.subscribeAtStripe(`new-${step}@example.com`);
      await world.send(paid.customer, { eventId: `evt_new${step}` });
      const died = await takeAndDie(step);
      await takeAgain();
      expect(await world.reads(paid), `step ${step}`).toEqual(EVERYTHING);
      const { member, billing } = await world.factsOf(paid);
      expect(await world.members.memberOfAddress(`new-${step}@example.com`)).toBe(member.id);
      expect(billing).toHaveLength(1);
      expect(await world.ledger.entry(`evt_new${step}`)).toMatchObject({ outcome: 'synced' });
      return died;
    });
    expect(steps).toBeGreaterThanOrEqual(8);
  });

  test('while a customer is linked to the member who holds the address', async () => {
    await atEveryStep(async (step) => {
      const first = await world.subscribeAtStripe(`linked-${step}@example.com`);
      await world.syncCustomer(first.customer);
      const second = await world.subscribeAtStripe(`linked-${step}@example.com`);
      await world.send(second.customer);
      const died = await takeAndDie(step);
      expect(await world.reads(first), `step ${step}`).toEqual(EVERYTHING);
      await takeAgain();
      expect(await world.memberOf(second)).toBe(await world.memberOf(first));
      expect((await world.factsOf(second)).billing).toHaveLength(2);
      return died;
    });
  });

  test('while a renewal is read: access is never lost on the way', async () => {
    await atEveryStep(async (step) => {
      const paid = await world.subscribeAtStripe(`renewed-${step}@example.com`);
      await world.syncCustomer(paid.customer);
      world.double.control.renew(paid.subscription, { outcome: 'paid' });
      await world.send(paid.customer);
      const died = await takeAndDie(step);
      expect(await world.reads(paid), `step ${step}`).toEqual(EVERYTHING);
      await takeAgain();
      expect(await world.reads(paid, 700)).toEqual(EVERYTHING);
      return died;
    });
  });

  test('while a cancellation is read: it is not forgotten, and a comp beside it stays', async () => {
    await atEveryStep(async (step) => {
      const email = `cancelled-${step}@example.com`;
      const paid = await world.subscribeAtStripe(email);
      await world.syncCustomer(paid.customer);
      await world.admin('POST', '/grants', {
        ...{ email, features: ['memos'], ends_at: '2027-12-31T23:59:59Z', reason: 'Press' },
      });
      await world.stripe.subscriptions.cancel(paid.subscription);
      await world.send(paid.customer);
      const died = await takeAndDie(step);
      await takeAgain();
      expect(await world.reads(paid), `step ${step}`).toEqual(['memos']);
      return died;
    });
  });

  test('while what was paid for is taken back: nobody reads by a token from before', async () => {
    await atEveryStep(async (step) => {
      const paid = await world.subscribeAtStripe(`taken-${step}@example.com`);
      await world.syncCustomer(paid.customer);
      const mintedAt = world.clock.now() / 1000;
      world.clock.advance(6);
      await world.stripe.subscriptions.cancel(paid.subscription);
      await world.send(paid.customer);
      const died = await takeAndDie(step);
      const isWritten = (await world.reads(paid)).length === 0;
      if (isWritten) expect(await world.isRevoked(paid, mintedAt), `step ${step}`).toBe(true);
      await takeAgain();
      expect(await world.reads(paid)).toEqual([]);
      expect(await world.isRevoked(paid, mintedAt), `step ${step}`).toBe(true);
      return died;
    });
  });

  test('while an unknown product is put aside: its customer is counted once', async () => {
    await atEveryStep(async (step) => {
      const product = `prod_odd_${step}`;
      await world.sellElsewhere(product);
      const { customer } = await world.buy(product, `odd-${step}@example.com`);
      await world.send(customer);
      const died = await takeAndDie(step);
      await takeAgain();
      const rows = (await world.ledger.quarantined()).filter(({ value }) => value === product);
      expect(rows, `step ${step}`).toMatchObject([{ customers: 1 }]);
      return died;
    });
  });
});

test('a change at Stripe that nobody tells of is found by the second reading, wherever the first one died', async () => {
  await atEveryStep(async (step) => {
    const paid = await world.subscribeAtStripe(`settling-${step}@example.com`);
    await world.send(paid.customer);
    const died = await takeAndDie(step);
    await takeAgain();
    await world.stripe.subscriptions.cancel(paid.subscription);
    world.clock.advance(90);
    await world.drain();
    expect(await world.reads(paid), `step ${step}`).toEqual([]);
    return died;
  });
});
