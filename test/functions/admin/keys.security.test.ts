// Claims:
// - A mistyped key, or another deployment's, is refused without asking the database; a revoked or an expired one opens
//   nothing.
// - A key does what its scopes say and nothing else, and gives away no scope that it does not have.
// - A cookie, an origin or a form opens nothing here: keys alone do.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeApiKey } from '../../../shared/identity/api-key.ts';
import { SCOPES } from '../../../shared/store/apikeys.ts';
import type { Scope } from '../../../shared/store/apikeys.ts';
import { recordCommands } from '../../support/engine.ts';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const NOBODY = `mem_${'0'.repeat(26)}`;
const TERMS = { features: ['news'], ends_at: '2027-12-31T23:59:59Z', reason: 'press' };

/** Every door, with the scope that opens it. */
const DOORS: readonly (readonly [Scope, string, string, object?])[] = [
  ['members:read', 'GET', '/members?email=x%40example.com'],
  ['members:read', 'GET', `/members/${NOBODY}`],
  ['grants:read', 'GET', '/grants?email=x%40example.com'],
  ['grants:write', 'POST', '/grants', { ...TERMS, member: NOBODY }],
  ['grants:write', 'DELETE', `/grants/gra_${'0'.repeat(26)}`, { reason: 'x' }],
  ['audit:read', 'GET', '/audit'],
  ['events:read', 'GET', '/events/evt_nothing'],
  ['events:read', 'GET', '/quarantine'],
  ['events:read', 'GET', '/quarantine/product/prod_nothing/customers'],
  ['events:read', 'GET', '/duplicates'],
  ['events:read', 'GET', '/sweeps'],
  ['operate', 'POST', '/quarantine/product/prod_nothing/ignore', { reason: 'x' }],
  ['operate', 'POST', '/quarantine/product/prod_nothing/replay', {}],
  ['operate', 'POST', '/sweeps/nightly/release', { reason: 'x' }],
  ['operate', 'POST', '/sweeps/account', { account: 'acct_1', reason: 'x' }],
  ['operate', 'POST', `/members/${NOBODY}/revoke`, { reason: 'x' }],
  ['operate', 'POST', '/revoke-all', { reason: 'x' }],
  ['keys:write', 'GET', '/keys'],
  ['keys:write', 'POST', '/keys', {}],
  ['keys:write', 'DELETE', `/keys/key_${'0'.repeat(26)}`],
];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function makeKey(scopes: readonly Scope[], by = world.adminKey): Promise<string> {
  const response = await world.admin('POST', '/keys', { name: 'desk', scopes }, by);
  expect(response.status).toBe(201);
  return ((await response.json()) as { key: string }).key;
}

const withHeader = (authorization: string) =>
  fetch(`${world.issuer}/admin/v1/keys`, { headers: { authorization } });

describe('row 48', () => {
  test('a key that is mistyped anywhere is refused without a database read', async () => {
    const key = world.adminKey;
    const sent = recordCommands(world.dynamo);
    const typos = Array.from(key, (letter, at) => {
      const other = letter === 'x' ? 'y' : 'x';
      return key.slice(0, at) + other + key.slice(at + 1);
    });
    for (const typo of [
      ...typos,
      key.slice(0, -1),
      `${key}x`,
      `${key}.`,
      key.toUpperCase(),
      'key_',
      '.',
      '..',
    ]) {
      expect(await refusalOf(await withHeader(`Bearer ${typo}`)), typo).toBe('401 api_key_malformed');
    }
    expect(sent).toEqual([]);
    expect((await withHeader(`bearer ${key}`)).status).toBe(200);
    expect(sent.length).toBeGreaterThan(0);
  });

  test('so is another deployment’s', async () => {
    const { text } = makeApiKey('https://access.other.example', new Uint8Array(48).fill(7));
    const sent = recordCommands(world.dynamo);
    expect(await refusalOf(await withHeader(`Bearer ${text}`))).toBe('401 api_key_malformed');
    expect(sent).toEqual([]);
  });

  test('a key that was never made is refused, and so is a known id with another secret', async () => {
    const never = makeApiKey(world.issuer, new Uint8Array(48).fill(7));
    expect(await refusalOf(await withHeader(`Bearer ${never.text}`))).toBe('401 api_key_unknown');
    const [id = ''] = world.adminKey.split('.');
    const checked = JSON.stringify(['api-key', world.issuer, id, never.secret]);
    const checksum = createHash('sha256').update(checked).digest('base64url').slice(0, 8);
    expect(await refusalOf(await withHeader(`Bearer ${id}.${never.secret}.${checksum}`))).toBe(
      '401 api_key_unknown',
    );
  });

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Token x',
    'Bearer a b',
    `Bearer ${'a'.repeat(5_000)}`,
  ])('the header %j opens nothing', async (header) => {
    expect(await refusalOf(await withHeader(header))).toBe('401 api_key_malformed');
  });

  test('a key revoked in the middle of its use is out at once', async () => {
    const key = await makeKey(['members:read']);
    const ask = () => world.admin('GET', '/members?email=x%40example.com', undefined, key);
    expect((await ask()).status).toBe(200);
    await world.admin('DELETE', `/keys/${key.split('.')[0] ?? ''}`);
    expect(await refusalOf(await ask())).toBe('401 api_key_revoked');
  });
});

describe('row 49: a key does what its scopes say', () => {
  test.each(SCOPES)('%s', async (scope) => {
    const key = await makeKey([scope]);
    for (const [needed, method, path, body] of DOORS) {
      const response = await world.admin(method, path, body, key);
      if (needed === scope) expect(response.status, path).not.toBe(403);
      else expect(await refusalOf(response), `${method} ${path}`).toBe('403 scope_missing');
    }
  });

  test('a key makes no key that may do more than itself', async () => {
    const key = await makeKey(['keys:write', 'grants:read']);
    for (const scope of SCOPES) {
      const response = await world.admin('POST', '/keys', { name: 'more', scopes: [scope] }, key);
      if (['keys:write', 'grants:read'].includes(scope)) expect(response.status).toBe(201);
      else expect(await refusalOf(response)).toBe('403 scope_not_yours');
    }
  });
});

test('row 60: a reader’s session, a form and an origin open nothing', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'ada@example.com');
  const credential = reader.cookie('gatefold_session', '/v1') ?? '';
  const cookie = `gatefold_session=${credential}; gatefold_token=${await world.token(reader)}`;
  for (const [, method, path] of DOORS) {
    const attempts: Record<string, string>[] = [
      { cookie },
      { cookie, origin: world.issuer },
      { origin: 'null' },
    ];
    for (const headers of attempts) {
      const response = await fetch(`${world.issuer}/admin/v1${path}`, {
        method,
        headers: { ...headers, 'content-type': 'text/plain' },
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
      expect(await refusalOf(response), path).toBe('401 api_key_missing');
    }
  }
  const asToken = await withHeader(`Bearer ${await world.token(reader)}`);
  expect(await refusalOf(asToken)).toBe('401 api_key_malformed');
});

test('row 59: no site’s script reads what an admin reads', async () => {
  for (const origin of [world.site, world.issuer, 'https://evil.example', 'null']) {
    const response = await fetch(`${world.issuer}/admin/v1/audit`, {
      headers: { origin, authorization: `Bearer ${world.adminKey}` },
    });
    expect(response.status).toBe(200);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});
