import { expect } from 'vitest';
import { createReader } from '../support/reader.ts';
import type { Flow } from './flow.ts';
import { beginCheckout, locationOf, opens, pay, signIn } from './readers.ts';

/** From the loss of an event to the sweep that looks for it. */
const UNTIL_SWEEP_SECONDS = 65 * 60;

/** Stripe's events about somebody who has paid never arrived; the sweep looks for them. */
export const sweep: Flow = {
  name: 'sweep',
  promises: [1, 4],
  calls: ['DynamoDB', 'Stripe', 'SQS'],
  async begin(world, id) {
    const email = `swept-${id}@example.com`;
    const reader = createReader();
    const begun = locationOf(await beginCheckout(world, reader, email));
    await world.service.sweep();
    await world.drain();
    world.double.control.setConditions({ lost: 1 });
    await pay(world, reader, begun);
    await world.double.control.settled();
    world.double.control.setConditions({});
    world.clock.advance(UNTIL_SWEEP_SECONDS);
    const isKnown = async () =>
      (await world.database.get('members', { pk: `email#${email}`, sk: 'pointer' })) !== undefined;
    expect(await isKnown()).toBe(false);
    return {
      async during() {
        await world.service.sweep().catch(() => undefined);
        await world.service.syncQueue.settled();
        return (await isKnown()) ? 'served' : 'later';
      },
      async after() {
        await world.drain();
        world.clock.advance(UNTIL_SWEEP_SECONDS);
        await world.service.sweep();
        await world.drain();
        expect(await isKnown()).toBe(true);
        await signIn(world, reader, email);
        expect(await opens(world, reader)).toContain('analysis');
      },
    };
  },
};
