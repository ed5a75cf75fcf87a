/**
 * Claims: a page opens for those who hold its feature, and tells others what to do: sign in, or subscribe. A reader
 * with a session is sent for a new token once and never round in circles. No shared cache keeps a gated page. No
 * cookie but the gate's own is read.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVerifier } from '../../client/src/node.ts';
import { requireFeature, type Locked } from '../../client/src/server.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import { createClaims, createSigningKey, ISSUER, keySetOf, NOW, signToken } from '../support/tokens.ts';
import { foldOptions, type FoldVerifier } from './entries.ts';

const key = createSigningKey('key-1');
const token = signToken(key);
const newsOnly = signToken(key, createClaims({ ent: ['news'] }));
const expired = signToken(key, createClaims({ iat: NOW - 1_000, exp: NOW - 400 }));
const PAGE = 'https://thefold.example/analysis/paper?page=2&q=a%20b';
const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};
const PRIVATE = { 'Cache-Control': 'private, no-store', Vary: 'Cookie, Authorization' };

let server: JsonServer;
let verifier: FoldVerifier;

beforeAll(async () => {
  server = await startJsonServer(answerJson(keySetOf(key)));
});
beforeEach(() => {
  verifier = createVerifier(foldOptions(server.origin));
});
afterAll(() => server[Symbol.asyncDispose]());

const visit = (headers: Record<string, string>, init: { url?: string; method?: string } = {}) =>
  new Request(init.url ?? PAGE, { method: init.method ?? 'GET', headers: { ...NAVIGATION, ...headers } });

async function lockedOut(request: Request, options = {}): Promise<Locked> {
  const gate = await requireFeature(verifier, 'analysis', options)(request);
  if (gate.unlocked) throw new Error('The gate is open');
  return gate;
}

describe('who is let in', () => {
  test.each([
    ['the header', { authorization: `Bearer ${token}` }],
    ['the header in other letters', { authorization: `bearer  ${token}` }],
    ['the cookie', { cookie: `gatefold_token=${token}` }],
    ['the secure cookie', { cookie: `__Secure-gatefold_token=${token}` }],
    ['the cookie among others', { cookie: `a=b; gatefold_token=${token}; theme=dark` }],
    [
      'the cookie, where the header is for somebody else',
      { authorization: 'Basic YTpi', cookie: `gatefold_token=${token}` },
    ],
    [
      'the secure cookie before the other',
      { cookie: `gatefold_token=${newsOnly}; __Secure-gatefold_token=${token}` },
    ],
    [
      'the header before the cookie',
      { authorization: `Bearer ${token}`, cookie: `gatefold_token=${newsOnly}` },
    ],
  ])('a token in %s', async (_, headers) => {
    const gate = await requireFeature(verifier, 'analysis')(visit(headers));
    expect(gate).toMatchObject({ unlocked: true, access: { member: 'mem_4hq8' }, headers: PRIVATE });
  });

  test.each([
    'xgatefold_token=TOKEN',
    'gatefold_token2=TOKEN',
    'GATEFOLD_TOKEN=TOKEN',
    '__Host-gatefold_token=TOKEN',
    '__Host-gatefold_session=TOKEN',
    'a=gatefold_token=TOKEN',
    'a="; gatefold_tokenTOKEN',
  ])('not a cookie like %s', async (cookie) => {
    const gate = await lockedOut(visit({ cookie: cookie.replace('TOKEN', token) }));
    expect(gate.why).toBe('signed_out');
  });

  test('registered may be asked for', async () => {
    const gate = await requireFeature(verifier, 'registered')(visit({ cookie: `gatefold_token=${token}` }));
    expect(gate.unlocked).toBe(true);
  });

  test('a misspelt feature does not compile, and throws before a reader comes', () => {
    // @ts-expect-error The publication has no such feature.
    expect(() => requireFeature(verifier, 'anaylsis')).toThrow(
      expect.objectContaining({ code: 'feature_unknown' }),
    );
  });
});

describe('who is not', () => {
  test.each([
    ['nobody', {}, { why: 'signed_out' }],
    [
      'an expired token',
      { cookie: `gatefold_token=${expired}` },
      { why: 'token_refused', code: 'token_expired' },
    ],
    ['a broken token', { authorization: 'Bearer x' }, { why: 'token_refused', code: 'token_malformed' }],
    ['a member without the feature', { cookie: `gatefold_token=${newsOnly}` }, { why: 'not_entitled' }],
  ])('%s', async (_, headers, expected) => {
    const gate = await lockedOut(visit(headers));
    expect(gate).toMatchObject({ unlocked: false, headers: PRIVATE, ...expected });
    expect(gate.hop).toBeUndefined();
  });

  test('a member without the feature, with what the member does hold', async () => {
    const gate = await lockedOut(visit({ cookie: `gatefold_token=${newsOnly}` }));
    expect(gate.access?.features).toEqual(['news']);
    expect((await lockedOut(visit({}))).access).toBeUndefined();
  });

  test('a reader whose session was ended elsewhere, which only a hop can tell', async () => {
    expect((await lockedOut(visit({}))).sessionEnded).toBe(false);
    expect((await lockedOut(visit({ cookie: 'gatefold_hint=1' }))).sessionEnded).toBe(false);
    expect((await lockedOut(visit({ cookie: 'gatefold_hop=1' }))).sessionEnded).toBe(true);
    const cookie = `gatefold_hop=1; gatefold_token=${newsOnly}`;
    expect((await lockedOut(visit({ cookie }))).sessionEnded).toBe(false);
  });

  test('anybody, while there are no keys; a new token would not help, so there is no hop', async () => {
    verifier = createVerifier(foldOptions('http://127.0.0.1:1'));
    const gate = await lockedOut(visit({ cookie: `gatefold_token=${token}; gatefold_hint=1` }));
    expect(gate).toMatchObject({ why: 'token_refused', code: 'key_set_unavailable' });
    expect(gate.hop).toBeUndefined();
  });

  test('a fault is not a refusal', async () => {
    const broken = { ...verifier, verify: () => Promise.reject(new TypeError('a bug')) };
    await expect(requireFeature(broken, 'news')(visit({ cookie: 'gatefold_token=x' }))).rejects.toThrow(
      'a bug',
    );
  });
});

describe('the hop', () => {
  const hint = 'gatefold_hint=1';

  test.each([
    ['no token', hint],
    ['an expired token', `${hint}; gatefold_token=${expired}`],
    ['a broken token', `gatefold_token=x; ${hint}`],
  ])('with a session and %s: for a new token, and back to the page', async (_, cookie) => {
    const { hop } = await lockedOut(visit({ cookie }));
    expect(hop?.status).toBe(303);
    expect(hop?.headers.get('location')).toBe(
      `${ISSUER}/v1/continue?to=${encodeURIComponent(PAGE).replaceAll('%20', '+')}`,
    );
    expect(new URL(hop?.headers.get('location') ?? '').searchParams.get('to')).toBe(PAGE);
    expect(hop?.headers.get('set-cookie')).toBe(
      'gatefold_hop=1; Max-Age=10; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    expect(hop?.headers.get('cache-control')).toBe('private, no-store');
    expect(hop?.headers.get('vary')).toBe('Cookie, Authorization');
  });

  test('never twice in a row', async () => {
    const first = await lockedOut(visit({ cookie: hint }));
    const guard = first.hop?.headers.getSetCookie().map((cookie) => cookie.split(';')[0]) ?? [];
    const second = await lockedOut(visit({ cookie: [hint, ...guard].join('; ') }));
    expect(second.hop).toBeUndefined();
    expect(second.refusal().status).toBe(401);
  });

  test.each([
    ['opens the page', token],
    ['opens another', newsOnly],
  ])('makes way for the next one once it has brought a token that %s', async (_, brought) => {
    const guarded = `${hint}; gatefold_hop=1`;
    const gate = await requireFeature(
      verifier,
      'memos',
    )(visit({ cookie: `${guarded}; gatefold_token=${brought}` }));
    expect(gate.headers).toEqual({
      ...PRIVATE,
      'Set-Cookie': 'gatefold_hop=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    });
    const refused = await lockedOut(visit({ cookie: `${guarded}; gatefold_token=${expired}` }));
    expect(refused.headers).toEqual(PRIVATE);
  });

  test.each([
    ['a member without the feature', { cookie: `${hint}; gatefold_token=${newsOnly}` }, 'GET'],
    ['a browser without a session', { cookie: 'gatefold_hint=0' }, 'GET'],
    ['a hint of another name', { cookie: 'my_gatefold_hint=1' }, 'GET'],
    ['a form', { cookie: hint }, 'POST'],
    ['a script', { cookie: hint, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'GET'],
    ['a frame', { cookie: hint, 'sec-fetch-dest': 'iframe' }, 'GET'],
    ['an image', { cookie: hint, accept: 'image/avif,*/*' }, 'GET'],
  ])('not for %s', async (_, headers, method) => {
    expect((await lockedOut(visit(headers, { method }))).hop).toBeUndefined();
  });

  test('also for a HEAD, and for a browser without fetch metadata', async () => {
    expect((await lockedOut(visit({ cookie: hint }, { method: 'HEAD' }))).hop?.status).toBe(303);
    const old = new Request(PAGE, { headers: { accept: 'text/html', cookie: hint } });
    expect((await lockedOut(old)).hop?.status).toBe(303);
  });

  test('behind a proxy the page is the one that readers see', async () => {
    const request = visit({ cookie: hint, host: 'evil.example' }, { url: 'http://10.0.0.7:8080/memos?x=1' });
    const { hop } = await lockedOut(request, { publicOrigin: 'https://www.thefold.example' });
    expect(new URL(hop?.headers.get('location') ?? '').searchParams.get('to')).toBe(
      'https://www.thefold.example/memos?x=1',
    );
    expect(hop?.headers.get('set-cookie')).toContain('; Secure');
  });

  test.each(['//evil.example/a', '/\\evil.example/a', '/@evil.example/a'])(
    'a page of path %s is still the site’s',
    async (path) => {
      const request = visit({ cookie: hint }, { url: `http://10.0.0.7${path}` });
      const { hop } = await lockedOut(request, { publicOrigin: 'https://thefold.example' });
      const to = new URL(new URL(hop?.headers.get('location') ?? '').searchParams.get('to') ?? '');
      expect(to.origin).toBe('https://thefold.example');
    },
  );

  test('on the loopback its guard needs no https', async () => {
    const { hop } = await lockedOut(visit({ cookie: hint }, { url: 'http://127.0.0.1:3000/memos' }));
    expect(hop?.headers.get('set-cookie')).toBe('gatefold_hop=1; Max-Age=10; Path=/; HttpOnly; SameSite=Lax');
  });
});

