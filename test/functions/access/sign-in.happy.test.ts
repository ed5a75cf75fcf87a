// Claims:
// - A reader signs in by a mailed code, in the browser that asked, or by the link in the same mail, on any device.
// - What a form of our pages does ends in a redirect: going back or reloading does nothing twice. Another code is one
//   button away, for the same address and the same article.
// - Whoever signs in has `registered`, and nothing that is bought.
// - An app or a server signs in too; it keeps its handle and its credential itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageRefusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('by code, from a form of the site', async () => {
  const reader = world.reader();
  const asked = await reader.call(
    `${world.issuer}/v1/sign-in`,
    { email: ' ada@example.com ', to: `${world.site}/one` },
    world.site,
  );
  expect(asked.status).toBe(202);
  expect(await asked.json()).toEqual({ expires_in: 900 });
  await world.service.mailQueue.settled();
  const code = world.codeFor('ada@example.com');
  expect(code).toMatch(/^\d{6}$/);

  const typed = ` ${code.slice(0, 3)}-${code.slice(3)} `;
  const verified = await reader.call(`${world.issuer}/v1/sign-in/verify`, { code: typed }, world.site);
  expect(verified.status).toBe(200);
  expect(verified.headers.get('cache-control')).toBe('no-store');
  expect(await verified.json()).not.toHaveProperty('refresh_token');
  const access = await world.access(reader);
  expect(access.features).toEqual(['registered']);
  expect(access).not.toHaveProperty('why');
});

test('by code, on our own pages, and then on to the article', async () => {
  const reader = world.reader();
  const to = `${world.site}/articles/two`;
  const form = await reader.get(`${world.issuer}/account/sign-in?to=${encodeURIComponent(to)}`);
  expect(await form.text()).toContain(`name="to" value="${to}"`);
  const asked = await reader.submit(`${world.issuer}/account/sign-in`, { email: 'ben@example.com', to });
  expect(asked.status).toBe(303);
  expect(asked.headers.get('location')).toBe(`${world.issuer}/account/sign-in/code`);
  for (const look of ['the page', 'the page, reloaded']) {
    const page = await reader.get(`${world.issuer}/account/sign-in/code`);
    expect(page.status, look).toBe(200);
    expect(await page.text(), look).toContain('<strong>ben@example.com</strong>');
  }
  await world.service.mailQueue.settled();
  expect(world.outbox.to('ben@example.com')).toHaveLength(1);
  const signedIn = await reader.submit(`${world.issuer}/account/sign-in/code`, {
    code: world.codeFor('ben@example.com'),
  });
  expect(signedIn.status).toBe(303);
  expect(signedIn.headers.get('location')).toBe(`${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`);
  expect((await world.access(reader)).features).toEqual(['registered']);
});

test('by a second code, for the same address and the same article, where the first did not come', async () => {
  const reader = world.reader();
  const to = `${world.site}/articles/three`;
  await reader.submit(`${world.issuer}/account/sign-in`, { email: 'Finn@example.com', to });
  await world.service.mailQueue.settled();
  const [firstCode, firstLink] = [world.codeFor('Finn@example.com'), world.linkFor('Finn@example.com')];

  const again = await reader.submit(`${world.issuer}/account/sign-in/again`, {});
  expect(again.status).toBe(303);
  expect(again.headers.get('location')).toBe(`${world.issuer}/account/sign-in/code`);
  const page = await reader.get(`${world.issuer}/account/sign-in/code`);
  expect(await page.text()).toContain('<strong>Finn@example.com</strong>');
  await world.service.mailQueue.settled();
  expect(world.outbox.to('Finn@example.com')).toHaveLength(2);
  expect(world.linkFor('Finn@example.com')).not.toBe(firstLink);

  const code = world.codeFor('Finn@example.com');
  const type = (typed: string) => reader.submit(`${world.issuer}/account/sign-in/code`, { code: typed });
  if (code !== firstCode) expect(await pageRefusalOf(await type(firstCode))).toBe('401 code_wrong');
  const signedIn = await type(code);
  expect(signedIn.status).toBe(303);
  expect(signedIn.headers.get('location')).toBe(`${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`);
});

