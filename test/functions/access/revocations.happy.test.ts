// Claims:
// - Within 60 seconds of an admin's revocation, a sign-out, a refund, a dispute or the end of a comp, a site whose verifier
//   polls the list no longer accepts the tokens of before; so says our own client, asking the real service.
// - Whoever may still read is not held up: the next token from their session is accepted.
// - A sign-out takes back the tokens of that device and of no other.
// - Who first proves an address takes back the tokens of every browser that had only paid with it, and keeps their own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_TOKEN_COOKIE } from '../../../client/src/claims.ts';
import { createVerifier, pollRevocations } from '../../../client/src/node.ts';
import { createNewspaper } from '../../../local/newspaper/app.ts';
import type { Reader } from '../../support/reader.ts';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

/** What a page's reader waits between two looks. */
const LOOK_SECONDS = 5;
/** The minute, less the ten seconds that the CDN may keep a list. */
const REFUSED_WITHIN_SECONDS = 50;

let world: World;
beforeAll(async () => {
  world = await openWorld({
    change: (config) => ({
      ...config,
      policies: { ...config.policies, refundedSubscription: 'suspend', disputedSubscription: 'suspend' },
    }),
  });
});
afterAll(() => world.close());

/** A site that polls, and has seen a reader: its list is of now. */
async function siteOf(token: string) {
  const site = createVerifier({
    issuer: world.issuer,
    audience: world.config.publication.id,
    features: world.config.features,
    now: world.clock.now,
    revocations: pollRevocations(),
  });
  await site.verify(token);
  return site;
}

const codeOf = (checked: Promise<unknown>) =>
  checked.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );

/** Looks every few seconds until the token is refused for its revocation; the seconds that took. */
async function secondsUntilRefused(site: Awaited<ReturnType<typeof siteOf>>, token: string): Promise<number> {
  for (let seconds = 0; seconds <= 120; seconds += LOOK_SECONDS) {
    const code = await codeOf(site.verify(token));
    if (code === 'token_revoked') return seconds;
    expect(code).toBe('accepted');
    world.clock.advance(LOOK_SECONDS);
  }
  return Infinity;
}

async function subscriber(email: string): Promise<{ reader: Reader; payment: string }> {
  const reader = world.reader();
  await world.subscribe(reader, email);
  await world.signIn(reader, email);
  await world.settled();
  const { data: customers } = await world.stripe.customers.list({ email });
  const { data } = await world.stripe.paymentIntents.list({ customer: customers[0]?.id ?? '' });
  return { reader, payment: data[0]?.id ?? '' };
}

const COMP = { features: ['memos'], ends_at: '2027-12-31T23:59:59Z', reason: 'Press' };

/** Each acts on a reader who pays for everything and has a comp for the memos; then who may still read what. */
const ACTS: readonly [
  string,
  (standing: { email: string; member: string; payment: string; grant: string }) => unknown,
  readonly string[],
][] = [
  [
    'a refund',
    async ({ payment }) => {
      world.double.control.refund(payment);
      await world.settled();
    },
    ['memos', 'registered'],
  ],
  [
    'a dispute',
    async ({ payment }) => {
      world.double.control.dispute(payment);
      await world.settled();
    },
    ['memos', 'registered'],
  ],
  [
    'the end of a comp',
    async ({ grant }) => {
      const answer = await world.admin('DELETE', `/grants/${grant}`, { reason: 'Left the press' });
      expect(answer.status).toBe(200);
    },
    ['analysis', 'memos', 'news', 'newsletters', 'registered', 'reports'],
  ],
  [
    'a revocation of everybody’s tokens',
    async () => {
      const answer = await world.admin('POST', '/revoke-all', { reason: 'A mistake in the catalogue' });
      expect(answer.status).toBe(200);
    },
    ['analysis', 'memos', 'news', 'newsletters', 'registered', 'reports'],
  ],
];

test.each(ACTS)(
  '%s takes the token back in time, and the next one is accepted',
  async (name, act, features) => {
    const email = `${name.replaceAll(/\W+/g, '-')}@example.com`;
    const { reader, payment } = await subscriber(email);
    const granted = await world.admin('POST', '/grants', { email, ...COMP });
    const { id: grant, member } = (await granted.json()) as { id: string; member: string };
    const token = await world.token(reader);
    const site = await siteOf(token);

    await act({ email, member, payment, grant });
    expect(await secondsUntilRefused(site, token)).toBeLessThanOrEqual(REFUSED_WITHIN_SECONDS);
    const access = await site.verify(await world.token(reader));
    expect(access.features).toEqual(features);
  },
);

