// Claims:
// - A browser's session lives in a cookie that no script reads; an app's travels in the body, and only where the call
//   is no browser's.
// - A page rendered on a server gets its token from `/v1/continue`; the reader is back where they were, signed in or not.
// - The refresh credential is sent to the service's own paths, and over https to the service's own host alone; on a host
//   that the service shares with the site, to the service's own paths of it.
// - Signing out ends the session at the service, not only in the browser.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import publication from '../../../gatefold.config.ts';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** `Set-Cookie` lines as name, value and attributes, attributes in lower case and sorted. */
function cookiesOf(response: Response) {
  return response.headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), attributes: attributes.map((one) => one.toLowerCase()).sort() };
  });
}

function post(path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(`${world.issuer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function signInApp(email: string): Promise<string> {
  const asked = await post('/v1/sign-in', { email });
  const { handle } = (await asked.json()) as { handle: string };
  await world.service.mailQueue.settled();
  const verified = await post('/v1/sign-in/verify', { code: world.codeFor(email), handle });
  return ((await verified.json()) as { refresh_token: string }).refresh_token;
}

describe('a refresh', () => {
  test('in a browser answers a token and a cookie, and nothing in the body to keep', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'ada@example.com');
    const before = reader.cookie('gatefold_session', '/v1');
    world.clock.advance(60);
    const response = await reader.call(
      `${world.issuer}/v1/token`,
      { grant_type: 'refresh_token' },
      world.site,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^ey/) as string,
      token_type: 'Bearer',
      expires_in: 600,
      now: world.clock.now() / 1000,
    });
    expect(reader.cookie('gatefold_session', '/v1')).not.toBe(before);
    expect(reader.cookie('gatefold_hint')).toBe('1');
  });

  test('of an app takes the credential from the body and gives the next one', async () => {
    const credential = await signInApp('ben@example.com');
    world.clock.advance(60);
    const response = await post('/v1/token', { grant_type: 'refresh_token', refresh_token: credential });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    const { refresh_token } = (await response.json()) as { refresh_token: string };
    expect(refresh_token).toMatch(/^mem_/);
    expect(refresh_token).not.toBe(credential);
  });

  test('of a browser never takes one from the body, nor an app one from a cookie', async () => {
    const credential = await signInApp('cleo@example.com');
    const browser = await post('/v1/token', { refresh_token: credential }, { origin: world.site });
    expect(await refusalOf(browser)).toBe('401 session_missing');
    const app = await post('/v1/token', {}, { cookie: `gatefold_session=${credential}` });
    expect(await refusalOf(app)).toBe('401 session_missing');
  });
});

describe('continue', () => {
  test('sets the token where the site’s server sees it, and goes back', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'dora@example.com');
    const to = `${world.site}/articles/one?from=mail`;
    const response = await reader.get(`${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(to);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const cookies = cookiesOf(response);
    expect(cookies.filter(({ name }) => name === 'gatefold_token')).toEqual([
      {
        name: 'gatefold_token',
        value: expect.stringMatching(/^ey/) as string,
        attributes: ['httponly', 'max-age=600', 'path=/', 'samesite=lax'],
      },
    ]);
    expect(cookies.findLast(({ name }) => name === 'gatefold_hint')).toEqual({
      name: 'gatefold_hint',
      value: '1',
      attributes: ['max-age=7776000', 'path=/', 'samesite=lax'],
    });
    expect(cookies.filter(({ name }) => name === 'gatefold_session').map((one) => one.attributes)).toEqual([
      ['httponly', 'max-age=7776000', 'path=/v1', 'samesite=lax'],
      ['httponly', 'max-age=7776000', 'path=/account', 'samesite=lax'],
    ]);
  });

  test('takes the hint and the token away from who is not signed in, so that nobody goes round in circles', async () => {
    const reader = world.reader();
    reader.setCookie('gatefold_hint', '1', '/');
    reader.setCookie('gatefold_token', 'old', '/');
    const response = await reader.get(`${world.issuer}/v1/continue`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${world.site}/`);
    expect(reader.cookie('gatefold_hint')).toBeUndefined();
    expect(reader.cookie('gatefold_token')).toBeUndefined();
  });
});

test('on loopback the site, on another port, is never sent the refresh credential', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'emil@example.com');
  expect(reader.cookie('gatefold_session', '/')).toBeUndefined();
  expect(reader.cookie('gatefold_session', '/v1')).toBeDefined();
  expect(reader.cookie('gatefold_session', '/account')).toBeDefined();
});

test('signing out ends the session and forgets it, cookies and all', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'finn@example.com');
  const credential = reader.cookie('gatefold_session', '/v1') ?? '';
  const response = await reader.call(`${world.issuer}/v1/sign-out`, {}, world.site);
  expect(response.status).toBe(204);
  expect(reader.cookie('gatefold_session')).toBeUndefined();
  expect(reader.cookie('gatefold_hint')).toBeUndefined();
  const kept = await post('/v1/token', { refresh_token: credential });
  expect(await refusalOf(kept)).toBe('401 session_ended');
});

test('signing out twice, or signed in nowhere, is no mistake', async () => {
  const reader = world.reader();
  expect((await reader.call(`${world.issuer}/v1/sign-out`, {}, world.site)).status).toBe(204);
  const page = await reader.submit(`${world.issuer}/account/sign-out`, {});
  expect(page.status).toBe(303);
  expect(page.headers.get('location')).toBe(world.site);
});

/** Signs in over https, in process; gives what each step left with the browser. */
async function secureVisit(secure: World) {
  const { service, site } = secure.config.hosts;
  const call = (path: string, init: RequestInit) =>
    secure.service.fetch(new Request(`${service}${path}`, init));
  const post = (path: string, body: object, cookie = '') =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: site, ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    });
  const sent = (cookies: ReturnType<typeof cookiesOf>) =>
    cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const email = 'gus@example.com';
  const asked = cookiesOf(await post('/v1/sign-in', { email }));
  await secure.service.mailQueue.settled();
  const code = secure.codeFor(email);
  const verified = cookiesOf(await post('/v1/sign-in/verify', { code }, sent(asked.slice(0, 1))));
  const session = verified.filter(({ name, value }) => name.endsWith('gatefold_session') && value !== '');
  const went = await call('/v1/continue', { headers: { cookie: sent(session.slice(0, 1)) } });
  expect(went.headers.get('location')).toBe(`${site}/`);
  return { asked, session, shared: cookiesOf(went) };
}

const bound = (path: string, maxAge: number) => [
  'httponly',
  `max-age=${maxAge}`,
  `path=${path}`,
  'samesite=lax',
  'secure',
];

test('over https every private cookie is the service’s own host’s, and the token is the parent domain’s', async () => {
  const secure = await openWorld({ change: (config) => ({ ...config, hosts: publication.hosts }) });
  const { asked, session, shared } = await secureVisit(secure);
  expect(asked).toMatchObject([{ name: '__Host-gatefold_sign_in', attributes: bound('/', 900) }]);
  expect(session).toMatchObject([{ name: '__Host-gatefold_session', attributes: bound('/', 7_776_000) }]);
  const onDomain = (maxAge: number) => [
    'domain=thefold.example',
    `max-age=${maxAge}`,
    'path=/',
    'samesite=lax',
    'secure',
  ];
  expect(shared.find(({ name }) => name === '__Secure-gatefold_token')?.attributes).toEqual(
    [...onDomain(600), 'httponly'].sort(),
  );
  expect(shared.find(({ name }) => name === 'gatefold_hint')?.attributes).toEqual(onDomain(7_776_000));
  await secure.close();
});

test('on a host that the site shares, every private cookie is bound to the service’s own paths', async () => {
  const hosts = { ...publication.hosts, service: 'https://thefold.example/access' };
  const secure = await openWorld({ change: (config) => ({ ...config, hosts }) });
  const { asked, session, shared } = await secureVisit(secure);
  const both = (name: string, maxAge: number) =>
    ['/access/v1', '/access/account'].map((path) => ({ name, attributes: bound(path, maxAge) }));
  expect(asked).toMatchObject(both('__Secure-gatefold_sign_in', 900));
  expect(session).toMatchObject(both('__Secure-gatefold_session', 7_776_000));
  expect(shared.find(({ name }) => name === '__Secure-gatefold_token')?.value).toMatch(/^ey/);

  const headers = { origin: 'https://thefold.example', 'content-type': 'application/x-www-form-urlencoded' };
  const body = 'plan=annual&email=hana%40example.com';
  const url = `${hosts.service}/account/subscribe`;
  const begun = await secure.service.fetch(new Request(url, { method: 'POST', headers, body }));
  expect(begun.status).toBe(303);
  expect(cookiesOf(begun)).toMatchObject(both('__Secure-gatefold_checkout', 172_800));
  await secure.close();
});
