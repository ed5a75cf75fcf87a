// Claims:
// - Every refusal of the admin API has a stable code and status, and every code is reached here.
// - A refused act leaves nothing behind: no member, no grant, no entry.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_KEY_REFUSALS } from '../../../functions/admin/authorize.ts';
import { ADMIN_REFUSALS } from '../../../functions/admin/refusals.ts';
import type { AdminRefusal } from '../../../functions/admin/refusals.ts';
import { TABLES, tableName } from '../../../shared/store/tables.ts';
import { problemOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const TERMS = {
  email: 'ada@example.com',
  features: ['news'],
  ends_at: '2027-12-31T23:59:59Z',
  reason: 'press',
};
const NOBODY = `mem_${'0'.repeat(26)}`;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const grant = (terms: object) => world.admin('POST', '/grants', { ...TERMS, ...terms });

async function makeKey(terms: object): Promise<{ id: string; key: string }> {
  const response = await world.admin('POST', '/keys', { name: 'desk', scopes: ['members:read'], ...terms });
  expect(response.status).toBe(201);
  return (await response.json()) as { id: string; key: string };
}
const withKey = (key: string) => world.admin('GET', '/members?email=x%40example.com', undefined, key);

type Reached = Readonly<Record<string, readonly [status: number, () => Promise<Response>]>>;

const ADMIN: Readonly<Record<AdminRefusal, readonly [status: number, () => Promise<Response>]>> = {
  grant_plan_or_features: [400, () => grant({ plan: 'annual' })],
  grant_plan_unknown: [400, () => grant({ features: undefined, plan: 'gold' })],
  grant_feature_unknown: [400, () => grant({ features: ['news', 'gossip'] })],
  grant_end_before_start: [400, () => grant({ starts_at: '2027-12-31T23:59:59Z' })],
  grant_end_in_past: [
    400,
    () => grant({ starts_at: '2026-01-01T00:00:00Z', ends_at: '2027-01-15T12:00:00Z' }),
  ],
  grant_too_long: [400, () => grant({ ends_at: '3027-01-01T00:00:00Z' })],
  grant_unknown: [404, () => world.admin('DELETE', `/grants/gra_${'0'.repeat(26)}`, { reason: 'x' })],
  grant_revoked_already: [
    409,
    async () => {
      const { id } = (await (await grant({ email: 'ben@example.com' })).json()) as { id: string };
      expect((await world.admin('DELETE', `/grants/${id}`, { reason: 'x' })).status).toBe(200);
      return world.admin('DELETE', `/grants/${id}`, { reason: 'x' });
    },
  ],
  holder_missing: [400, () => grant({ member: NOBODY })],
  member_unknown: [404, () => grant({ email: undefined, member: NOBODY })],
  address_invalid: [400, () => grant({ email: 'ada' })],
  address_not_ascii: [400, () => grant({ email: 'adä@example.com' })],
  api_key_not_in_force: [404, () => world.admin('DELETE', `/keys/key_${'0'.repeat(26)}`)],
  scope_not_yours: [
    403,
    async () => {
      const { key } = await makeKey({ scopes: ['keys:write'] });
      return world.admin('POST', '/keys', { name: 'more', scopes: ['keys:write', 'members:read'] }, key);
    },
  ],
  event_unknown: [404, () => world.admin('GET', '/events/evt_nothing')],
  quarantine_unknown: [404, () => decide('product/prod_nothing/replay')],
  quarantine_ignored_already: [
    409,
    async () => {
      await putAside('prod_ignored');
      expect((await decide('product/prod_ignored/ignore')).status).toBe(200);
      return decide('product/prod_ignored/ignore');
    },
  ],
  quarantine_replaying: [
    409,
    async () => {
      await putAside('prod_replayed');
      expect((await decide('product/prod_replayed/replay')).status).toBe(202);
      return decide('product/prod_replayed/replay');
    },
  ],
  sweep_not_halted: [409, () => world.admin('POST', '/sweeps/nightly/release', { reason: 'x' })],
  sweep_account_same: [
    409,
    async () => {
      const accept = () => world.admin('POST', '/sweeps/account', { account: 'acct_1', reason: 'x' });
      expect((await accept()).status).toBe(202);
      return accept();
    },
  ],
};

const decide = (path: string) => world.admin('POST', `/quarantine/${path}`, { reason: 'x' });
const putAside = (product: string) =>
  world.service.stores.ledger.quarantine('product', product, 'cus_1', world.clock.now());

const KEYS: Reached = {
  api_key_missing: [401, () => fetch(`${world.issuer}/admin/v1/keys`)],
  api_key_malformed: [401, () => withKey('key_typo')],
  api_key_unknown: [
    401,
    async () => {
      const other = await openWorld({ change: () => world.config });
      await other.close();
      return withKey(other.adminKey);
    },
  ],
  api_key_revoked: [
    401,
    async () => {
      const { id, key } = await makeKey({});
      await world.admin('DELETE', `/keys/${id}`);
      return withKey(key);
    },
  ],
  api_key_expired: [
    401,
    async () => {
      const { key } = await makeKey({ expires_at: new Date(world.clock.now() + 60_000).toISOString() });
      expect((await withKey(key)).status).toBe(200);
      world.clock.advance(60);
      return withKey(key);
    },
  ],
};

test.each(Object.entries({ ...ADMIN, ...KEYS }))('%s', async (code, [status, send]) => {
  const response = await send();
  expect(await refusalOf(response)).toBe(`${status} ${code}`);
  expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
});

test('those are all of them', () => {
  expect(Object.keys(ADMIN).sort()).toEqual(Object.keys(ADMIN_REFUSALS).sort());
  expect(Object.keys(KEYS).sort()).toEqual(Object.keys(API_KEY_REFUSALS).sort());
});

test('a key without the scope is told which one it needs', async () => {
  const { key } = await makeKey({ scopes: ['members:read'] });
  const problem = await problemOf(await world.admin('POST', '/grants', TERMS, key));
  expect(problem).toMatchObject({ status: 403, code: 'scope_missing', scope: 'grants:write' });
});

test('what does not exist is not found, and only with a key', async () => {
  expect(await refusalOf(await world.admin('GET', '/nothing'))).toBe('404 not_found');
  expect(await refusalOf(await fetch(`${world.issuer}/admin/v1/nothing`))).toBe('401 api_key_missing');
});

test('a refused grant leaves nothing behind', async () => {
  const before = await everything();
  for (const terms of [
    { features: ['gossip'] },
    { features: undefined, plan: 'gold' },
    { plan: 'annual' },
    { ends_at: '2027-01-01T00:00:00Z' },
    { ends_at: '3027-01-01T00:00:00Z' },
    { reason: '' },
    { ends_at: undefined },
    { email: undefined, member: NOBODY },
    { member: NOBODY },
    { kind: 'gift' },
  ]) {
    const { status } = await grant({ email: 'nobody-yet@example.com', ...terms });
    expect([400, 404]).toContain(status);
  }
  expect(await everything()).toEqual(before);
});

/** How many rows each table holds. */
async function everything(): Promise<Record<string, number | undefined>> {
  const counts: Record<string, number | undefined> = {};
  for (const table of TABLES) {
    const TableName = tableName(world.tablePrefix, table);
    counts[table] = (await world.dynamo.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count;
  }
  return counts;
}
