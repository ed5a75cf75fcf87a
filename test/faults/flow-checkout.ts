import { expect } from 'vitest';
import { createReader } from '../support/reader.ts';
import type { Flow } from './flow.ts';
import { beginCheckout, locationOf, opens, pay, seenOf, signIn, subscriptionsOf } from './readers.ts';

/** A reader subscribes, pays at Stripe, and comes back. */
export const checkout: Flow = {
  name: 'checkout and return',
  promises: [1, 6, 7],
  calls: ['DynamoDB', 'Stripe', 'SQS'],
  begin(world, id) {
    const email = `checkout-${id}@example.com`;
    const reader = createReader();
    let back: string | undefined;
    return Promise.resolve({
      async during() {
        const begun = await beginCheckout(world, reader, email);
        if (begun.status !== 303) return seenOf(begun.status);
        back = await pay(world, reader, locationOf(begun));
        return seenOf((await reader.get(back)).status);
      },
      async after() {
        await world.drain();
        back ??= await pay(world, reader, locationOf(await beginCheckout(world, reader, email)));
        expect((await reader.get(back)).status).toBeLessThan(500);
        await world.drain();
        await signIn(world, reader, email);
        expect(await opens(world, reader)).toContain('analysis');
        expect(await subscriptionsOf(world, email)).toHaveLength(1);
        expect((await beginCheckout(world, reader, email)).status).toBe(409);
        expect(await subscriptionsOf(world, email)).toHaveLength(1);
      },
    });
  },
};
