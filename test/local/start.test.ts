// Claims:
// - `npm start` prints where everything is, an admin key, and three things to try; all of them answer.
// - Ctrl-C ends everything that it had started; so does killing it.
// - What cannot be is told in one sentence, and nothing is left running.
// - A reader who is signed in still is after a restart. A reader whose payment was only just heard of when the process
//   was killed gets in after the restart: a payment is never lost.
// - Time that was moved on at the Stripe double is moved on for the service too, and stays so after a restart.
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createReader } from '../support/reader.ts';
import type { Reader } from '../support/reader.ts';
import { CARD } from '../support/world.ts';
import { freePorts, isFree, listen } from '../../local/ports.ts';
import { descendants, engineOf, gone, isAlive, npmStart, npmStartRefused } from './npm-start.ts';
import type { Started } from './npm-start.ts';
import { temporaryFolder } from './support.ts';

const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'reports'];

/** Begins a purchase and pays on Stripe's page, but does not come back from it. */
async function pay({ service, site }: Started, email: string, meanwhile?: () => void): Promise<void> {
  const reader = createReader();
  const begun = await reader.submit(`${service}/account/subscribe`, { plan: 'annual', to: site, email });
  meanwhile?.();
  const paid = await reader.submit(begun.headers.get('location') ?? '', CARD);
  expect(paid.status).toBe(303);
}

/** Resolves when Stripe has had an answer to every event. */
const delivered = ({ stripe }: Started) => fetch(`${stripe}/_double/settled`);

async function signIn({ service, site }: Started, email: string): Promise<Reader> {
  const reader = createReader();
  await reader.call(`${service}/v1/sign-in`, { email }, site);
  const code = await mailedCode(service);
  const verified = await reader.call(`${service}/v1/sign-in/verify`, { code }, site);
  expect(verified.status).toBe(200);
  return reader;
}

