// Claims:
// - Twenty syncs of one customer at once all get through at their first attempt: who loses lets the others go first.
// - However many saw the same change, Stripe is read once more after it, not once for each.
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

/** What the queue holds, each message in a batch of its own, as many consumers at once would get it. */
async function takeOneByOne(): Promise<SQSEvent[]> {
  const batches: SQSEvent[] = [];
  await world.drain(({ Records }) => {
    batches.push(...Records.map((record) => ({ Records: [record] })));
    return Promise.resolve({ batchItemFailures: [] });
  });
  return batches;
}

test('twenty at once, and one more reading after them', async () => {
  const paid = await world.subscribeAtStripe('twenty-at-once@example.com');
  await world.syncCustomer(paid.customer);
  world.clock.advance(90);
  await world.drain();
  await world.stripe.subscriptions.update(paid.subscription, { cancel_at_period_end: true });
  for (let index = 0; index < 20; index += 1) await world.send(paid.customer);
  const responses = await Promise.all((await takeOneByOne()).map((batch) => world.consume(batch)));
  expect(responses).toHaveLength(20);
  expect(responses.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
  expect(world.queue.size().waiting, 'several have seen the change').toBeGreaterThan(1);
  const { rev } = await world.billingOf(paid);

  world.clock.advance(90);
  for (const settle of await takeOneByOne()) await world.consume(settle);
  expect((await world.billingOf(paid)).rev).toBe(rev + 1);
});
