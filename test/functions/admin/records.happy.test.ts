// Claims:
// - An admin finds a member by address or id, and sees what they may read, until when, and why.
// - Every act is on record: who, what, before, after, why, when and from where.
// - A list of acts that is not whole says so.
// - What became of an event, and what waits for somebody to look, can be asked for, with the customers behind it.
// - Keys are made, listed and revoked; the key itself is shown once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../../shared/store/apikeys.ts';
import { newAddress, newAudit, newGrant, newMember } from '../../store/build.ts';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ENDS = { ends_at: '2027-12-31T23:59:59Z', reason: 'press' };

async function ask<T = Record<string, unknown>>(method: string, path: string, body?: object, key?: string) {
  const response = await world.admin(method, path, body, key);
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
  return (await response.json()) as T;
}

/** The request that a line about an event was logged for. */
function requestOf(event: string, eventId: string): string | undefined {
  const lines = world.logLines.map((line) => JSON.parse(line) as Record<string, string>);
  return lines.find((line) => line.event === event && line.eventId === eventId)?.requestId;
}

const firstKeyId = () => world.adminKey.split('.')[0] ?? '';

test('a member is found by address and by id, with what they may read and why', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'ada@example.com');
  await world.signIn(reader, 'ada@example.com');
  const { member } = await world.access(reader);
  const byId = await ask('GET', `/members/${member}`);
  expect(byId).toMatchObject({
    id: member,
    email: 'ada@example.com',
    email_proved_at: '2027-01-15T12:00:00.000Z',
    origin: { kind: 'customer', customer: expect.stringMatching(/^cus_/) as string },
    entitlements: { why: 'subscription', plan: 'annual' },
    accesses: [{ reason: 'subscription', plan: 'annual', until: '2028-01-15T13:00:00.000Z', open: true }],
    billing: [{ subscriptions: [{ status: 'active', items: [{ product: 'prod_gatefold_annual' }] }] }],
    grants: [],
  });
  expect(await ask('GET', '/members?email=ADA%40example.com')).toEqual({ data: [byId] });
  expect(await ask('GET', '/members?email=nobody%40example.com')).toEqual({ data: [] });
});

test('granting and revoking are on record, before and after', async () => {
  const granted = await ask<{ id: string; member: string }>('POST', '/grants', {
    ...ENDS,
    email: 'ben@example.com',
    features: ['memos'],
  });
  world.clock.advance(60);
  const response = await world.admin('DELETE', `/grants/${granted.id}`, { reason: 'left the paper' });
  const revoked = (await response.json()) as object;
  const { data } = await ask<{ data: object[] }>('GET', `/audit?member=${granted.member}`);
  const entry = {
    id: expect.stringMatching(/^aud_/) as string,
    subject: granted.member,
    actor: `apikey:${firstKeyId()}`,
    channel: 'api',
    ip: '127.0.0.1',
  };
  expect(data).toEqual([
    {
      ...entry,
      act: 'grant.revoked',
      at: new Date(world.clock.now()).toISOString(),
      before: granted,
      after: revoked,
      reason: 'left the paper',
      request_id: response.headers.get('x-request-id'),
    },
    {
      ...entry,
      act: 'grant.created',
      at: new Date(world.clock.now() - 60_000).toISOString(),
      before: null,
      after: granted,
      reason: 'press',
      request_id: expect.stringMatching(/^[\w-]{36}$/) as string,
    },
  ]);
});

test('two hundred acts are the whole list; of one more, the newest two hundred, and that there are more', async () => {
  const member = newMember();
  await world.service.stores.members.create(member, newAddress());
  const act = (minute: number) =>
    world.service.stores.members.addGrant(
      newGrant(member.id),
      newAudit({ subject: member.id, at: world.clock.now() + minute * 60_000, reason: `act ${minute}` }),
    );
  const list = () =>
    ask<{ data: { reason: string }[]; has_more: boolean }>('GET', `/audit?member=${member.id}`);
  await Promise.all(Array.from({ length: 200 }, (_, minute) => act(minute)));
  const whole = await list();
  expect([whole.data.length, whole.has_more]).toEqual([200, false]);

  await act(200);
  const { data, has_more } = await list();
  expect([data.length, has_more]).toEqual([200, true]);
  expect(data.map(({ reason }) => reason)).toEqual(
    Array.from({ length: 200 }, (_, index) => `act ${200 - index}`),
  );
});

