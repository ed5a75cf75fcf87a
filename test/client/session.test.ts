/**
 * Claims: a reader is told to be signed out by the service alone, and with its reason; a service that cannot be asked
 * locks nobody out before the token ends, and is left alone for as long as it asks. What a page takes for a token is
 * checked as any token is, by the service's time. A reader whose token is revoked gets a new one, which says what they
 * hold now. A mistyped feature is an error.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createSession, type Session } from '../../client/src/session.ts';
import { pauseAfter, renewalOf } from '../../client/src/session-state.ts';
import { startJsonServer, type Answer, type JsonServer } from '../support/json-server.ts';
import { createClaims, createSigningKey, keySetOf, NOW, signToken } from '../support/tokens.ts';
import { startIssuer } from './revocation-lists.ts';

const key = createSigningKey('key-1');
let server: JsonServer;
/** Seconds since 1970 by the service’s clock. */
let serviceTime: number;
/** How far the reader’s clock is ahead, in seconds. */
let ahead: number;
/** Answers calls of /v1. */
let answer: Answer;
let session: Session<'news' | 'analysis'>;

beforeEach(async () => {
  serviceTime = NOW;
  ahead = 0;
  answer = token();
  server = await startJsonServer((request, response) => {
    if (request.url !== '/.well-known/jwks.json') answer(request, response);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(keySetOf(key));
  });
  session = createSession({
    issuer: server.origin,
    audience: 'the-fold',
    features: ['news', 'analysis'],
    now: () => (serviceTime + ahead) * 1_000,
  });
});
afterEach(() => server[Symbol.asyncDispose]());

function token(changes: Parameters<typeof createClaims>[0] = {}): Answer {
  return (_, response) => {
    const claims = createClaims({ iss: server.origin, iat: serviceTime, exp: serviceTime + 600, ...changes });
    const body = {
      access_token: signToken(key, claims),
      token_type: 'Bearer',
      expires_in: 600,
      now: serviceTime,
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

function refuse(status: number, code: string, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ type: 'about:blank', status, code, detail: 'A sentence for people.' }));
  };
}

const plain =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<p>x');
const calls = () => server.calls.filter((path) => path === '/v1/token').length;
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    (value) => value,
    (error: unknown) => (error as { code?: string }).code,
  );

test('a signed-in reader reads, and the token is asked for once', async () => {
  expect(session.state).toBe('starting');
  expect(session.unlocks('analysis')).toBe(false);
  expect((await session.access())?.member).toBe('mem_4hq8');
  expect([session.state, session.unlocks('analysis'), session.unlocks('registered')]).toEqual([
    'signed_in',
    true,
    true,
  ]);
  expect(await session.token()).toMatch(/^ey/);
  expect(calls()).toBe(1);
});

test('a feature that the publication does not have is an error, signed in or not', () => {
  // @ts-expect-error a mistyped feature does not compile
  expect(() => session.unlocks('anaylsis')).toThrow(expect.objectContaining({ code: 'feature_unknown' }));
});

describe('the service alone signs out', () => {
  test.each([
    'session_missing',
    'session_invalid',
    'session_expired',
    'session_ended',
    'session_evicted',
    'session_new',
  ])('with its reason: %s', async (code) => {
    await session.access();
    answer = refuse(401, code);
    expect(await session.refresh()).toBeUndefined();
    expect([session.state, session.why, session.unlocks('news')]).toEqual(['signed_out', code, false]);
  });

  const unwell: readonly (readonly [string, Answer])[] = [
    ['a broken connection', (_, response) => response.destroy()],
    ['a fault', refuse(500, 'internal_error')],
    ['a gateway’s page', plain(502)],
    ['a throttled call', plain(429)],
    ['a 401 that is a proxy’s', plain(401)],
    ['another refusal', refuse(403, 'origin_not_allowed')],
    ['HTML in place of a token', plain(200)],
    ['an answer without a token', (_, response) => response.writeHead(200).end('{"now":1}')],
    ['an answer without the time', (_, response) => response.writeHead(200).end('{"access_token":"x"}')],
    ['a redirect', plain(302, { location: '/elsewhere' })],
  ];

  test.each(unwell)('not %s, with a token and without one', async (_, unwellAnswer) => {
    answer = unwellAnswer;
    expect(await outcome(session.access())).toMatch(/^(service_unavailable|origin_not_allowed)$/);
    expect(session.state).toBe('offline');
    answer = token();
    await session.refresh();
    answer = unwellAnswer;
    await session.refresh();
    expect([session.state, session.unlocks('news')]).toEqual(['signed_in', true]);
    serviceTime += 600;
    expect([session.state, session.unlocks('news')]).toEqual(['offline', false]);
    answer = token();
    await session.refresh();
    expect(session.state).toBe('signed_in');
  });
});