/** The code in the newest mail, once it is there. */
async function mailedCode(service: string): Promise<string> {
  for (;;) {
    const page = await (await fetch(`${service}/outbox`)).text();
    const found = /(\d{3}) (\d{3}) is your code/.exec(page);
    if (found !== null) return `${found[1]}${found[2]}`;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function features(started: Started, reader: Reader): Promise<string[]> {
  return (await claims(started, reader)).ent;
}

async function claims({ service, site }: Started, reader: Reader) {
  const response = await reader.call(`${service}/v1/token`, {}, site);
  const { access_token: token = '' } = (await response.json()) as { access_token?: string };
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(payload) as { ent: string[]; iat: number };
}

/** Asks again until the answer is as wanted: what a queue does takes its time. */
async function eventually<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('npm start', () => {
  test('shows where everything is, ends with Ctrl-C, and goes on where it was', async () => {
    const settings = { port: await freePorts(3), data: temporaryFolder() };
    const first = await npmStart(settings);
    expect(first.service).toBe(`http://127.0.0.1:${settings.port}`);
    expect(first.output()).toContain('Three things to try:');
    expect(first.output()).toContain(`Data is kept in ${settings.data}.`);
    for (const url of [first.site, `${first.service}/account`, `${first.service}/outbox`, first.stripe]) {
      expect((await createReader().visit(url)).status, url).toBe(200);
    }
    const [, command = ''] = /curl (\S+) /.exec(first.output()) ?? [];
    const body = /-d '(.*)'/.exec(first.output())?.[1] ?? '';
    const headers = { authorization: `Bearer ${first.adminKey}`, 'content-type': 'application/json' };
    expect((await fetch(command, { method: 'POST', headers, body })).status).toBe(201);

    await pay(first, 'ada@example.com');
    const reader = await signIn(first, 'ada@example.com');
    const all = [...EVERYTHING, 'registered'].sort();
    await eventually(
      () => features(first, reader),
      (held) => held.length === all.length,
    );

    const intruder = await npmStartRefused({ ...settings, port: await freePorts(3) });
    expect(intruder.code).toBe(1);
    expect(intruder.stderr).toBe(
      `The data in ${settings.data} is in use by another npm start: stop it, or choose other data with GATEFOLD_DATA_DIR.\n`,
    );

    const started = descendants(first.pid);
    expect(started.length).toBeGreaterThanOrEqual(2);
    first.signal('SIGINT');
    expect(await first.ended).toBe(0);
    await gone(started);
    const ports = [settings.port, settings.port + 1, settings.port + 2];
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true, true]);

    const second = await npmStart(settings);
    expect(second.adminKey).toBe(first.adminKey);
    expect(await features(second, reader)).toEqual(all);
    const found = await fetch(`${second.service}/admin/v1/members?email=press@example.com`, { headers });
    expect(await found.json()).toMatchObject({
      data: [{ entitlements: { features: [{ feature: 'memos' }] } }],
    });
    second.signal('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  test('goes on at the time that was moved to, in all its parts', async () => {
    const settings = { port: await freePorts(3), data: temporaryFolder() };
    const first = await npmStart(settings);
    const reader = await signIn(first, 'ada@example.com');
    const moved = await fetch(`${first.stripe}/_double/clock/advance`, {
      method: 'POST',
      body: JSON.stringify({ seconds: 30 * 86_400 }),
    });
    const { now } = (await moved.json()) as { now: number };
    expect(now).toBeGreaterThan(Date.now() / 1000 + 29 * 86_400);
    expect((await claims(first, reader)).iat).toBeGreaterThanOrEqual(now);
    first.signal('SIGINT');
    await first.ended;

    const second = await npmStart(settings);
    const clock = await fetch(`${second.stripe}/_double/clock`);
    expect(((await clock.json()) as { now: number }).now).toBeGreaterThanOrEqual(now);
    expect((await claims(second, reader)).iat).toBeGreaterThanOrEqual(now);
  });

  test('row 62: killed between a webhook and its sync, it lets the reader in after the restart', async () => {
    const settings = { port: await freePorts(3), data: temporaryFolder() };
    const first = await npmStart(settings);
    const engine = engineOf(first.pid);
    onTestFinished(() => {
      if (isAlive(engine)) process.kill(engine, 'SIGCONT');
    });
    // The engine stands still: the webhook needs none and answers, the sync can not get to its end.
    await pay(first, 'ben@example.com', () => process.kill(engine, 'SIGSTOP'));
    await delivered(first);
    const started = descendants(first.pid);
    first.signal('SIGKILL');
    await first.ended;
    process.kill(engine, 'SIGCONT');
    await gone(started);
    const queues = new DatabaseSync(join(settings.data, 'queues.db'));
    const { waiting } = queues
      .prepare("SELECT COUNT(*) AS waiting FROM messages WHERE queue = 'sync'")
      .get() as {
      waiting: number;
    };
    queues.close();
    expect(waiting).toBeGreaterThan(0);

    const second = await npmStart(settings);
    const reader = await signIn(second, 'ben@example.com');
    const all = [...EVERYTHING, 'registered'].sort();
    expect(
      await eventually(
        () => features(second, reader),
        (held) => held.length > 1,
      ),
    ).toEqual(all);
  });

  test('killed, leaves nothing running, and can be started again at once', async () => {
    const settings = { port: await freePorts(3), data: temporaryFolder() };
    const first = await npmStart(settings);
    const started = descendants(first.pid);
    first.signal('SIGKILL');
    await first.ended;
    const second = await npmStart(settings);
    await gone(started);
    expect(isAlive(second.pid)).toBe(true);
    expect((await fetch(`${second.service}/v1/plans`)).status).toBe(200);
  });
});

describe('npm start refuses in one sentence', () => {
  test('a port of its three that is taken, and gives the others back', async () => {
    const settings = { port: await freePorts(3), data: temporaryFolder() };
    const taken = settings.port + 2;
    const other = await listen(() => new Response(), taken);
    const { code, stdout, stderr } = await npmStartRefused(settings);
    await other.close();
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: `Port ${taken} is taken: stop what listens there, or choose others, as in PORT=9000 npm start.\n`,
    });
    expect(await Promise.all([0, 1, 2].map((one) => isFree(settings.port + one)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(existsSync(join(settings.data, 'dynamodb.db'))).toBe(false);
  });

  test('a live key of Stripe, without repeating it', async () => {
    const data = temporaryFolder();
    const more = { STRIPE_SECRET_KEY: 'sk_live_canary' };
    expect(await npmStartRefused({ port: 1, data, more })).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: 'STRIPE_SECRET_KEY must be a test-mode key (sk_test_…): no real money moves on this machine.\n',
    });
    expect(readdirSync(data)).toEqual([]);
  });

  test('a port that is none', async () => {
    const data = temporaryFolder();
    expect(await npmStartRefused({ port: 65_534, data })).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: 'PORT must be a number from 1 to 65533; the two after it are used too.\n',
    });
    expect(readdirSync(data)).toEqual([]);
  });
});
