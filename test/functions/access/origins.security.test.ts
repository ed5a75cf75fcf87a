// Claims:
// - Where a reader is sent, what a mail links to and what a page says never depends on headers that a caller may forge.
// - A reader is sent back to the publication's own sites and nowhere else.
// - Scripts of other origins are told nothing, and cannot make a reader's browser do anything.
// - A script on the site itself learns no address.
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import publication from '../../../gatefold.config.ts';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const SITE_POSTS = [
  '/v1/token',
  '/v1/sign-in',
  '/v1/sign-in/verify',
  '/v1/sign-in/nonce',
  '/v1/sign-out',
  '/v1/checkout',
  '/v1/checkout/claim',
];
const ACCESS = 'functions/access';
/** For servers: no script of another origin may send what it needs, and no cookie counts. */
const SERVER_POSTS = ['/v1/meter'];
const PAGE_POSTS = [
  '/account/sign-in',
  '/account/sign-in/code',
  '/account/sign-in/again',
  '/account/sign-in/link',
  '/account/prove',
  '/account/sign-out',
  '/account/subscribe',
  '/account/return',
  '/account/portal',
  '/account/devices/sign-out',
  '/account/devices/sign-out-others',
  '/account/devices/sign-out-everywhere',
  '/account/address',
  '/account/address/codes',
];

let world: World;
/** The publication on its own https hosts, called in process. */
let secure: World;
beforeAll(async () => {
  world = await openWorld();
  secure = await openWorld({ change: (config) => ({ ...config, hosts: publication.hosts }) });
});
afterAll(() => Promise.all([world.close(), secure.close()]));

describe('row 35: forged hosts change nothing', () => {
  const FORGED = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/evil.example',
    'x-original-url': 'http://evil.example/',
    forwarded: 'host=evil.example;proto=https',
    referer: 'http://evil.example/',
  };

  /** `fetch` chooses `Host` itself; a forger does not. */
  async function forged(method: string, path: string, headers: Record<string, string> = {}, body = '') {
    const { hostname, port } = new URL(world.issuer);
    return new Promise<{ status: number; text: string; headers: string }>((resolve, reject) => {
      const call = request(
        { hostname, port, method, path, headers: { ...FORGED, ...headers } },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, text, headers: JSON.stringify(response.headers) });
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  test.each([
    ['/account', 303],
    ['/account/sign-in', 200],
    ['/account/subscribe?plan=annual', 200],
    ['/v1/continue', 303],
    ['/v1/plans', 200],
    ['/.well-known/oauth-authorization-server', 200],
    ['/v1/nothing', 404],
  ])('GET %s', async (path, status) => {
    const answer = await forged('GET', path);
    expect(answer.status).toBe(status);
    expect(answer.text + answer.headers).not.toContain('evil.example');
  });

  test('the link in a mail', async () => {
    const json = { 'content-type': 'application/json', origin: world.site };
    const body = JSON.stringify({ email: 'ada@example.com' });
    expect((await forged('POST', '/v1/sign-in', json, body)).status).toBe(202);
    await world.service.mailQueue.settled();
    const [mail] = world.outbox.to('ada@example.com');
    expect(`${mail?.text ?? ''}${mail?.html ?? ''}`).not.toContain('evil.example');
    expect(world.linkFor('ada@example.com').startsWith(`${world.issuer}/account/`)).toBe(true);
  });

  test('Stripe’s way back', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: world.issuer };
    const answer = await forged('POST', '/account/subscribe', form, 'plan=annual&email=ben%40example.com');
    const [id = ''] = /cs_\w+/.exec(answer.headers) ?? [];
    const { success_url, cancel_url } = await world.stripe.checkout.sessions.retrieve(id);
    expect(success_url?.startsWith(`${world.issuer}/account/return?`)).toBe(true);
    expect(cancel_url?.startsWith(`${world.issuer}/account/subscribe?`)).toBe(true);
  });

  test('an origin that the forged host would make our own', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://evil.example' };
    expect((await forged('POST', '/account/sign-out', form)).status).toBe(403);
  });
});

