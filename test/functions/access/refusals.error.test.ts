// Claims:
// - Every refusal of the readers' API has a stable code and status, says what is wrong in one sentence, and names the
//   request; nothing internal is in it.
// - Every code that the service can answer with is reached here.
import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_REFUSALS } from '../../../functions/access/refusals.ts';
import type { AccessRefusal } from '../../../functions/access/refusals.ts';
import { CLIENT_HEADER } from '../../../shared/config/cdn-headers.ts';
import { createIdentitySecrets } from '../../../shared/identity/credential.ts';
import { ACTS_PER_NETWORK_PER_HOUR, networkCounter } from '../../../shared/identity/network.ts';
import { tableName } from '../../../shared/store/tables.ts';
import type { Reader } from '../../support/reader.ts';
import { pageRefusalOf, problemOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { DEBIT } from './shop.ts';
import { CLIENT_ID, startTokenMaker } from './token-maker.ts';
import type { TokenMaker } from './token-maker.ts';

const NINETY_DAYS_SECONDS = 90 * 86_400;
const MONTHLY = {
  name: 'Monthly',
  features: ['news'],
  products: ['prod_monthly'],
  onSale: [{ lookupKey: 'monthly_usd', currency: 'usd', amount: 1_000, interval: 'month' as const }],
  graceDays: 7,
  devices: 1,
};
const EUROPEAN = {
  ...MONTHLY,
  name: 'European',
  products: ['prod_european'],
  onSale: [{ lookupKey: 'monthly_eur', currency: 'eur', amount: 1_000, interval: 'month' as const }],
};

let world: World;
let maker: TokenMaker;
beforeAll(async () => {
  maker = await startTokenMaker(() => world.clock.now());
  world = await openWorld({
    change: (config) => ({
      ...config,
      plans: { ...config.plans, monthly: MONTHLY, european: EUROPEAN },
      identityProviders: [
        { issuer: maker.issuer, clientIds: [CLIENT_ID] },
        { issuer: `${maker.issuer}/away`, clientIds: [CLIENT_ID], jwksUri: `${maker.issuer}/nothing` },
      ],
    }),
  });
});
afterAll(() => Promise.all([world.close(), maker.close()]));

/** With a nonce of its own; `changes` are the ID token's. */
async function exchange(changes: object, alter = (token: string) => token): Promise<Response> {
  const given = await app('/v1/sign-in/nonce', {});
  const { nonce, handle } = (await given.json()) as Record<string, string>;
  return app('/v1/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: alter(await maker.sign({ nonce, ...changes })),
    handle,
  });
}

const call = (path: string, body: object, reader = world.reader()) =>
  reader.call(`${world.issuer}${path}`, body, world.site);
