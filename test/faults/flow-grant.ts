import { expect } from 'vitest';
import type { Flow } from './flow.ts';
import { opens, seenOf, subscriber } from './readers.ts';
import type { FaultyWorld } from './world.ts';

/** An admin grants a comp to a member who also pays. */
export const adminGrant: Flow = {
  name: 'admin grant',
  promises: [1, 3],
  calls: ['DynamoDB'],
  async begin(world, id) {
    const email = `grant-${id}@example.com`;
    const reader = await subscriber(world, email);
    const billing = () => billingOf(world, email);
    const before = await billing();
    const comp = { email, features: ['memos'], ends_at: '2027-12-31T23:59:59Z', reason: 'Press' };
    return {
      async during() {
        return seenOf((await call(world, 'POST', '/grants', comp)).status);
      },
      async after() {
        if ((await grantsOf(world, email)).length === 0) {
          expect((await call(world, 'POST', '/grants', comp)).status).toBe(201);
        }
        expect(await billing()).toEqual(before);
        const [subscription] = before.flatMap(({ subscriptions }) => subscriptions as { id: string }[]);
        await world.atStripe.subscriptions.cancel(subscription?.id ?? '');
        await world.drain();
        expect(await grantsOf(world, email)).toMatchObject([{ reason: 'Press' }]);
        expect(await opens(world, reader)).toEqual(['memos', 'registered']);
      },
    };
  },
};

function call(world: FaultyWorld, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${world.issuer}/admin/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world.adminKey}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function grantsOf(world: FaultyWorld, email: string): Promise<object[]> {
  const answer = await call(world, 'GET', `/grants?email=${encodeURIComponent(email)}`);
  return ((await answer.json()) as { data: object[] }).data;
}

async function billingOf(world: FaultyWorld, email: string): Promise<Record<string, unknown>[]> {
  const pointer = await world.database.get('members', { pk: `email#${email}`, sk: 'pointer' });
  const rows = await world.database.query('members', `member#${String(pointer?.member)}`);
  return rows.filter(({ sk }) => String(sk).startsWith('billing#'));
}
