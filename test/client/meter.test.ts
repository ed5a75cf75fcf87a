/**
 * Claims: a stranger reads so many articles a month and no more, the same one as often as they like, and the page can
 * say how many are left. Nobody can write themselves a better count, and none of another site or month is believed.
 * A page fetched ahead, a HEAD and a crawler count nothing. Whoever holds the feature is not counted. No answer may be
 * kept by a cache. A member is counted at the service; where it cannot be asked, the cookie alone serves.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meterFeature, type MeteredGate, type MeterOptions } from '../../client/src/meter.ts';
import { createVerifier } from '../../client/src/node.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import { openWorld, type World } from '../support/world.ts';
import { createClaims, createSigningKey, keySetOf, NOW, signToken } from '../support/tokens.ts';
import { foldOptions } from './entries.ts';

const key = createSigningKey('key-1');
const reads = signToken(key);
const newsOnly = signToken(key, createClaims({ ent: ['news'] }));
const SECRET = 'a secret of the site, of 32 or more';
const OLD_SECRET = 'the secret that was before that one';

let keys: JsonServer;
beforeAll(async () => {
  keys = await startJsonServer(answerJson(keySetOf(key)));
});
afterAll(() => keys[Symbol.asyncDispose]());

type Visit = (
  path: string,
  headers?: Record<string, string>,
  method?: string,
) => Promise<MeteredGate<string>>;

/** A browser of one reader, which keeps the meter's cookie. */
function openBrowser(changes: Partial<MeterOptions> = {}, audience = 'the-fold') {
  const verifier = createVerifier({ ...foldOptions(keys.origin), audience });
  const gate = meterFeature(verifier, 'analysis', {
    free: 2,
    secrets: [SECRET],
    now: () => NOW * 1_000,
    fetch: () => Promise.reject(new Error('nobody asks the service')),
    ...changes,
  });
  const jar = { cookie: '' };
  const visit: Visit = async (path, headers = {}, method = 'GET') => {
    const cookie = [jar.cookie, headers.cookie].filter(Boolean).join('; ');
    const request = new Request(`https://thefold.example${path}`, {
      method,
      headers: { ...headers, cookie },
    });
    const answer = await gate(request);
    jar.cookie = answer.headers['Set-Cookie']?.split(';')[0] ?? jar.cookie;
    return answer;
  };
  return { jar, visit };
}