const app = (path: string, body: object) =>
  fetch(`${world.issuer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const checkout = (body: object, reader?: Reader) =>
  call('/v1/checkout', { plan: 'annual', email: 'ada@example.com', ...body }, reader);
const sessionOf = (url: string) => /cs_\w+/.exec(url)?.[0] ?? '';
const claim = (reader: Reader, url: string) =>
  call('/v1/checkout/claim', { session_id: sessionOf(url) }, reader);

async function askedToSignIn(email: string): Promise<{ reader: Reader; right: string; wrong: string }> {
  const reader = world.reader();
  await call('/v1/sign-in', { email }, reader);
  await world.service.mailQueue.settled();
  const right = world.codeFor(email);
  return { reader, right, wrong: right === '000000' ? '000001' : '000000' };
}
const verify = (reader: Reader, code: string) => call('/v1/sign-in/verify', { code }, reader);

/** These are pages' refusals: a person opens a link, and goes to the portal. */
const PAGES: ReadonlySet<string> = new Set([
  'address_same',
  'address_taken',
  'address_not_correctable',
  'address_change_limit',
  'address_change_over',
  'link_expired',
  'link_used',
  'portal_unavailable',
  'subscription_unknown',
]);

const toAddress = (reader: Reader, fields: Record<string, string>, path = '') =>
  reader.submit(`${world.issuer}/account/address${path}`, fields);

async function toPortal(email: string, fields: Record<string, string>): Promise<Response> {
  const reader = world.reader();
  await world.subscribe(reader, email);
  await world.signIn(reader, email);
  world.double.control.fault({ kind: 'unavailable', path: '/v1/billing_portal' });
  const answer = await reader.submit(`${world.issuer}/account/portal`, fields);
  world.double.control.clearFaults();
  return answer;
}

/** A site's server counts the free articles of a reader, by the token that it was given. */
const meter = (token: string | undefined, month?: string) =>
  fetch(`${world.issuer}/v1/meter`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ articles: [], month }),
  });

/** A request for each refusal. */
const REQUESTS: Readonly<Record<AccessRefusal, readonly [status: number, () => Promise<Response>]>> = {
  to_not_allowed: [400, () => checkout({ to: 'https://evil.example/' })],
  plan_unknown: [400, () => checkout({ plan: 'gold' })],
  price_unknown: [400, () => checkout({ lookup_key: 'monthly_usd' })],
  price_not_on_sale: [
    503,
    async () => {
      const { data } = await world.stripe.prices.list({ lookup_keys: ['monthly_usd'] });
      await world.stripe.prices.update(data[0]?.id ?? '', { active: false });
      return checkout({ plan: 'monthly' });
    },
  ],
  address_missing: [400, () => checkout({ email: undefined })],
  address_invalid: [400, () => call('/v1/sign-in', { email: 'ada' })],
  address_not_ascii: [400, () => call('/v1/sign-in', { email: 'adä@example.com' })],
  already_subscribed: [
    409,
    async () => {
      await world.subscribe(world.reader(), 'ben@example.com');
      return checkout({ email: 'ben@example.com' });
    },
  ],
  payment_processing: [
    409,
    async () => {
      const reader = world.reader();
      const begun = await checkout({ plan: 'european', email: 'mia@example.com' }, reader);
      const { url } = (await begun.json()) as { url: string };
      const paid = await reader.submit(url, DEBIT);
      return claim(reader, paid.headers.get('location') ?? '');
    },
  ],
  portal_unavailable: [503, () => toPortal('olga@example.com', { act: 'update_card' })],
  subscription_unknown: [404, () => toPortal('pia@example.com', { subscription: 'sub_somebody_elses' })],
  checkout_unknown: [404, () => call('/v1/checkout/claim', { session_id: 'cs_test_nothing' })],
  checkout_unpaid: [
    409,
    async () => {
      const reader = world.reader();
      return claim(reader, await world.beginCheckout(reader, 'cleo@example.com'));
    },
  ],
  checkout_expired: [
    410,
    async () => {
      const reader = world.reader();
      const url = await world.beginCheckout(reader, 'dora@example.com');
      world.clock.advance(86_400);
      return claim(reader, url);
    },
  ],
  checkout_used: [
    409,
    async () => {
      const reader = world.reader();
      const back = await world.pay(reader, await world.beginCheckout(reader, 'emil@example.com'));
      expect((await claim(reader, back)).status).toBe(200);
      return claim(reader, back);
    },
  ],
  checkout_not_ours: [
    409,
    async () => {
      const reader = world.reader();
      const url = await world.beginCheckout(reader, 'finn@example.com');
      world.double.control.hold();
      const back = await world.pay(reader, url);
      await sellSomethingElse(sessionOf(url));
      const answer = await claim(reader, back);
      world.double.control.release();
      await world.settled();
      return answer;
    },
  ],
  address_same: [
    400,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'sam@example.com');
      return toAddress(reader, { email: 'SAM@example.com' });
    },
  ],
  address_taken: [
    409,
    async () => {
      const reader = world.reader();
      await world.signIn(world.reader(), 'tom@example.com');
      await world.signIn(reader, 'uma@example.com');
      await toAddress(reader, { email: 'tom@example.com' });
      await world.service.mailQueue.settled();
      return toAddress(reader, { new: world.codeFor('tom@example.com') }, '/codes');
    },
  ],
  address_not_correctable: [
    409,
    async () => {
      const reader = world.reader();
      await world.subscribe(reader, 'vic@example.com');
      const comp = { plan: 'monthly', ends_at: '2028-01-01T00:00:00Z', reason: 'press' };
      await world.admin('POST', '/grants', { email: 'vic@example.com', ...comp });
      return toAddress(reader, { email: 'vera@example.com' });
    },
  ],
  address_change_limit: [
    429,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'walt@example.com');
      for (let count = 0; count < 5; count += 1) await toAddress(reader, { email: `w${count}@example.com` });
      return toAddress(reader, { email: 'w5@example.com' });
    },
  ],
  address_change_over: [
    401,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'xena@example.com');
      return toAddress(reader, { old: '123456', new: '123456' }, '/codes');
    },
  ],
  network_limit: [
    429,
    async () => {
      const caller = '203.0.113.40';
      const mac = createIdentitySecrets(world.sessionSecret, world.issuer).mac('network', caller);
      const counter = networkCounter('checkout', mac, Math.floor(world.clock.now() / 1000));
      const Item = {
        ...{ pk: { S: `counter#${counter}` }, sk: { S: 'counter' } },
        ...{
          v: { N: '1' },
          count: { N: String(ACTS_PER_NETWORK_PER_HOUR.checkout) },
          ttl: { N: '4000000000' },
        },
      };
      const TableName = tableName(world.tablePrefix, 'sessions');
      await world.dynamo.send(new PutItemCommand({ TableName, Item }));
      return fetch(`${world.issuer}/v1/checkout`, {
        method: 'POST',
        headers: { origin: world.site, 'content-type': 'application/json', [CLIENT_HEADER]: caller },
        body: JSON.stringify({ plan: 'annual', email: 'yann@example.com' }),
      });
    },
  ],
  access_token_missing: [401, () => meter(undefined)],
  access_token_refused: [401, () => meter('x')],
  meter_month_refused: [
    400,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'yara@example.com');
      return meter(await world.token(reader), '2020-01');
    },
  ],
  meter_limit: [
    429,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'zoe@example.com');
      const { member } = await world.access(reader);
      const month = new Date(world.clock.now()).toISOString().slice(0, 7);
      const Item = {
        ...{ pk: { S: `member#${member}` }, sk: { S: `meter#${month}` } },
        ...{ v: { N: '1' }, calls: { N: '3000' } },
      };
      await world.dynamo.send(
        new PutItemCommand({ TableName: tableName(world.tablePrefix, 'sessions'), Item }),
      );
      return meter(await world.token(reader));
    },
  ],
  session_missing: [401, () => call('/v1/token', {})],
  session_invalid: [401, () => app('/v1/token', { refresh_token: 'mem_1.ses_1.0.0.forged' })],
  session_expired: [
    401,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'gus@example.com');
      world.clock.advance(NINETY_DAYS_SECONDS);
      return call('/v1/token', {}, reader);
    },
  ],
  session_ended: [
    401,
    async () => {
      const reader = world.reader();
      await world.signIn(reader, 'hana@example.com');
      const refresh_token = reader.cookie('gatefold_session', '/v1');
      await call('/v1/sign-out', {}, reader);
      return app('/v1/token', { refresh_token });
    },
  ],
  session_evicted: [
    401,
    async () => {
      const comp = { plan: 'monthly', ends_at: '2028-01-01T00:00:00Z', reason: 'press' };
      await world.admin('POST', '/grants', { email: 'rex@example.com', ...comp });
      const first = world.reader();
      await world.signIn(first, 'rex@example.com');
      world.clock.advance(60);
      await world.signIn(world.reader(), 'rex@example.com');
      return call('/v1/token', {}, first);
    },
  ],
  revocations_unavailable: [
    503,
    async () => {
      const Item = { pk: { S: 'revocations' }, sk: { S: '9999999999#sub#x' }, v: { N: '2' } };
      await world.dynamo.send(
        new PutItemCommand({ TableName: tableName(world.tablePrefix, 'sessions'), Item }),
      );
      return world.reader().get(`${world.issuer}/v1/revocations`);
    },
  ],
  grant_type_unsupported: [400, () => app('/v1/token', { grant_type: 'password' })],
  id_token_malformed: [400, () => exchange({}, () => 'token')],
  id_token_issuer_unknown: [400, () => exchange({ iss: 'https://accounts.evil.example' })],
  id_token_signature_invalid: [400, () => exchange({}, (token) => token.replace(/[^.]{8}$/, 'AAAAAAAA'))],
  id_token_audience_wrong: [400, () => exchange({ aud: 'somebody-else' })],
  id_token_stale: [400, () => exchange({ exp: 1 })],
  id_token_nonce_wrong: [400, () => exchange({ nonce: 'another' })],
  id_token_address_unverified: [400, () => exchange({ email_verified: false })],
  identity_of_another: [
    409,
    async () => {
      await exchange({ sub: 'first', email: 'pia@example.com' });
      return exchange({ sub: 'second', email: 'pia@example.com' });
    },
  ],
  identity_provider_unavailable: [503, () => exchange({ iss: `${maker.issuer}/away` })],
  code_malformed: [400, () => verify(world.reader(), '12345')],
  code_wrong: [
    401,
    async () => {
      const { reader, wrong } = await askedToSignIn('ines@example.com');
      return verify(reader, wrong);
    },
  ],
  code_limit: [
    429,
    async () => {
      for (let round = 0; round < 2; round += 1) {
        const { reader, wrong } = await askedToSignIn('jan@example.com');
        for (let count = 0; count < 5; count += 1) await verify(reader, wrong);
      }
      const { reader, right } = await askedToSignIn('jan@example.com');
      expect(right).toBe('');
      return verify(reader, '000000');
    },
  ],
  code_used_up: [
    401,
    async () => {
      const { reader, right, wrong } = await askedToSignIn('noa@example.com');
      for (let count = 0; count < 5; count += 1) await verify(reader, wrong);
      return verify(reader, right);
    },
  ],
  sign_in_expired: [
    401,
    async () => {
      const { reader, right } = await askedToSignIn('kai@example.com');
      world.clock.advance(15 * 60);
      return verify(reader, right);
    },
  ],
  link_expired: [
    401,
    async () => {
      await askedToSignIn('lea@example.com');
      world.clock.advance(15 * 60);
      return world.reader().get(world.linkFor('lea@example.com'));
    },
  ],
  link_used: [
    401,
    async () => {
      const { reader, right } = await askedToSignIn('ole@example.com');
      await verify(reader, right);
      return world.reader().get(world.linkFor('ole@example.com'));
    },
  ],
};