describe('row 45: nobody is sent elsewhere', () => {
  const elsewhere = () => {
    const { host } = new URL(world.site);
    return [
      '',
      '/',
      '/account',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      `https:evil.example`,
      `http:\\\\${host}`,
      `http://${host}@evil.example/`,
      `http://user@${host}/`,
      `http://user:secret@${host}/`,
      `http://${host}.evil.example/`,
      `http://evil.example/${host}`,
      `http://evil.example#${host}`,
      `http://evil.example?${host}`,
      `http://${host}\\.evil.example/`,
      `http://${host}\\@evil.example/`,
      `http://${host}%2f@evil.example/`,
      `http://${host}%40evil.example/`,
      `http:%2f%2f${host}/`,
      `http%3A%2F%2F${host}/`,
      `https://${host}/`,
      `http://localhost:${new URL(world.site).port}/`,
      `http://127.0.0.1/`,
      `ftp://${host}/`,
      'javascript:alert(1)',
      'JaVaScRiPt://127.0.0.1/%0aalert(1)',
      'data:text/html,evil',
      `\u0000${world.site}/`,
      ` ${world.site}/`,
      `${world.site}/\r\nSet-Cookie: evil=1`,
      `http://evil.example\t.${host}/`,
      `${world.site}/${'a'.repeat(9_000)}`,
      'null',
      'http://',
    ];
  };

  test('by /v1/continue, the sign-in page and the offer', async () => {
    for (const to of elsewhere()) {
      const query = `to=${encodeURIComponent(to)}`;
      const hop = await world.reader().get(`${world.issuer}/v1/continue?${query}`);
      expect(hop.headers.get('location'), to).toBeNull();
      expect(hop.headers.get('content-type'), to).toMatch(/^text\/html/);
      expect(await pageRefusalOf(hop), to).toBe('400 to_not_allowed');
      const signIn = await world.reader().get(`${world.issuer}/account/sign-in?${query}`);
      expect(await pageRefusalOf(signIn), to).toBe('400 to_not_allowed');
      const offer = await world.reader().get(`${world.issuer}/account/subscribe?plan=annual&${query}`);
      expect(await pageRefusalOf(offer), to).toBe('400 to_not_allowed');
    }
  });

  test('by a call or a form that signs in or buys', async () => {
    for (const to of elsewhere().slice(1)) {
      const reader = world.reader();
      const call = (path: string, body: object) => reader.call(`${world.issuer}${path}`, body, world.site);
      expect(await refusalOf(await call('/v1/sign-in', { email: 'cleo@example.com', to })), to).toMatch(
        /^400 (to_not_allowed|body_invalid)$/,
      );
      const body = { plan: 'annual', email: 'cleo@example.com', to };
      expect(await refusalOf(await call('/v1/checkout', body)), to).toMatch(
        /^400 (to_not_allowed|body_invalid)$/,
      );
      for (const path of ['/account/sign-in', '/account/subscribe']) {
        expect(await pageRefusalOf(await reader.submit(`${world.issuer}${path}`, body)), to).toBe(
          '400 to_not_allowed',
        );
      }
    }
    await world.service.mailQueue.settled();
    expect(world.outbox.to('cleo@example.com')).toEqual([]);
  });

  test('nor to a host that begins or ends like the site’s', async () => {
    const { service } = publication.hosts;
    for (const to of [
      'https://thefold.example.evil.example/',
      'https://thefold.example@evil.example/',
      'https://thefold.example:443@evil.example/',
      'https://thefold.example:8443/',
      'https://thefold.example./',
      'https://evilthefold.example/',
      'https://news.thefold.example/',
      'https://thefold.examp\u217Ce.evil.example/',
      'http://thefold.example/',
      `${service}/account`,
    ]) {
      const url = `${service}/v1/continue?to=${encodeURIComponent(to)}`;
      const hop = await secure.service.fetch(new Request(url));
      expect(hop.headers.get('location'), to).toBeNull();
      expect(await pageRefusalOf(hop), to).toBe('400 to_not_allowed');
    }
  });

  test('a hop that names such a place minted nothing and shows a way on', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'hana@example.com');
    const hop = await reader.get(`${world.issuer}/v1/continue?to=${encodeURIComponent('//evil.example')}`);
    expect(hop.status).toBe(400);
    expect(hop.headers.getSetCookie()).toEqual([]);
    const text = await hop.text();
    expect(text).toContain(`<a class="button" href="${world.site}">`);
    expect(text).not.toContain('evil.example');
  });

  test('and to the publication’s own pages they are, byte for byte', async () => {
    for (const path of ['/', '/a%2fb?x=1&y=//evil.example#top', '//evil.example', '/@evil.example']) {
      const to = world.site + path;
      const hop = await world.reader().get(`${world.issuer}/v1/continue?to=${encodeURIComponent(to)}`);
      expect(hop.headers.get('location')).toBe(to);
    }
  });
});

