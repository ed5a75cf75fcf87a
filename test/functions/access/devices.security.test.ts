// Claims:
// - However many devices sign in at once, exactly as many are left as the plan allows.
// - Nobody signs out another member's device, whatever they send.
// - Who signs out everywhere is signed out everywhere, though a thief's browser keeps itself at the same moment.
// - Asking to sign out other devices, where there are none, costs verifiers nothing however often it is asked.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({
    change: (config) => ({
      ...config,
      plans: { ...config.plans, pair: { ...PAIR, devices: 2 } },
    }),
  });
});
afterAll(() => world.close());

const PAIR = { name: 'Pair', features: ['news'], products: ['prod_pair'], onSale: [], graceDays: 7 };

const token = (reader: Reader) => reader.call(`${world.issuer}/v1/token`, {}, world.site);

/** A browser with a link in hand. An address is mailed ten an hour. */
async function askedToSignIn(email: string): Promise<{ reader: Reader; link: string }> {
  const reader = world.reader();
  await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
  await world.service.mailQueue.settled();
  return { reader, link: new URL(world.linkFor(email)).searchParams.get('token') ?? '' };
}

test('row 37: of twenty devices that sign in at once on a plan of two, exactly two are left', async () => {
  const email = 'ada@example.com';
  const comp = { email, plan: 'pair', ends_at: '2028-01-01T00:00:00Z', reason: 'press' };
  expect((await world.admin('POST', '/grants', comp)).status).toBe(201);
  world.clock.advance(55 * 60);
  const asked = [];
  for (let count = 0; count < 20; count += 1) {
    if (count === 10) world.clock.advance(5 * 60);
    asked.push(await askedToSignIn(email));
  }
  const answers = await Promise.all(
    asked.map(({ reader, link }) => reader.submit(`${world.issuer}/account/sign-in/link`, { token: link })),
  );
  expect(answers.map((one) => one.headers.get('location'))).toEqual(
    Array.from({ length: 20 }, () => `${world.issuer}/account`),
  );
  const left = await Promise.all(asked.map(({ reader }) => token(reader)));
  expect(left.filter(({ status }) => status === 200)).toHaveLength(2);
  const codes = await Promise.all(
    left
      .filter(({ status }) => status === 401)
      .map(async (one) => ((await one.json()) as { code: string }).code),
  );
  expect(codes).toEqual(Array.from({ length: 18 }, () => 'session_evicted'));
});

test('a device of another member, or of nobody, stays as it is', async () => {
  const [ben, eve] = [world.reader(), world.reader()];
  await world.signIn(ben, 'ben@example.com');
  await world.signIn(eve, 'eve@example.com');
  const [, payload = ''] = (await world.token(ben)).split('.');
  const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
  for (const device of [sid, `ses_${'0'.repeat(26)}`, 'ses_', '#', 'session#', sid.toUpperCase(), '']) {
    const answer = await eve.submit(`${world.issuer}/account/devices/sign-out`, { device });
    expect(answer.headers.get('location'), device).toBe(`${world.issuer}/account/devices`);
  }
  expect([(await token(ben)).status, (await token(eve)).status]).toEqual([200, 200]);
});

async function revokedOf(member: string): Promise<readonly object[]> {
  world.clock.advance(10);
  const [, claims = ''] = (await (await fetch(`${world.issuer}/v1/revocations`)).text()).split('.');
  const { revoked } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    revoked: { sub?: string }[];
  };
  return revoked.filter(({ sub }) => sub === member);
}

test('signing out everywhere ends the device, too, that keeps itself at the same moment', async () => {
  const [owner, thief] = [world.reader(), world.reader()];
  await world.signIn(owner, 'dora@example.com');
  await world.signIn(thief, 'dora@example.com');
  let kept: Promise<Response> | undefined;
  world.dynamo.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const isEnd =
          commandName === 'TransactWriteItemsCommand' && JSON.stringify(args.input).includes('Epoch');
        if (isEnd && kept === undefined) {
          kept = thief.submit(`${world.issuer}/account/devices/sign-out-others`, {});
          await kept;
        }
        return next(args);
      },
    { step: 'initialize', name: 'thief first' },
  );
  const done = await owner.submit(`${world.issuer}/account/devices/sign-out-everywhere`, {});
  world.dynamo.middlewareStack.remove('thief first');
  expect([done.status, (await kept)?.status]).toEqual([303, 303]);
  expect(await refusalOf(await token(thief))).toBe('401 session_ended');
});

test('signing out others, where there are none, revokes nothing', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'emil@example.com');
  const { member } = await world.access(reader);
  for (let count = 0; count < 3; count += 1)
    await reader.submit(`${world.issuer}/account/devices/sign-out-others`, {});
  expect(await revokedOf(member)).toEqual([]);
  await world.signIn(world.reader(), 'emil@example.com');
  await reader.submit(`${world.issuer}/account/devices/sign-out-others`, {});
  expect(await revokedOf(member)).toHaveLength(1);
});
