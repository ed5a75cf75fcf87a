// Claims:
// - The account page says what its reader has, until when, and why: by a comp, by a subscription, or nothing.
// - It is for whoever has shown that the address is theirs, and for nobody else.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld } from '../../support/world.ts';
import type { Reader } from '../../support/reader.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function account(reader: Reader): Promise<string> {
  const response = await reader.get(`${world.issuer}/account`);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  return (await response.text()).replaceAll(/\s+/g, ' ');
}

test('a subscriber', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'ada@example.com');
  await world.signIn(reader, 'ada@example.com');
  const text = await account(reader);
  expect(text).toContain('<dd>ada@example.com</dd>');
  expect(text).toContain('<dd>Annual</dd>');
  expect(text).toContain('Your Annual subscription. It renews on 15 January 2028.');
  expect(text).not.toContain('/account/subscribe');
});

test('a reader with a comp, and one still to come', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'emil@example.com');
  const grant = (terms: object) =>
    world.admin('POST', '/grants', { email: 'emil@example.com', reason: 'press', ...terms });
  await grant({ features: ['memos'], ends_at: '2027-03-01T12:00:00Z' });
  await grant({ plan: 'annual', starts_at: '2027-05-01T00:00:00Z', ends_at: '2027-06-01T12:00:00Z' });
  const text = await account(reader);
  expect(text).toContain('<dd>None</dd>');
  expect(text).toContain('A complimentary membership (memos), until 1 March 2027.');
  expect(text).toContain('From 1 May 2027: A complimentary membership (Annual), until 1 June 2027.');
  expect(text).not.toContain('press');
});

test('a reader with nothing is offered what is on sale', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'finn@example.com');
  const text = await account(reader);
  expect(text).toContain('You have no access to paid articles just now.');
  expect(text).toContain(`href="${world.issuer}/account/subscribe"`);
  expect(text).not.toContain('What needs a look');
});

test('who comes to the service’s own address is led to the account', async () => {
  const response = await world.reader().get(`${world.issuer}/`);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`${world.issuer}/account`);
});

test('nobody is sent to sign in', async () => {
  const response = await world.reader().get(`${world.issuer}/account`);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`${world.issuer}/account/sign-in`);
});

test('a session that a payment opened shows nothing of the account', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'gus@example.com');
  const text = await account(reader);
  expect(text).toContain('Send me a code');
  expect(text).toContain('<strong>g…@example.com</strong>');
  expect(text).not.toMatch(/gus@example\.com|renews|Annual/);
});

test('a session that a payment opened becomes the member’s own by a code to its address', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'ines@example.com');
  const { member } = await world.access(reader);
  const asked = await reader.submit(`${world.issuer}/account/prove`, {});
  expect(asked.status).toBe(303);
  expect(asked.headers.get('location')).toBe(`${world.issuer}/account/sign-in/code`);
  const codePage = await (await reader.get(`${world.issuer}/account/sign-in/code`)).text();
  expect(codePage).toContain('<strong>i…@example.com</strong>');
  expect(codePage).not.toContain('ines@example.com');
  await world.service.mailQueue.settled();

  const code = world.codeFor('ines@example.com');
  const proved = await reader.submit(`${world.issuer}/account/sign-in/code`, { code });
  expect(proved.headers.get('location')).toBe(`${world.issuer}/account`);
  expect(await account(reader)).toContain('<dd>ines@example.com</dd>');
  const access = await world.access(reader);
  expect(access.member).toBe(member);
  expect(access.features).toContain('registered');
});

test('nobody has no address to prove, and no mail is sent', async () => {
  const asked = await world.reader().submit(`${world.issuer}/account/prove`, {});
  expect(asked.headers.get('location')).toBe(`${world.issuer}/account/sign-in`);
});

test('signing out there ends the session', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'hana@example.com');
  expect((await reader.submit(`${world.issuer}/account/sign-out`, {})).status).toBe(303);
  expect((await reader.get(`${world.issuer}/account`)).status).toBe(303);
});

test('the pages load one stylesheet of their own, and no script', async () => {
  const reader = world.reader();
  const page = await reader.get(`${world.issuer}/account/sign-in`);
  expect(await page.text()).not.toMatch(/<script|\son\w+=/);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
  const style = await fetch(`${world.issuer}/account/style.css`);
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
});
