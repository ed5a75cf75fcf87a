/**
 * Claims: what is deployed starts with the settings that its template gives it, and does its work with the rights that its template
 * gives it: Stripe's events are checked and queued, keys are made, readers are mailed a code and signed in, admins grant
 * and revoke, and a sweep that may not believe what it would read stands still. A forged event is turned away.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import config from '../../gatefold.config.ts';
import { FUNCTIONS } from '../../infra/rights.ts';
import type { FunctionName } from '../../infra/rights.ts';
import { ensureFirstAdminKey } from '../../functions/admin/first-key.ts';
import { createTables, localDynamo } from '../../local/tables.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { bundled } from './bundled.ts';
import { createGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import { startFunction } from './lambda.ts';
import type { RunningFunction } from './lambda.ts';
import { inWords, rightsOfFunction } from './rights-of.ts';
import { synthesizeForFile } from './synthesis.ts';

/** A stage of its own, since every test file shares one engine. */
const stage = `t${randomBytes(6).toString('hex')}`;
const prefix = `gatefold-${stage}`;
const synthesis = synthesizeForFile({ stage });
const WEBHOOK_SECRET = 'whsec_of_the_bundles';
const secrets = {
  [`/gatefold/${stage}/stripe-key`]: 'sk_live_of_the_bundles',
  [`/gatefold/${stage}/stripe-webhook-secret`]: WEBHOOK_SECRET,
  [`/gatefold/${stage}/session-secret`]: randomBytes(32).toString('base64url'),
  [`/gatefold/${stage}/origin-secret`]: randomBytes(32).toString('base64url'),
};
const functions = new Map<FunctionName, RunningFunction>();
let adminKey: string;
let gateway: Gateway;

beforeAll(async () => {
  const dynamodb = inject('dynamodbEndpoint');
  const client = localDynamo(dynamodb);
  await createTables(client, prefix);
  adminKey = await ensureFirstAdminKey(
    createApiKeysStore(openDatabase(client, prefix)),
    config.hosts.service,
    randomBytes(48),
    Date.now(),
  );
  await createLedgerStore(openDatabase(client, prefix)).quarantine(
    'product',
    'prod_mugs',
    'cus_1',
    Date.now(),
  );
  client.destroy();
  const { service } = synthesis();
  gateway = createGateway({ service, secrets, invoke: (name, event) => running(name).invoke(event) });
  const bundles = await bundled();
  await Promise.all(
    FUNCTIONS.map(async (name) => {
      functions.set(name, await startFunction({ service, prefix, bundles, secrets, dynamodb }, name));
    }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all([...functions.values()].map((one) => one.stop()));
});

function running(name: FunctionName): RunningFunction {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`${name} is not running.`);
  return found;
}

/** A request that comes through the CDN. */
async function call(
  method: string,
  path: string,
  options: { readonly body?: string; readonly headers?: Record<string, string> } = {},
) {
  const headers = { 'content-type': 'application/json', ...options.headers };
  const answer = await gateway(new Request(config.hosts.service + path, { method, ...options, headers }));
  const text = await answer.text();
  return {
    status: answer.status,
    json: JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>,
    cookies: answer.headers.getSetCookie(),
  };
}

function signed(body: string, secret: string): Record<string, string> {
  const at = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return { 'stripe-signature': `t=${at},v1=${v1}` };
}

const EVENT = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'invoice.paid',
  created: 1_800_000_000,
  livemode: false,
  data: { object: { id: 'in_1', object: 'invoice', customer: 'cus_1' } },
});

describe('the webhook', () => {
  test('turns a forged event away', async () => {
    const headers = signed(EVENT, 'whsec_of_somebody_else');
    const { status, json } = await call('POST', '/webhooks/stripe', { body: EVENT, headers });
    expect([status, json.code]).toEqual([400, 'signature_invalid']);
    expect(running('webhook').aws.queued).toEqual([]);
  });

  test('queues a genuine one', async () => {
    const headers = signed(EVENT, WEBHOOK_SECRET);
    const { status, json } = await call('POST', '/webhooks/stripe', { body: EVENT, headers });
    expect([status, json]).toEqual([200, { received: true, queued: true }]);
    expect(running('webhook').aws.queued[0]).toContain('cus_1');
  });
});

