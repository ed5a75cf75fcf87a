import type { SweepDeps } from '../../../functions/sweep/deps.ts';
import { runSweep } from '../../../functions/sweep/run.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import type { Night } from '../../../shared/store/sweep-rows.ts';
import { createStripeClient } from '../../../shared/stripe/client.ts';
import { syncMessage } from '../../../shared/stripe/events.ts';
import type { SyncMessage } from '../../../shared/stripe/events.ts';
import { createSweepLists } from '../../../shared/stripe/sweep-lists.ts';
import { createLog } from '../../../functions/http/log.ts';
import { fillDouble } from '../../support/fill.ts';
import type { Filled } from '../../support/fill.ts';
import { ANNUAL, openSyncWorld } from '../sync/support.ts';

const DAY_MILLIS = 86_400_000;
const THREE_HOURS_MILLIS = 3 * 3_600_000;

export type SweepWorld = Awaited<ReturnType<typeof openSweepWorld>>;

/**
 * The whole of Gatefold with its sweep. No webhook ever arrives: events are held at Stripe, and what the sweep enqueues
 * waits until it is taken. The first sweep has been made, so that neither comparison is due.
 */
export async function openSweepWorld(change?: (config: GatefoldConfig) => GatefoldConfig) {
  const world = await openSyncWorld(change);
  const { clock } = world;
  const { sweeps } = world.stores;
  const pauses: number[] = [];
  const lines: string[] = [];
  const deps: SweepDeps = {
    ...world.service.sweepDeps,
    stripe: createSweepLists(createStripeClient({ secretKey: 'sk_test_world', apiBase: world.front.url })),
    pause: (millis) => {
      pauses.push(millis);
      return Promise.resolve();
    },
    log: createLog((line) => lines.push(line)),
  };
  const sweep = (changes: Partial<SweepDeps> = {}) => runSweep({ ...deps, ...changes });
  await sweep();

  /** Subscribers whom Stripe has and nobody was told of. */
  async function strangers(count: number): Promise<Filled[]> {
    const { data } = await world.stripe.prices.list({ product: ANNUAL, limit: 1 });
    return fillDouble(world.double.control, { count, price: data[0]?.id ?? '' });
  }

  return {
    ...world,
    ...{ deps, syncDeps: world.deps, sweep, sweeps, pauses, sweepLines: lines },

    /** A sweep that is ended before its next page, after so many. */
    sweepPages: (pages: number, changes: Partial<SweepDeps> = {}) => {
      let left = pages;
      return sweep({ ...changes, remainingMillis: () => (left-- > 0 ? Infinity : 0) });
    },

    /** What the log says of an event. */
    logged(event: string): Record<string, unknown>[] {
      const all = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      return all.filter((line) => line.event === event);
    },
    anHourLater: () => {
      clock.advance(3_600);
    },
    /** To the next three o'clock in the morning, UTC. */
    untilNight: () => {
      const now = clock.now();
      const today = now - (now % DAY_MILLIS) + THREE_HOURS_MILLIS;
      clock.advance((today + (today > now ? 0 : DAY_MILLIS) - now) / 1000);
    },
    async night(): Promise<Night> {
      const [newest] = await sweeps.nights(1);
      if (newest === undefined) throw new Error('There was no night.');
      return newest;
    },

    /** Takes what the sweep has put into the queue, and does nothing with it. */
    async taken(): Promise<SyncMessage[]> {
      const messages: SyncMessage[] = [];
      await world.drain(({ Records }) => {
        messages.push(...Records.map(({ body }) => syncMessage.parse(JSON.parse(body))));
        return Promise.resolve({ batchItemFailures: [] });
      });
      return messages.filter(({ kind }) => kind !== 'settle');
    },

    /** Nobody is told of what Stripe does meanwhile: no event is made of it. */
    async untold<T>(act: () => T | Promise<T>): Promise<T> {
      world.double.control.suppress({});
      try {
        return await act();
      } finally {
        world.double.control.suppress(null);
      }
    },

    /** A subscriber whom Gatefold knows. */
    async known(email: string) {
      const paid = await world.subscribeAtStripe(email);
      await world.syncCustomer(paid.customer);
      return paid;
    },

    /** Every event that Stripe has made by now is on record. */
    async recordAll(): Promise<void> {
      const created = { gte: Math.floor(clock.now() / 1000) };
      for await (const event of world.stripe.events.list({ created, limit: 100 })) {
        const entry = { eventId: event.id, type: event.type, created: event.created, customer: null };
        await world.ledger.record({ ...entry, outcome: 'synced', recordedAt: clock.now() });
      }
    },

    /** Leaves behind what earlier tests did: noon of another day, nothing due, nothing enqueued, nothing logged. */
    async quiet(): Promise<void> {
      world.front.interfere();
      world.double.control.clearFaults();
      world.double.control.setEventsLag(0);
      await world.drain();
      this.untilNight();
      clock.advance(9 * 3_600);
      await sweep();
      await world.drain();
      lines.length = 0;
      pauses.length = 0;
    },

    strangers,

    /** Members who are cancelled at Stripe without a word. */
    async cancelledUntold(count: number): Promise<Filled[]> {
      const members = await strangers(count);
      await Promise.all(members.map(({ customer }) => world.syncCustomer(customer)));
      this.anHourLater();
      await this.taken();
      await this.untold(() => {
        for (const { subscription } of members) world.double.control.setStatus(subscription, 'canceled');
      });
      return members;
    },
  };
}

export const idsOf = (filled: readonly Filled[]): string[] => filled.map(({ customer }) => customer);

export const customersOf = (messages: readonly SyncMessage[]): string[] =>
  messages.flatMap((message) =>
    'customer' in message && message.customer !== undefined ? message.customer : [],
  );
