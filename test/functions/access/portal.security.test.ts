// Claims:
// - Only a member who has shown that the address is theirs reaches the portal: not a stranger, not a browser that only
//   a payment signed in, not a page or a script of any site.
// - Nobody opens another member's customer or subscription, whatever the form says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function portalSessions(): Promise<number> {
  const { data } = await world.stripe.events.list({ type: 'billing_portal.session.created', limit: 100 });
  return data.length;
}

test.each(['POST', 'GET'])('%s by nobody leads to signing in', async (method) => {
  const reader = world.reader();
  const url = `${world.issuer}/account/portal`;
  const answer = await (method === 'POST' ? reader.submit(url, {}) : reader.get(url));
  expect(answer.headers.get('location')).toBe(`${world.issuer}/account`);
  expect((await reader.get(`${world.issuer}/account`)).headers.get('location')).toBe(
    `${world.issuer}/account/sign-in`,
  );
});

test('a session that a payment opened is asked to show the address first', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'ada@example.com');
  const before = await portalSessions();
  const answer = await reader.submit(`${world.issuer}/account/portal`, { act: 'cancel' });
  expect(answer.headers.get('location')).toBe(`${world.issuer}/account`);
  expect(await (await reader.get(`${world.issuer}/account`)).text()).toContain('Send me a code');
  expect(await portalSessions()).toBe(before);
});

describe('another member’s', () => {
  const thiefAndVictim = async (kind: string) => {
    const [victim, thief] = [world.reader(), world.reader()];
    await world.subscribe(victim, `victim-of-${kind}@example.com`);
    await world.subscribe(thief, `thief-of-${kind}@example.com`);
    await world.signIn(thief, `thief-of-${kind}@example.com`);
    await world.settled();
    const customerOf = async (email: string) =>
      (await world.stripe.customers.list({ email })).data[0]?.id ?? '';
    return {
      thief,
      own: await customerOf(`thief-of-${kind}@example.com`),
      other: await customerOf(`victim-of-${kind}@example.com`),
    };
  };

  test('subscription is not opened', async () => {
    const { thief, other } = await thiefAndVictim('subscription');
    const { data } = await world.stripe.subscriptions.list({ customer: other });
    const before = await portalSessions();
    const fields = { subscription: data[0]?.id ?? '', act: 'cancel' };
    const answer = await thief.submit(`${world.issuer}/account/portal`, fields);
    expect(await pageRefusalOf(answer)).toBe('404 subscription_unknown');
    expect(await portalSessions()).toBe(before);
  });

  test('customer is not looked at', async () => {
    const { thief, own, other } = await thiefAndVictim('customer');
    await thief.submit(`${world.issuer}/account/portal`, { customer: other });
    const { data } = await world.stripe.events.list({ type: 'billing_portal.session.created', limit: 1 });
    expect(data[0]?.data.object).toMatchObject({ customer: own });
  });
});

test('a member whom Stripe does not know has nothing there', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'ben@example.com');
  const answer = await reader.submit(`${world.issuer}/account/portal`, {});
  expect(await pageRefusalOf(answer)).toBe('404 subscription_unknown');
  expect(await (await reader.get(`${world.issuer}/account`)).text()).not.toContain('/account/portal');
});

describe('row 60: a site', () => {
  test.each(['', 'null', 'http://evil.example'])('of the origin %j does not open it', async (origin) => {
    const reader = world.reader();
    await world.signIn(reader, 'cleo@example.com');
    const before = await portalSessions();
    for (const from of [origin, world.site]) {
      const answer = await reader.submit(`${world.issuer}/account/portal`, { act: 'cancel' }, from);
      expect(await refusalOf(answer)).toBe('403 origin_not_allowed');
    }
    expect(await portalSessions()).toBe(before);
  });

  test('has no call for it', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'dora@example.com');
    expect(await refusalOf(await reader.call(`${world.issuer}/v1/portal`, {}, world.site))).toBe(
      '404 not_found',
    );
    const json = await reader.call(`${world.issuer}/account/portal`, {}, world.issuer);
    expect(await refusalOf(json)).toBe('403 origin_not_allowed');
  });
});