describe('a stranger', () => {
  test('reads two a month, either again, and a third not', async () => {
    const { visit } = openBrowser();
    expect(await visit('/a')).toMatchObject({
      unlocked: true,
      why: 'metered',
      meter: { used: 1, free: 2, left: 1 },
    });
    expect(await visit('/b?from=mail')).toMatchObject({ unlocked: true, meter: { used: 2, left: 0 } });
    expect(await visit('/c')).toMatchObject({
      unlocked: false,
      why: 'signed_out',
      meter: { used: 2, left: 0 },
    });
    expect(await visit('/a')).toMatchObject({ unlocked: true });
    expect(await visit('/b')).toMatchObject({ unlocked: true });
    expect((await visit('/c')).unlocked).toBe(false);
  });

  test('is answered nothing that a cache may keep, and a cookie that no script reads', async () => {
    const answer = await openBrowser().visit('/a');
    expect(answer.headers).toMatchObject({
      'Cache-Control': 'private, no-store',
      Vary: 'Cookie, Authorization',
    });
    expect(answer.headers['Set-Cookie']).toMatch(
      /^__Host-gatefold_meter=[\w.-]+; Max-Age=2678400; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  test('in two tabs at once is never sent a count over what is free', async () => {
    const { jar, visit } = openBrowser();
    await visit('/a');
    const before = jar.cookie;
    await Promise.all(
      ['/b', '/c'].map((path) => {
        jar.cookie = before;
        return visit(path);
      }),
    );
    expect(await visit('/d')).toMatchObject({ unlocked: false, meter: { used: 2, left: 0 } });
  });

  test('begins anew when the month does, where the site is', async () => {
    const midnight = Date.UTC(2027, 0, 31, 23, 30);
    let now = midnight;
    const utc = openBrowser({ free: 1, now: () => now });
    const berlin = openBrowser({ free: 1, now: () => now, timeZone: 'Europe/Berlin' });
    await utc.visit('/a');
    await berlin.visit('/a');
    expect((await utc.visit('/b')).unlocked).toBe(false);
    now += 3_600_000;
    expect((await utc.visit('/b')).unlocked).toBe(true);
    expect((await berlin.visit('/b')).unlocked).toBe(false);
  });

  test('may be counted by what the site calls an article', async () => {
    const { visit } = openBrowser({
      free: 1,
      article: ({ url }) => new URL(url).searchParams.get('id') ?? '',
    });
    await visit('/read?id=1');
    expect((await visit('/amp?id=1')).unlocked).toBe(true);
    expect((await visit('/read?id=2')).unlocked).toBe(false);
  });
});

describe('a count that the site did not write', () => {
  async function usedUp(changes: Partial<MeterOptions> = {}, audience?: string) {
    const browser = openBrowser({ free: 1, ...changes }, audience);
    await browser.visit('/a');
    expect((await browser.visit('/b')).unlocked).toBe(false);
    return browser.jar.cookie;
  }

  async function isBelieved(cookie: string, changes: Partial<MeterOptions> = {}): Promise<boolean> {
    const { jar, visit } = openBrowser({ free: 1, ...changes });
    jar.cookie = cookie;
    return !(await visit('/b')).unlocked;
  }

  test('is counted from nothing: tampered with, cut, of another site or secret', async () => {
    const cookie = await usedUp();
    expect(await isBelieved(cookie)).toBe(true);
    expect(await isBelieved(cookie.replace('.0..', '.1..'))).toBe(false);
    expect(await isBelieved(cookie.slice(0, -1))).toBe(false);
    expect(await isBelieved(`${cookie}.`)).toBe(false);
    expect(await isBelieved(cookie.replace(/\.[\w-]{8}\./, '..'))).toBe(false);
    expect(await isBelieved('__Host-gatefold_meter=')).toBe(false);
    expect(await isBelieved(`__Host-gatefold_meter=${'A'.repeat(5_000)}`)).toBe(false);
    expect(await isBelieved(await usedUp({}, 'another-paper'))).toBe(false);
    expect(await isBelieved(await usedUp({ secrets: [OLD_SECRET] }))).toBe(false);
  });

  test('of an older secret is believed while the site still lists it', async () => {
    const cookie = await usedUp({ secrets: [OLD_SECRET] });
    expect(await isBelieved(cookie, { secrets: [SECRET, OLD_SECRET] })).toBe(true);
  });

  test.each([
    ['no secret', { secrets: [] }],
    ['a short one', { secrets: ['secret'] }],
    ['none free', { free: 0 }],
    ['half a one free', { free: 1.5 }],
    ['more than a cookie holds', { free: 101 }],
    ['no time zone', { timeZone: 'Mars/Olympus' }],
  ])('cannot be asked for: %s', (_, changes) => {
    expect(() => openBrowser(changes)).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });
});

describe('who is not counted', () => {
  test('a reader who holds the feature', async () => {
    const answer = await openBrowser().visit('/a', { authorization: `Bearer ${reads}` });
    expect(answer).toMatchObject({ unlocked: true, why: 'entitled' });
    expect(answer.meter).toBeUndefined();
    expect(answer.headers).not.toHaveProperty('Set-Cookie');
  });

  test('a crawler', async () => {
    const { jar, visit } = openBrowser({ allowCrawler: () => true });
    expect(await visit('/a')).toMatchObject({ unlocked: true, why: 'crawler' });
    expect(jar.cookie).toBe('');
  });

  test.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
  ])(
    'a page fetched ahead, which is to be asked for again when the reader comes: %s: %s',
    async (name, value) => {
      const headers = { [name]: value };
      const { jar, visit } = openBrowser();
      const answer = await visit('/a', headers);
      expect(answer).toMatchObject({ unlocked: false, meter: { used: 0, left: 2 } });
      expect(answer.hop?.status).toBe(503);
      expect(answer.hop?.headers.get('cache-control')).toBe('private, no-store');
      expect(jar.cookie).toBe('');
      await visit('/a');
      expect((await visit('/a', headers)).unlocked).toBe(true);
    },
  );

  test.each(['HEAD', 'POST'])('a %s', async (method) => {
    const { jar, visit } = openBrowser();
    expect((await visit('/a', {}, method)).unlocked).toBe(false);
    expect(jar.cookie).toBe('');
  });

  test('a reader who is sent for a new token first', async () => {
    const { jar, visit } = openBrowser();
    const answer = await visit('/a', { cookie: 'gatefold_hint=1', accept: 'text/html' });
    expect(answer.hop?.status).toBe(303);
    expect(jar.cookie).toBe('');
  });
});

describe('a member without the feature', () => {
  test('is counted by the cookie alone where the service does not answer', async () => {
    const { visit } = openBrowser();
    const headers = { authorization: `Bearer ${newsOnly}` };
    expect(await visit('/a', headers)).toMatchObject({
      unlocked: true,
      why: 'metered',
      access: { member: 'mem_4hq8' },
    });
    expect((await visit('/b', headers)).unlocked).toBe(true);
    expect(await visit('/c', headers)).toMatchObject({ unlocked: false, why: 'not_entitled' });
  });

  describe('at the real service', () => {
    let world: World;
    beforeAll(async () => {
      world = await openWorld();
    });
    afterAll(() => world.close());

    async function signIn(email: string) {
      const reader = world.reader();
      await world.signIn(reader, email);
      return { authorization: `Bearer ${await world.token(reader)}` };
    }

    function openDevice() {
      const asked: string[] = [];
      const verifier = createVerifier({
        issuer: world.issuer,
        audience: world.config.publication.id,
        features: ['analysis'],
        now: world.clock.now,
      });
      const gate = meterFeature(verifier, 'analysis', {
        free: 3,
        secrets: [SECRET],
        now: world.clock.now,
        fetch: (url, init) => {
          asked.push(url);
          return fetch(url, init);
        },
      });
      let cookie = '';
      const visit = async (path: string, headers: Record<string, string> = {}) => {
        const answer = await gate(new Request(`${world.site}${path}`, { headers: { ...headers, cookie } }));
        cookie = answer.headers['Set-Cookie']?.split(';')[0] ?? cookie;
        return answer;
      };
      return { asked, visit };
    }

    test('has one count on two devices, and what was read before signing in is part of it', async () => {
      const ada = await signIn('ada@example.com');
      const [laptop, phone] = [openDevice(), openDevice()];
      await laptop.visit('/a');
      expect(await laptop.visit('/b', ada)).toMatchObject({ unlocked: true, meter: { used: 2, left: 1 } });
      expect(await phone.visit('/c', ada)).toMatchObject({ unlocked: true, meter: { used: 3, left: 0 } });
      expect(await phone.visit('/a', ada)).toMatchObject({ unlocked: true });
      expect(await phone.visit('/d', ada)).toMatchObject({ unlocked: false, meter: { used: 3, left: 0 } });
      expect(await laptop.visit('/d', ada)).toMatchObject({ unlocked: false, meter: { used: 3, left: 0 } });
      expect((await openDevice().visit('/c', ada)).unlocked).toBe(true);
    });

    test('is asked about once an article, and not for what is known', async () => {
      const ben = await signIn('ben@example.com');
      const { asked, visit } = openDevice();
      await visit('/a', ben);
      await visit('/a', ben);
      await visit('/a', ben);
      expect(asked).toEqual([`${world.issuer}/v1/meter`]);
    });

    test('takes nothing along that another member has read on the same device', async () => {
      const [cleo, dora] = [await signIn('cleo@example.com'), await signIn('dora@example.com')];
      const { visit } = openDevice();
      for (const path of ['/a', '/b', '/c']) await visit(path, cleo);
      expect((await visit('/d', cleo)).unlocked).toBe(false);
      expect(await visit('/d', dora)).toMatchObject({ unlocked: true, meter: { used: 1, left: 2 } });
    });
  });
});