test('a key is made, shown once, used, listed, revoked, and both acts are on record', async () => {
  const made = await ask<{ id: string; key: string }>('POST', '/keys', {
    name: 'Circulation desk',
    scopes: ['members:read', 'grants:read', 'members:read'],
    expires_at: '2028-01-01T00:00:00Z',
  });
  const { key, ...shown } = made;
  expect(shown).toEqual({
    id: expect.stringMatching(/^key_/) as string,
    name: 'Circulation desk',
    scopes: ['grants:read', 'members:read'],
    created_at: expect.stringMatching(/^2027-01-15T/) as string,
    created_by: `apikey:${firstKeyId()}`,
    expires_at: '2028-01-01T00:00:00.000Z',
    revoked_at: null,
  });
  expect(await ask('GET', '/members?email=x%40example.com', undefined, key)).toEqual({ data: [] });
  const { data: keys } = await ask<{ data: object[] }>('GET', '/keys');
  expect(keys).toContainEqual(shown);
  expect(JSON.stringify(keys)).not.toContain(key.split('.')[1]);

  world.clock.advance(60);
  const revoked = await ask('DELETE', `/keys/${made.id}`);
  expect(revoked).toEqual({ ...shown, revoked_at: expect.stringMatching(/^2027-01-15T/) as string });
  expect(await refusalOf(await world.admin('GET', '/members?email=x%40example.com', undefined, key))).toBe(
    '401 api_key_revoked',
  );
  const { data: audit } = await ask<{ data: { after?: { id?: string } }[] }>('GET', '/audit');
  const actor = `apikey:${firstKeyId()}`;
  expect(audit.filter(({ after }) => after?.id === made.id)).toMatchObject([
    { act: 'apikey.revoked', subject: 'deployment', actor, before: shown, after: revoked },
    { act: 'apikey.created', subject: 'deployment', actor, before: null, after: shown },
  ]);
  expect(JSON.stringify(audit)).not.toContain(key.split('.')[1]);
});

test('the first admin’s key has every scope, and is on record', async () => {
  const { data } = await ask<{ data: { id: string; scopes: string[] }[] }>('GET', '/keys');
  expect(data.find(({ id }) => id === firstKeyId())?.scopes).toEqual([...SCOPES]);
  const { data: audit } = await ask<{ data: object[] }>('GET', '/audit');
  expect(audit).toContainEqual(
    expect.objectContaining({
      act: 'apikey.created',
      after: expect.objectContaining({ id: firstKeyId() }) as object,
    }),
  );
});

test('what became of an event, and a product that nobody configured', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'cleo@example.com');
  await world.settled();
  const { data: events } = await world.stripe.events.list({
    type: 'customer.subscription.created',
    limit: 1,
  });
  const { id = '', created = 0 } = events[0] ?? {};
  expect(await ask('GET', `/events/${id}`)).toEqual({
    id,
    type: 'customer.subscription.created',
    created_at: new Date(created * 1000).toISOString(),
    customer: expect.stringMatching(/^cus_/) as string,
    outcome: 'synced',
    recorded_at: new Date(world.clock.now()).toISOString(),
    request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
  const { request_id } = await ask('GET', `/events/${id}`);
  expect([requestOf('event_queued', id), requestOf('synced', id)]).toEqual([request_id, request_id]);

  await sellMugs();
  const { data: waiting } = await ask<{ data: object[] }>('GET', '/quarantine');
  expect(waiting).toEqual([
    {
      kind: 'product',
      value: 'prod_mugs',
      state: 'waiting',
      customers: 1,
      first_seen_at: new Date(world.clock.now()).toISOString(),
      last_seen_at: new Date(world.clock.now()).toISOString(),
      ignored: null,
      replay: null,
    },
  ]);
  expect(await ask('GET', '/members?email=dora%40example.com')).toEqual({ data: [] });

  const { data: customers } = await world.stripe.customers.list({ email: 'dora@example.com' });
  expect(customers).toHaveLength(1);
  expect(await ask('GET', '/quarantine/product/prod_mugs/customers')).toEqual({
    data: customers.map(({ id: customer }) => customer),
  });
  for (const nobody of ['product/prod_hats', 'status/prod_mugs', 'nothing/prod_mugs', 'product/__proto__']) {
    expect(await ask('GET', `/quarantine/${nobody}/customers`), nobody).toEqual({ data: [] });
  }
});

/** Somebody buys from the same Stripe account what this publication does not sell. */
async function sellMugs(): Promise<void> {
  await world.stripe.products.create({ id: 'prod_mugs', name: 'Mugs' });
  const price = await world.stripe.prices.create({
    product: 'prod_mugs',
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'year' },
  });
  const { url } = await world.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    customer_email: 'dora@example.com',
    success_url: world.site,
  });
  await world.pay(world.reader(), url ?? '');
  await world.settled();
}
