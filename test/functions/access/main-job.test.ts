// Claims:
// - A reader who pays reads: the payment's own browser gets a token for what the plan names, at once.
// - The same reader signs in elsewhere by a mailed code, and only then has an account.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('paying signs the payer in to read', async () => {
  const reader = world.reader();
  const back = await world.subscribe(reader, 'ada@example.com', `${world.site}/articles/one`);
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe(
    `${world.issuer}/v1/continue?to=${encodeURIComponent(`${world.site}/articles/one`)}`,
  );
  const token = await world.token(reader);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
  expect(claims).toMatchObject({
    aud: 'the-fold',
    ent: ['analysis', 'memos', 'news', 'newsletters', 'reports'],
    why: 'subscription',
    plan: 'annual',
  });
  await world.settled();
});