describe('row 59: only the publication’s own scripts are answered', () => {
  const { service, site } = publication.hosts;
  const call = (method: string, path: string, origin: string) => {
    const headers = { origin, 'content-type': 'application/json' };
    const body = method === 'POST' ? '{}' : null;
    return secure.service.fetch(new Request(`${service}${path}`, { method, headers, body }));
  };

  test.each([
    'https://evil.example',
    'null',
    'http://thefold.example',
    'https://thefold.example.evil.example',
    'https://evilthefold.example',
    'https://news.thefold.example',
    'https://thefold.example:8443',
    'https://THEFOLD.example',
    'https://thefold.example/',
    'https://thefold.example.',
    'https://thefold.example, https://evil.example',
    '',
    '*',
  ])('not %j', async (origin) => {
    for (const [method, path] of [
      ['GET', '/v1/plans'],
      ['GET', '/v1/continue'],
      ['GET', '/.well-known/jwks.json'],
      ['GET', '/v1/nothing'],
      ['OPTIONS', '/v1/token'],
      ['POST', '/v1/token'],
    ] as const) {
      const response = await call(method, path, origin);
      const names = [...response.headers.keys()];
      expect(
        names.filter((name) => name.startsWith('access-control-')),
        path,
      ).toEqual([]);
      expect(response.headers.get('vary'), path).toContain('Origin');
      if (method === 'POST') expect(await refusalOf(response)).toBe('403 origin_not_allowed');
    }
  });

  test.each([site, 'https://www.thefold.example', service])('but %s', async (origin) => {
    for (const [method, path] of [
      ['GET', '/v1/plans'],
      ['POST', '/v1/token'],
      ['OPTIONS', '/v1/token'],
    ] as const) {
      const { headers } = await call(method, path, origin);
      expect(headers.get('access-control-allow-origin'), path).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toContain('Origin');
    }
    const preflight = await call('OPTIONS', '/v1/token', origin);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
    const refused = await call('POST', '/v1/token', origin);
    expect(refused.headers.get('access-control-expose-headers')).toBe('retry-after, x-request-id');
  });

  test('and none of them reads our own pages', async () => {
    for (const path of ['/account', '/account/sign-in', '/account/subscribe?plan=annual']) {
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await call(method, path, site);
        expect(headers.get('access-control-allow-origin'), path).toBeNull();
      }
    }
  });
});