test('the sync gives back what it cannot read, and takes the rest of its batch', async () => {
  const record = { messageId: 'm1', receiptHandle: 'r1', body: '{', attributes: { SentTimestamp: '0' } };
  const answer = await running('sync').invoke({ Records: [record] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
});

test('the sweep finds a key of the other mode, asks Stripe nothing, and an admin sees why it stands still', async () => {
  expect(await running('sweep').invoke({})).toBeNull();
  const headers = { authorization: `Bearer ${adminKey}` };
  const { json } = await call('GET', '/admin/v1/sweeps', { headers });
  expect(json).toMatchObject({ stripe: { halted: { reason: 'wrong_mode' } }, nightly: [] });
});

test('the rotation makes the keys that readers’ tokens are signed with, and one reader signs in by mail', async () => {
  await running('rotate').invoke({});
  const { json: keySet } = await call('GET', '/.well-known/jwks.json');
  expect(keySet.keys).toHaveLength(2);

  const headers = { origin: config.hosts.site };
  const asked = await call('POST', '/v1/sign-in', {
    headers,
    body: JSON.stringify({ email: 'ada@reader.example' }),
  });
  expect(asked.status).toBeLessThan(300);
  const [message = ''] = running('access').aws.queued;
  await running('mail').invoke({ Records: [{ messageId: 'm1', body: message }] });
  expect(running('mail').aws.mailed[0]).toContain('ada@reader.example');

  const { code } = z.object({ code: z.string() }).parse(JSON.parse(message));
  const cookies = asked.cookies.map((cookie) => cookie.split(';')[0] ?? '');
  const entered = await call('POST', '/v1/sign-in/verify', {
    headers: { ...headers, cookie: cookies.join('; ') },
    body: JSON.stringify({ code }),
  });
  expect(entered.status).toBe(200);
  expect(entered.json).toHaveProperty('access_token');
});

test('an admin grants a comp, revokes it, finds both on record, decides what waits, and hands out a key', async () => {
  const admin = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${adminKey}` };
    const answer = await call(method, `/admin/v1${path}`, {
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return [answer.status, answer.json] as const;
  };
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  const comp = { email: 'press@reader.example', plan: 'annual', ends_at: endsAt, reason: 'Press' };
  const [status, grant] = await admin('POST', '/grants', comp);
  expect(status).toBe(201);
  const { id, member } = z.object({ id: z.string(), member: z.string() }).parse(grant);
  expect(await admin('DELETE', `/grants/${id}`, { reason: 'Left' })).toMatchObject([200, { id }]);
  expect(await admin('GET', `/members/${member}`)).toMatchObject([200, {}]);
  const [, { data }] = await admin('GET', `/audit?member=${member}`);
  expect(data).toHaveLength(2);
  expect(await admin('POST', '/quarantine/product/prod_mugs/ignore', { reason: 'Mugs' })).toMatchObject([
    200,
    {},
  ]);
  expect(await admin('GET', '/quarantine')).toMatchObject([200, { data: [{ state: 'ignored' }] }]);
  expect((await admin('GET', '/events/evt_unknown'))[0]).toBe(404);

  const [, made] = await admin('POST', '/keys', { name: 'Desk', scopes: ['members:read'] });
  expect(await admin('DELETE', `/keys/${z.object({ id: z.string() }).parse(made).id}`)).toMatchObject([
    200,
    {},
  ]);
  expect((await admin('GET', '/keys'))[1]).toMatchObject({ data: [{}, {}] });
});

test('none of them asked for more than it has', () => {
  expect(FUNCTIONS.map((name) => [name, running(name).aws.refused])).toEqual(
    FUNCTIONS.map((name) => [name, []]),
  );
});

test('the webhook and the admins use every right they have', () => {
  for (const name of ['webhook', 'admin'] as const) {
    const rights = inWords(rightsOfFunction(synthesis().service, `${prefix}-${name}`));
    const beyondItsLog = rights.filter((right) => !right.startsWith('logs:'));
    expect([...running(name).aws.used].sort()).toEqual(beyondItsLog);
  }
});
