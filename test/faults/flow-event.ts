import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { createReader } from '../support/reader.ts';
import type { Flow } from './flow.ts';
import { beginCheckout, locationOf, opens, pay, signIn, subscriber, subscriptionsOf } from './readers.ts';
import type { FaultyWorld } from './world.ts';

/** Stripe reports that somebody has paid, who never comes back, and that somebody else has cancelled. */
export const event: Flow = {
  name: 'event',
  promises: [1, 2, 4, 7],
  calls: ['DynamoDB', 'Stripe', 'SQS'],
  async begin(world, id) {
    const [paid, left] = [`paid-${id}@example.com`, `left-${id}@example.com`];
    const leaver = await subscriber(world, left);
    const payer = createReader();
    const begun = locationOf(await beginCheckout(world, payer, paid));
    const [subscription] = await subscriptionsOf(world, left);
    const { dead } = world.service.syncQueue.size();
    let told: string[] = [];
    return {
      async during() {
        const before = world.answered.length;
        await pay(world, payer, begun);
        await world.atStripe.subscriptions.cancel(subscription?.id ?? '');
        told = (await world.atStripe.events.list({ limit: 100 })).data
          .filter(({ type }) => type.startsWith('customer.subscription.'))
          .map(({ id: eventId }) => eventId);
        await answers(world, before);
        if (world.answered.slice(before).some((status) => status >= 400)) return 'again';
        await world.service.syncQueue.settled();
        const records = await Promise.all(told.map((one) => entryOf(world, one)));
        return records.every(Boolean) ? 'served' : 'later';
      },
      async after() {
        await world.drain();
        for (const one of told) expect(await entryOf(world, one)).toBe(true);
        expect(world.service.syncQueue.size().dead).toBe(dead);
        expect(await opens(world, leaver)).toEqual(['registered']);
        await signIn(world, payer, paid);
        expect(await opens(world, payer)).toContain('analysis');
      },
    };
  },
};

/** Whether the ledger says what became of an event. By the time a fault is on, nobody can be asked but by another way. */
async function entryOf(world: FaultyWorld, eventId: string): Promise<boolean> {
  const row = await world.database.get('ledger', { pk: `event#${eventId}`, sk: 'event' });
  return row !== undefined;
}

/** Until the webhook has answered all that Stripe has to tell, or has refused something, which is told again and again. */
async function answers(world: FaultyWorld, before: number): Promise<void> {
  const state = { isSettled: false };
  const settled = world.double.control.settled().then(() => {
    state.isSettled = true;
  });
  const isRefused = () => world.answered.slice(before).some((status) => status >= 400);
  while (!state.isSettled && !isRefused()) await Promise.race([settled, setTimeout(5)]);
}