test('a code that is mistyped is asked for again, on a page that says what is wrong', async () => {
  const reader = world.reader();
  await reader.submit(`${world.issuer}/account/sign-in`, { email: 'gus@example.com' });
  const mistyped = await reader.submit(`${world.issuer}/account/sign-in/code`, { code: '12345' });
  const text = await mistyped.clone().text();
  expect(text).toContain('<strong>gus@example.com</strong>');
  expect(text).toContain('aria-describedby="wrong"');
  expect(await pageRefusalOf(mistyped)).toBe('400 code_malformed');
});

test('a browser that has asked for nothing is asked for its address', async () => {
  const reader = world.reader();
  for (const response of [
    await reader.get(`${world.issuer}/account/sign-in/code`),
    await reader.submit(`${world.issuer}/account/sign-in/again`, {}),
    await reader.submit(`${world.issuer}/account/sign-in/code`, { code: '12345' }),
  ]) {
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${world.issuer}/account/sign-in`);
  }
});

test('by link, on another device than the one that asked', async () => {
  await world.reader().submit(`${world.issuer}/account/sign-in`, { email: 'cleo@example.com' });
  await world.service.mailQueue.settled();
  const phone = world.reader();
  const link = world.linkFor('cleo@example.com');
  const page = await phone.get(link);
  expect(await page.text()).toContain('<strong>cleo@example.com</strong>');
  const token = new URL(link).searchParams.get('token') ?? '';
  const signedIn = await phone.submit(`${world.issuer}/account/sign-in/link`, { token });
  expect(signedIn.status).toBe(303);
  expect(signedIn.headers.get('location')).toBe(`${world.issuer}/account`);
  expect(await (await phone.get(`${world.issuer}/account`)).text()).toContain('cleo@example.com');
});

test('from a link that was used, or is too old, to a new one for the same address and article', async () => {
  const email = 'hugo@example.com';
  const to = `${world.site}/articles/four`;
  const wait = { used: 0, tooOld: 15 * 60 };
  for (const [over, seconds] of Object.entries(wait)) {
    await world.reader().submit(`${world.issuer}/account/sign-in`, { email, to });
    await world.service.mailQueue.settled();
    const link = world.linkFor(email);
    const token = new URL(link).searchParams.get('token') ?? '';
    if (over === 'used') await world.reader().submit(`${world.issuer}/account/sign-in/link`, { token });
    world.clock.advance(seconds);
    const phone = world.reader();
    const page = await (await phone.get(link)).text();
    expect(page).toContain(over === 'used' ? '<h1>This link was used</h1>' : '<h1>This link is too old</h1>');
    expect(page).toContain(`<input type="hidden" name="email" value="${email}" />`);
    expect(page).toContain(`<input type="hidden" name="to" value="${to}" />`);
    expect(page).toContain(`Send a new one to <bdi>${email}</bdi>`);
    const asked = await phone.submit(`${world.issuer}/account/sign-in`, { email, to });
    expect(asked.headers.get('location')).toBe(`${world.issuer}/account/sign-in/code`);
  }
});

test('a link that is none of ours leads to the form, and names nobody', async () => {
  const page = await world.reader().get(`${world.issuer}/account/sign-in/link?token=chl_1.guessed`);
  const text = await page.clone().text();
  expect(text).toContain('<input\n      id="email"');
  expect(text).not.toContain('type="hidden" name="email"');
  expect(await pageRefusalOf(page)).toBe('401 link_expired');
});

test('twice, and is the same member', async () => {
  const [first, second] = [world.reader(), world.reader()];
  await world.signIn(first, 'dora@example.com');
  await world.signIn(second, 'dora@example.com');
  const [one, other] = [await world.access(first), await world.access(second)];
  expect(one.member).toBe(other.member);
  expect(one.session).not.toBe(other.session);
});

test('an app keeps its handle and its credential itself', async () => {
  const post = (path: string, body: object) =>
    fetch(`${world.issuer}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const asked = await post('/v1/sign-in', { email: 'emil@example.com' });
  expect(asked.headers.getSetCookie()).toEqual([]);
  const { handle } = (await asked.json()) as { handle: string };
  await world.service.mailQueue.settled();
  const verified = await post('/v1/sign-in/verify', { code: world.codeFor('emil@example.com'), handle });
  expect(verified.status).toBe(200);
  const { access_token, refresh_token } = (await verified.json()) as Record<string, string>;
  expect(access_token).toMatch(/^ey/);
  expect(refresh_token).toMatch(/^mem_/);
});