describe('an admin who revokes a member', () => {
  const audit = async (member: string) =>
    ((await (await world.admin('GET', `/audit?member=${member}`)).json()) as { data: object[] }).data;

  test('takes all their tokens back, ends all their sessions, and is on record', async () => {
    const { reader } = await subscriber('lost-phone@example.com');
    const phone = world.reader();
    await world.signIn(phone, 'lost-phone@example.com');
    const tokens = [await world.token(reader), await world.token(phone)];
    const site = await siteOf(tokens[0] ?? '');
    const { member } = await site.verify(tokens[1] ?? '');

    const answer = await world.admin('POST', `/members/${member}/revoke`, { reason: ' A lost phone ' });
    expect([answer.status, await answer.json()]).toEqual([200, { member }]);
    for (const token of tokens) {
      expect(await secondsUntilRefused(site, token)).toBeLessThanOrEqual(REFUSED_WITHIN_SECONDS);
    }
    for (const device of [reader, phone]) {
      const refreshed = await device.call(`${world.issuer}/v1/token`, {}, world.site);
      expect(await refusalOf(refreshed)).toBe('401 session_ended');
    }
    expect((await audit(member))[0]).toMatchObject({ act: 'member.revoked', reason: 'A lost phone' });

    await world.signIn(reader, 'lost-phone@example.com');
    expect((await site.verify(await world.token(reader))).unlocks('memos')).toBe(true);
  });

  test('says why, or nothing happens', async () => {
    const { reader } = await subscriber('no-reason@example.com');
    const token = await world.token(reader);
    const { member } = await (await siteOf(token)).verify(token);
    for (const path of [`/members/${member}/revoke`, '/revoke-all']) {
      for (const body of [{}, { reason: ' ' }, { reason: 'x', member }]) {
        expect(await refusalOf(await world.admin('POST', path, body)), path).toBe('400 body_invalid');
      }
    }
    world.clock.advance(60);
    expect((await (await siteOf(token)).verify(token)).member).toBe(member);
    expect((await reader.call(`${world.issuer}/v1/token`, {}, world.site)).status).toBe(200);
  });
});

test('a reader who signs out takes that device’s token back, and the other device reads on', async () => {
  const { reader } = await subscriber('two-devices@example.com');
  const phone = world.reader();
  await world.signIn(phone, 'two-devices@example.com');
  const [left, kept] = [await world.token(reader), await world.token(phone)];
  const site = await siteOf(left);
  expect((await reader.call(`${world.issuer}/v1/sign-out`, {}, world.site)).status).toBe(204);
  expect(await secondsUntilRefused(site, left)).toBeLessThanOrEqual(REFUSED_WITHIN_SECONDS);
  expect(await codeOf(site.verify(kept))).toBe('accepted');
});

test('the first proof of an address takes back the tokens of whoever had only paid with it, and not its own', async () => {
  const [payer, owner] = [world.reader(), world.reader()];
  await world.subscribe(payer, 'first-proof@example.com');
  const paid = await world.token(payer);
  const site = await siteOf(paid);
  await world.signIn(owner, 'first-proof@example.com');
  const own = await world.token(owner);
  expect(await secondsUntilRefused(site, paid)).toBeLessThanOrEqual(REFUSED_WITHIN_SECONDS);
  expect((await site.verify(own)).unlocks('memos')).toBe(true);
});

test('a copied credential that is used again takes the session’s token back', async () => {
  const { reader } = await subscriber('copied@example.com');
  const app = (refresh_token: string | undefined) =>
    fetch(`${world.issuer}/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token }),
    });
  const copied = reader.cookie('gatefold_session', '/v1');
  for (let step = 0; step < 2; step += 1) {
    world.clock.advance(60);
    await world.token(reader);
  }
  const token = await world.token(reader);
  const site = await siteOf(token);
  expect(await refusalOf(await app(copied))).toBe('401 session_ended');
  expect(await secondsUntilRefused(site, token)).toBeLessThanOrEqual(REFUSED_WITHIN_SECONDS);
});

test('the newspaper of npm start locks an article within the minute, too', async () => {
  const { reader, payment } = await subscriber('newspaper@example.com');
  const token = await world.token(reader);
  const paper = createNewspaper({
    issuer: world.issuer,
    audience: world.config.publication.id,
    publicOrigin: world.site,
    now: world.clock.now,
  });
  const opens = async () => {
    const headers = { cookie: `${ACCESS_TOKEN_COOKIE}=${token}`, 'sec-fetch-mode': 'navigate' };
    const page = await paper.request(`${world.site}/articles/ten-years-of-the-durn`, { headers });
    return (await page.text()).includes('Ossbridge and Nether Durn');
  };
  expect(await opens()).toBe(true);
  world.double.control.refund(payment);
  await world.settled();
  world.clock.advance(REFUSED_WITHIN_SECONDS);
  expect(await opens()).toBe(false);
});

test('row 22: a token minted from what was read before a revocation is refused, however late it was signed', async () => {
  const { reader } = await subscriber('late@example.com');
  const { member } = await (await siteOf(await world.token(reader))).verify(await world.token(reader));
  world.clock.advance(60);
  let revoked: Promise<Response> | undefined;
  world.dynamo.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const values = JSON.stringify(args.input);
        if (revoked === undefined && commandName === 'QueryCommand' && values.includes(`member#${member}`)) {
          // What the token will say has been read; now it is taken back, and its signing takes its time.
          revoked = world.admin('POST', `/members/${member}/revoke`, { reason: 'x' });
          await revoked;
          world.clock.advance(3);
        }
        return result;
      },
    { step: 'initialize', name: 'slow' },
  );
  const token = await world.token(reader);
  world.dynamo.middlewareStack.remove('slow');
  expect((await revoked)?.status).toBe(200);
  expect(await codeOf(siteOf(token))).toBe('token_revoked');
});