/** Moves the subscription that a Checkout made to a product that the catalogue does not have. */
async function sellSomethingElse(checkoutSession: string): Promise<void> {
  const { subscription } = await world.stripe.checkout.sessions.retrieve(checkoutSession);
  const { id, items } = await world.stripe.subscriptions.retrieve(subscription as string);
  const product = await world.stripe.products.create({ name: 'Mugs' });
  const price = await world.stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'year' },
  });
  const change = { id: items.data[0]?.id ?? '', price: price.id };
  await world.stripe.subscriptions.update(id, { items: [change], proration_behavior: 'none' });
}

test.each(Object.entries(REQUESTS))('%s', async (code, [status, send]) => {
  const response = await send();
  const reached = await (PAGES.has(code) ? pageRefusalOf(response) : refusalOf(response));
  expect(reached).toBe(`${status} ${code}`);
});

test('those are all of them', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(Object.keys(ACCESS_REFUSALS).sort());
});

describe('what any request may meet', () => {
  const raw = (body: string, headers: Record<string, string>) =>
    fetch(`${world.issuer}/v1/sign-in`, { method: 'POST', headers, body });
  const json = { 'content-type': 'application/json' };

  test.each<[string, () => Promise<Response>]>([
    ['404 not_found', () => fetch(`${world.issuer}/v1/nothing`)],
    ['404 not_found', () => fetch(`${world.issuer}/v1/token`)],
    ['415 content_type_not_json', () => raw('{}', { 'content-type': 'text/plain' })],
    ['400 body_not_json', () => raw('{', json)],
    ['400 body_not_json', () => raw('', json)],
    ['400 body_invalid', () => raw('[]', json)],
    ['413 body_too_large', () => raw(JSON.stringify({ email: 'a'.repeat(65_536) }), json)],
    ['403 origin_not_allowed', () => raw('{}', { ...json, origin: 'https://evil.example' })],
    ['403 browser_required', () => app('/v1/checkout', { plan: 'annual' })],
    ['403 browser_required', () => app('/v1/checkout/claim', { session_id: 'cs_1' })],
  ])('%s', async (refusal, send) => {
    expect(await refusalOf(await send())).toBe(refusal);
  });

  test('403 address_proof_required', async () => {
    const payer = world.reader();
    const back = await world.pay(payer, await world.beginCheckout(payer, 'mia@example.com'));
    expect(await refusalOf(await claim(world.reader(), back))).toBe('403 address_proof_required');
  });

  test('a body that is wrong is told field by field', async () => {
    const problem = await problemOf(await call('/v1/sign-in', { email: 7, name: 'x' }));
    expect(problem.code).toBe('body_invalid');
    expect((problem.errors as { field: string }[]).map(({ field }) => field)).toEqual(['email', '']);
    expect(problem.detail).toContain('email: ');
  });

  test('500 internal_error tells nothing of the fault but its request', async () => {
    const broken = await openWorld();
    const TableName = tableName(broken.tablePrefix, 'sessions');
    await broken.dynamo.send(new DeleteTableCommand({ TableName }));
    const response = await broken
      .reader()
      .call(`${broken.issuer}/v1/sign-in`, { email: 'ada@example.com' }, broken.site);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(problem)).not.toMatch(/table|dynamo|ResourceNotFound|ada@/i);
    const fault = broken.logLines.find((line) => line.includes('"fault"'));
    expect(fault).toContain(problem.request_id);
    expect(fault).not.toContain('ada@example.com');
    await broken.close();
  });
});
