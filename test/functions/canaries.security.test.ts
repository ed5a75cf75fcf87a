/**
 * Claims: whatever a caller sends to any route of any app, in whatever part of a request, is in no line of the log and in no
 * metric, whether it is taken, refused or ends in a fault; nor is what Stripe says of somebody, nor what is in a mail. A route
 * that nobody has tried with a canary fails here.
 */
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../../gatefold.config.ts';
import { createLog } from '../../functions/http/log.ts';
import { createMailConsumer } from '../../functions/mail/consume.ts';
import { createSpeaker } from '../../shared/words/speaker.ts';
import { TABLES, tableName } from '../../shared/store/tables.ts';
import { stripeError } from '../support/front.ts';
import type { Reader } from '../support/reader.ts';
import { openWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { eventOf, openWebhook, signed } from './webhook/support.ts';
import { openSweepWorld } from './sweep/support.ts';
import { CANARY, CANARY_ADDRESS, SENT, canaryHeaders, namesCanary } from './canaries.ts';

const EMF = { service: 'test', stage: 'test', now: () => 0 };

/** These end sessions and keys, so they come last. */
const ENDING = /sign-out|revoke|DELETE/;

describe('every route', () => {
  let world: World;
  let reader: Reader;
  let ids: Readonly<Record<string, string>>;
  beforeAll(async () => {
    world = await openWorld();
    reader = world.reader();
    await world.subscribe(reader, CANARY_ADDRESS);
    await world.signIn(reader, CANARY_ADDRESS);
    const { member } = await world.access(reader);
    const made = await world.admin('POST', '/keys', { name: CANARY, scopes: ['members:read'] });
    const comp = { ends_at: '2027-12-31T00:00:00Z', reason: CANARY, features: ['memos'] };
    const granted = await world.admin('POST', '/grants', { member, ...comp });
    ids = {
      '/admin/v1/members/:id': member,
      '/admin/v1/members/:id/revoke': member,
      '/admin/v1/keys/:id': ((await made.json()) as { id: string }).id,
      '/admin/v1/grants/:id': ((await granted.json()) as { id: string }).id,
    };
  });
  afterAll(() => world.close());

  const routes = () => {
    const tables = Object.values(world.service.apps).flatMap((app) => app.routes);
    const named = tables
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    return [...new Set(named)].sort((one, other) => Number(ENDING.test(one)) - Number(ENDING.test(other)));
  };

  /** As somebody who is known here, or as one whose credentials are canaries too. */
  async function call(route: string, fields: object, isKnown: boolean): Promise<Response> {
    const [method = '', pattern = ''] = route.split(' ');
    const isPage = pattern.startsWith('/account');
    const id = isKnown ? ids[pattern] : undefined;
    const path = pattern.replaceAll(/:\w+/g, (name) => id ?? `${name.slice(1)}_${CANARY}`);
    const url = new URL(`${world.issuer}${path}`);
    url.searchParams.set(CANARY, CANARY_ADDRESS);
    const names = ['session', 'sign_in', 'checkout', 'nonce', 'evicted'];
    const cookie = isKnown
      ? `gatefold_session=${reader.cookie('gatefold_session', '/v1') ?? ''}`
      : names.map((name) => `gatefold_${name}=${CANARY}.${CANARY}`).join('; ');
    const headers = {
      ...canaryHeaders(),
      cookie: `${cookie}; other=${CANARY}`,
      authorization: `Bearer ${isKnown ? world.adminKey : `key_${CANARY}`}`,
      origin: isPage ? new URL(world.issuer).origin : world.site,
    };
    if (method === 'GET') {
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, String(value));
      return keep(await fetch(url, { headers, redirect: 'manual' }));
    }
    const [type, body] = isPage
      ? [
          'application/x-www-form-urlencoded',
          new URLSearchParams(fields as Record<string, string>).toString(),
        ]
      : ['application/json', JSON.stringify(fields)];
    return keep(
      await fetch(url, { method, headers: { ...headers, 'content-type': type }, body, redirect: 'manual' }),
    );
  }

  /** The credential moves on with each answer. */
  function keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [, value] = /^gatefold_session=([^;]+); /.exec(line) ?? [];
      if (value !== undefined) reader.setCookie('gatefold_session', value, '/v1');
    }
    return response;
  }

  async function everywhere(): Promise<Map<string, number[]>> {
    const answers = new Map<string, number[]>();
    for (const route of routes()) {
      for (const fields of SENT[route] ?? []) {
        for (const isKnown of [true, false]) {
          const { status } = await call(route, fields, isKnown);
          answers.set(route, [...(answers.get(route) ?? []), status]);
        }
        world.clock.advance(11);
      }
      if (route.startsWith('GET ')) continue;
      const [method = '', path = ''] = route.split(' ');
      const headers = { ...canaryHeaders(), origin: world.site, 'content-type': 'application/json' };
      await fetch(`${world.issuer}${path}`, { method, headers, body: `{"${CANARY}":` });
    }
    await world.settled();
    return answers;
  }

  test('row 58: has a canary', () => {
    expect(routes().toSorted()).toEqual(Object.keys(SENT).toSorted());
  });

  test('row 58: tells none of what it is sent, taken or refused', async () => {
    const answers = await everywhere();
    const taken = [...answers].filter(([, statuses]) => statuses.some((status) => status < 400));
    expect(taken.length, 'of the routes, most take what they are sent').toBeGreaterThan(40);
    expect(world.logLines.length).toBeGreaterThan(20);
    expect(world.logLines.filter(namesCanary)).toEqual([]);
  });

  test('row 58: tells none of it in a fault, of which it tells the route', async () => {
    world.logLines.length = 0;
    for (const table of TABLES)
      await world.dynamo.send(new DeleteTableCommand({ TableName: tableName(world.tablePrefix, table) }));
    world.double.control.fault({ kind: 'unavailable', times: 10_000 });
    await everywhere();
    const lines = world.logLines.map((line) => JSON.parse(line) as { event: string; route?: string });
    const faults = new Set(lines.filter(({ event }) => event === 'fault').map(({ route }) => route));
    expect(faults.size).toBeGreaterThan(20);
    expect(
      [...faults].filter((route) => !routes().includes(route ?? '') && route !== 'ALL /admin/v1/*'),
    ).toEqual([]);
    expect(world.logLines.filter(namesCanary)).toEqual([]);
  });
});