describe('the refusal', () => {
  test.each([
    ['no token', {}, 401, 'signed_out', 'Bearer'],
    ['a refused token', { authorization: 'Bearer x' }, 401, 'token_refused', 'Bearer error="invalid_token"'],
  ])('of %s asks for one', async (_, headers, status, code, authenticate) => {
    const refusal = (await lockedOut(visit(headers))).refusal();
    expect(refusal.status).toBe(status);
    expect(refusal.headers.get('www-authenticate')).toBe(authenticate);
    expect(refusal.headers.get('content-type')).toBe('application/problem+json');
    expect(refusal.headers.get('cache-control')).toBe('private, no-store');
    expect(await refusal.json()).toMatchObject({ status, code, feature: 'analysis' });
  });

  test('of a member without the feature names the offer', async () => {
    const { refusal } = await lockedOut(visit({ authorization: `Bearer ${newsOnly}` }));
    expect(refusal().status).toBe(402);
    expect(refusal().headers.get('www-authenticate')).toBeNull();
    const { offer } = (await refusal().json()) as { offer: string };
    expect(offer.startsWith(`${ISSUER}/account/subscribe?`)).toBe(true);
    expect(new URL(offer).searchParams.get('to')).toBe(PAGE);
  });

  test('names the site’s own offer where it has one', async () => {
    const request = visit({ authorization: `Bearer ${newsOnly}` });
    const { refusal } = await lockedOut(request, { offerUrl: 'https://thefold.example/join' });
    expect(await refusal().json()).toMatchObject({ offer: 'https://thefold.example/join' });
  });

  test('of either kind says where to sign in and what is on offer, and so does the gate', async () => {
    const gate = await lockedOut(visit({}));
    const to = encodeURIComponent(PAGE).replaceAll('%20', '+');
    expect(gate.links).toEqual({
      signIn: `${ISSUER}/account/sign-in?to=${to}`,
      offer: `${ISSUER}/account/subscribe?to=${to}`,
    });
    const { sign_in, offer } = (await gate.refusal().json()) as Record<string, string>;
    expect({ signIn: sign_in, offer }).toEqual(gate.links);
  });

  test.each([
    ['a stranger', {}, 'signed_out', 'Sign in to read this; it is free', 'Bearer'],
    [
      'a member whose address is not proved',
      { authorization: `Bearer ${newsOnly}` },
      'not_entitled',
      'Sign in by a code to your address to read this; it is free',
      'Bearer error="insufficient_user_authentication"',
    ],
    [
      'a refused token',
      { authorization: 'Bearer x' },
      'token_refused',
      'The access token was refused',
      'Bearer error="invalid_token"',
    ],
  ])('of what only asks who is there sells nothing: %s', async (_, headers, code, title, authenticate) => {
    const gate = await requireFeature(verifier, 'registered')(visit(headers));
    if (gate.unlocked) throw new Error('The gate is open');
    const refusal = gate.refusal();
    expect(refusal.status).toBe(401);
    expect(refusal.headers.get('www-authenticate')).toBe(authenticate);
    const details = (await refusal.json()) as Record<string, unknown>;
    expect(details).toMatchObject({ code, title, feature: 'registered', sign_in: gate.links.signIn });
    expect(details).not.toHaveProperty('offer');
    expect(gate.links.offer).toBeUndefined();
  });

  test('repeats no token and no cookie', async () => {
    const headers = { authorization: `Bearer ${expired}`, cookie: 'canary=c4n4ry; gatefold_hint=1' };
    const gate = await lockedOut(visit(headers));
    const sent = [gate.refusal(), gate.hop].map((answer) => JSON.stringify([...(answer?.headers ?? [])]));
    const text = `${sent.join()}${await gate.refusal().text()}${JSON.stringify(gate)}`;
    expect(text).not.toContain('c4n4ry');
    expect(text).not.toContain(expired.slice(0, 20));
  });
});