test('a token that ran out is renewed before it is given', async () => {
  const first = await session.token();
  serviceTime += 600;
  expect(session.state).toBe('expired');
  const second = await session.token();
  expect(second).not.toBe(first);
  expect(session.state).toBe('signed_in');
});

test('the service is left alone for as long as it asks', async () => {
  answer = plain(429, { 'retry-after': '30' });
  await outcome(session.access());
  serviceTime += 30;
  expect(await outcome(session.access())).toBe('service_unavailable');
  expect(calls()).toBe(1);
  serviceTime += 3;
  answer = token();
  expect((await session.access())?.unlocks('news')).toBe(true);
  expect(calls()).toBe(2);
});

test.each([-86_400, 86_400])(
  'row 23: a clock that is %d s off neither locks out nor keeps a token good',
  async (off) => {
    ahead = off;
    expect((await session.access())?.unlocks('news')).toBe(true);
    serviceTime += 599;
    expect(session.state).toBe('signed_in');
    serviceTime += 1;
    expect(session.state).toBe('expired');
  },
);

test.each([
  ['another publication’s', { aud: 'the-other' }, 'token_audience_mismatch'],
  ['another issuer’s', { iss: 'https://elsewhere.example' }, 'token_issuer_mismatch'],
])('a token that is %s is not believed, and signs nobody out', async (_, changes, code) => {
  answer = token(changes);
  expect(await outcome(session.access())).toBe(code);
  expect(session.state).toBe('offline');
});

test('calls that the service refuses reject with its code, its words and its answer', async () => {
  answer = refuse(400, 'address_invalid');
  const error: unknown = await session.sendCode('nobody').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'ServiceRefused',
    code: 'address_invalid',
    status: 400,
    message: 'address_invalid: A sentence for people.',
    problem: { code: 'address_invalid' },
  });
  answer = plain(502);
  expect(await outcome(session.signIn('123456'))).toBe('service_unavailable');
  expect(await outcome(session.signOut())).toBe('service_unavailable');
  answer = (_, response) => response.writeHead(200).end('{"url":"https://checkout.example/1"}');
  expect(await session.checkout({ plan: 'annual', to: 'https://thefold.example' })).toBe(
    'https://checkout.example/1',
  );
});

test('a sign-in, a claim and a sign-out are told to those who listen, a renewal is not', async () => {
  const states: string[] = [];
  session.addEventListener('change', () => states.push(session.state));
  answer = refuse(401, 'session_missing');
  await session.access();
  answer = token();
  await session.signIn('123456');
  await session.refresh();
  answer = (_, response) => response.writeHead(204).end();
  await session.signOut();
  expect(session.why).toBe('signed_out');
  answer = token({ ent: ['news'] });
  await session.claim('cs_1');
  answer = token({ ent: ['analysis', 'news'] });
  await session.refresh();
  expect(states).toEqual(['signed_out', 'signed_in', 'signed_out', 'signed_in', 'signed_in']);
});

test('a revoked token is replaced, and no longer good where no other can be had', async () => {
  await using issuer = await startIssuer();
  issuer.publish([]);
  answer = (_, response) => {
    const body = { access_token: issuer.token({ ent: ['news'] }), now: issuer.now() };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const fetch = (url: string, init: RequestInit) =>
    globalThis.fetch(url.includes('/v1/token') ? url.replace(issuer.origin, server.origin) : url, init);
  const polling = createSession({ ...issuer.options(), fetch });
  const first = await polling.token();
  issuer.pass(60);
  issuer.publish([{ sub: 'mem_4hq8', before: issuer.now() }]);
  const second = await polling.token();
  expect(second).not.toBe(first);
  expect(polling.unlocks('news')).toBe(true);
  issuer.pass(60);
  issuer.publish([{ sub: 'mem_4hq8', before: issuer.now() }]);
  answer = plain(503);
  expect(await outcome(polling.access())).toBe('service_unavailable');
  expect([polling.state, polling.unlocks('news')]).toEqual(['offline', false]);
});

test('renewals are spread over half a minute, before the end, whatever the token’s life', () => {
  expect([renewalOf(600, 0, 0), renewalOf(600, 0, 1)]).toEqual([540, 510]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 600 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (life, chance) => {
        const at = renewalOf(NOW + life, NOW, chance);
        return at >= NOW && at < NOW + life;
      },
    ),
    { seed: 1 },
  );
});

test('pauses grow from a second to a minute', () => {
  expect([1, 2, 3, 6, 7, 1_000].map((inARow) => pauseAfter(inARow))).toEqual([1, 2, 4, 30, 30, 30]);
  expect(pauseAfter(1_000, undefined, 1)).toBe(60);
  expect(pauseAfter(1, 120)).toBe(121);
});
