// Claims:
// - A reader whose renewal was paid reads on, even where every event of the renewal was lost.
// - A reader whose renewal was not paid, and nobody told us, is in grace and no longer than grace allows.
// - While Stripe cannot be asked, a reader whose period has just ended has one more hour of slack, and no more.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccessTokenClaims } from '../../../client/src/claims.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const YEAR_SECONDS = 365 * 86_400;
const ALL = ['analysis', 'memos', 'news', 'newsletters', 'reports', 'registered'].sort();

let world: World;
let reader: Reader;
let subscription: string;

beforeEach(async () => {
  world = await openWorld();
  reader = world.reader();
  await world.subscribe(reader, 'ada@example.com');
  await world.signIn(reader, 'ada@example.com');
  await world.settled();
  const { data } = await world.stripe.subscriptions.list({ limit: 1 });
  subscription = data[0]?.id ?? '';
  world.double.control.hold();
});
afterEach(() => world.close());

test('a renewal whose events were all lost is found before the reader is refused', async () => {
  await advanceToTheEnd();
  world.double.control.renew(subscription, { outcome: 'paid' });
  world.clock.advance(2 * 3600);
  expect(await claims()).toMatchObject({ ent: ALL, why: 'subscription' });
});

test('a failed renewal whose events were all lost is grace, and then nothing', async () => {
  await advanceToTheEnd();
  world.double.control.renew(subscription, { outcome: 'failed' });
  world.clock.advance(2 * 3600);
  expect(await claims()).toMatchObject({ ent: ALL, why: 'grace' });
  world.clock.advance(7 * 86_400);
  expect(await claims()).toMatchObject({ ent: ['registered'] });
});

test('while Stripe cannot be asked there is one more slack, and no more', async () => {
  await advanceToTheEnd();
  await world.stopStripe();
  world.clock.advance(3600 + 60);
  expect(await claims()).toMatchObject({ ent: ALL });
  world.clock.advance(3600);
  expect(await claims()).toMatchObject({ ent: ['registered'] });
});

/** To the last second that is paid; the session, which lives for 90 days, is opened anew on the way. */
async function advanceToTheEnd(): Promise<void> {
  world.clock.advance(YEAR_SECONDS - 1);
  await world.signIn(reader, 'ada@example.com');
}

async function claims(): Promise<AccessTokenClaims> {
  const [, payload = ''] = (await world.token(reader)).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as AccessTokenClaims;
}