describe('row 60: no other page’s form or script makes a reader’s browser act', () => {
  const BODIES = [
    ['text/plain', '{"email":"dora@example.com","plan":"annual","token":"x","code":"123456"}'],
    ['application/x-www-form-urlencoded', 'email=dora%40example.com&plan=annual&token=x&code=123456'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na\r\n--x--',
    ],
  ] as const;

  const post = (path: string, type: string, body: string, origin: string | undefined, cookie: string) =>
    fetch(`${world.issuer}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, cookie, ...(origin !== undefined && { origin }) },
      body,
      redirect: 'manual',
    });

  test('of every POST that there is', async () => {
    const files = (await readdir(ACCESS, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const sources = await Promise.all(files.map((name) => readFile(`${ACCESS}/${name}`, 'utf8')));
    const posts = sources.flatMap((source) =>
      [...source.matchAll(/app\.post\('([^']+)'/g)].map(([, path]) => path),
    );
    expect(posts.toSorted()).toEqual([...SITE_POSTS, ...SERVER_POSTS, ...PAGE_POSTS].toSorted());
  });

  test('of every POST, whatever it is sent as', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'emil@example.com');
    const cookie = `gatefold_session=${reader.cookie('gatefold_session', '/v1') ?? ''}`;
    for (const [type, body] of BODIES) {
      for (const path of [...SITE_POSTS, ...SERVER_POSTS, ...PAGE_POSTS]) {
        for (const origin of ['https://evil.example', 'null', `${world.issuer}.evil.example`]) {
          const response = await post(path, type, body, origin, cookie);
          expect(response.headers.getSetCookie(), path).toEqual([]);
          expect(await refusalOf(response), path).toBe('403 origin_not_allowed');
        }
      }
      for (const path of SITE_POSTS) {
        for (const origin of [undefined, world.site, world.issuer]) {
          const response = await post(path, type, body, origin, cookie);
          expect(response.headers.getSetCookie(), path).toEqual([]);
          if (path === '/v1/token' && origin === undefined && type.endsWith('urlencoded')) {
            // So OAuth clients send it, which have no cookies: none counts.
            expect(await response.json()).toMatchObject({ code: 'session_missing' });
          } else {
            expect(await refusalOf(response), path).toBe('415 content_type_not_json');
          }
        }
      }
      for (const path of PAGE_POSTS) {
        for (const origin of [undefined, world.site]) {
          const response = await post(path, type, body, origin, cookie);
          expect(response.headers.getSetCookie(), path).toEqual([]);
          expect(await refusalOf(response), path).toBe('403 origin_not_allowed');
        }
      }
    }
    await world.service.mailQueue.settled();
    expect(world.outbox.to('dora@example.com')).toEqual([]);
    expect((await world.access(reader)).features).toEqual(['registered']);
  });

  test('JSON without an origin acts for no cookie', async () => {
    const reader = world.reader();
    await world.signIn(reader, 'finn@example.com');
    const cookie = `gatefold_session=${reader.cookie('gatefold_session', '/v1') ?? ''}`;
    const token = await post('/v1/token', 'application/json', '{}', undefined, cookie);
    expect(await refusalOf(token)).toBe('401 session_missing');
    expect((await post('/v1/sign-out', 'application/json', '{}', undefined, cookie)).status).toBe(204);
    expect((await world.access(reader)).features).toEqual(['registered']);
  });

  test('no answer to a site’s script holds the reader’s address', async () => {
    const reader = world.reader();
    await world.subscribe(reader, 'gus@example.com');
    await world.signIn(reader, 'gus@example.com');
    for (const path of SITE_POSTS.filter((one) => one !== '/v1/sign-out')) {
      const response = await reader.call(`${world.issuer}${path}`, { plan: 'annual' }, world.site);
      expect((await response.text()) + JSON.stringify([...response.headers]), path).not.toContain('gus@');
    }
    for (const path of ['/v1/plans', '/v1/me', '/v1/portal', '/v1/account']) {
      const response = await reader.get(`${world.issuer}${path}`, { origin: world.site });
      expect((await response.text()) + JSON.stringify([...response.headers]), path).not.toContain('gus@');
    }
  });
});