test('row 58: what Stripe tells of somebody, by an event that is taken', async () => {
  const webhook = await openWebhook();
  const person = { email: CANARY_ADDRESS, name: CANARY, metadata: { [CANARY]: CANARY } };
  const body = eventOf({
    data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_1', ...person } },
  });
  expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ queued: true });
  expect(webhook.logLines.join()).toContain('event_queued');
  expect(webhook.logLines.filter(namesCanary)).toEqual([]);
});

test('row 58: what the sync and the sweep read at Stripe, and what it says in errors', async () => {
  const world = await openSweepWorld();
  try {
    const paid = await world.subscribeAtStripe(CANARY_ADDRESS);
    await world.send(paid.customer);
    await world.drain();
    world.front.interfere(() =>
      Promise.resolve(
        stripeError(400, { type: 'invalid_request_error', message: `No such customer: ${CANARY_ADDRESS}` }),
      ),
    );
    await world.send(paid.customer);
    await world.drain();
    await world.queue.send({ kind: CANARY, customer: CANARY_ADDRESS } as never);
    await world.drain();
    world.untilNight();
    await world.sweep().catch(() => undefined);
    world.front.interfere();
    await world.sweep();
    const lines = [...world.logLines, ...world.sweepLines];
    const events = new Set(lines.map((line) => (JSON.parse(line) as { event: string }).event));
    expect([...events]).toEqual(expect.arrayContaining(['synced', 'sync_failed', 'sweep_night_compared']));
    expect(lines.filter(namesCanary)).toEqual([]);
  } finally {
    await world.close();
  }
});

test('row 58: what is in a mail, whether it is sent, refused, paused, or cannot be read or sent', async () => {
  const lines: string[] = [];
  const outcomes = ['sent', 'refused', 'paused', 'fault'] as const;
  const letters = [
    { kind: 'sign_in', code: '123456', link: `https://access.example.com/?token=${CANARY}` },
    { kind: 'address_change_old', code: '123456', newAddress: CANARY_ADDRESS },
    { kind: 'address_change_new', code: '123456' },
    { kind: 'address_changed', newAddress: CANARY_ADDRESS },
    { kind: CANARY },
  ].map((letter) => ({ ...letter, to: CANARY_ADDRESS, expiresAt: 900, requestId: 'req_1' }));
  for (const outcome of outcomes) {
    const consume = createMailConsumer({
      publication: config.publication,
      speaker: createSpeaker(config.publication.language, config.words),
      mailer: {
        send: ({ to }) =>
          outcome === 'fault' ? Promise.reject(new Error(`${to} was refused`)) : Promise.resolve(outcome),
      },
      now: () => 0,
      log: createLog((line) => lines.push(line), EMF),
    });
    const Records = letters.map((letter, index) => ({
      messageId: String(index),
      body: JSON.stringify(letter),
    }));
    await consume({ Records } as never);
  }
  const events = new Set(lines.map((line) => (JSON.parse(line) as { event: string }).event));
  expect([...events].sort()).toEqual(['mail_failed', 'mail_paused', 'mail_refused', 'mail_sent']);
  expect(lines.filter((line) => namesCanary(line) || line.includes('123456'))).toEqual([]);
  expect(lines.join()).toContain('"MailsSent":1');
});

test('a canary is found in any spelling', () => {
  for (const text of [CANARY, CANARY.toUpperCase(), encodeURIComponent(CANARY_ADDRESS)])
    expect(namesCanary(`{"event":"${text}"}`)).toBe(true);
  for (const before of ['', 'a', 'ab', 'abc'])
    expect(namesCanary(Buffer.from(`${before}${CANARY_ADDRESS}`).toString('base64url'))).toBe(true);
  expect(namesCanary('{"event":"synced","customer":"cus_1"}')).toBe(false);
});
