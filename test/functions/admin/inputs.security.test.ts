// Claims:
// - No id, address or word that an admin sends is ever taken for part of a database expression or another row's key.
// - A caller adds no member of its own to what is stored.
// - A comp has an end, a reason, and a term that the publication allows, in whatever zone it was written.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const TERMS = {
  email: 'ada@example.com',
  features: ['news'],
  ends_at: '2027-12-31T23:59:59Z',
  reason: 'press',
};

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const grant = (terms: object) => world.admin('POST', '/grants', { ...TERMS, ...terms });
const post = (path: string, body: string) =>
  fetch(`${world.issuer}/admin/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.adminKey}` },
    body,
  });

describe('row 51: what looks like a key or an expression is only a word', () => {
  const ODD_IDS = [
    'profile',
    '#pk',
    ':pk',
    'attribute_exists(pk)',
    'mem_',
    `mem_${'0'.repeat(25)}`,
    `mem_${'0'.repeat(26)}#profile`,
    `mem_${'0'.repeat(25)}\u0000`,
    `mem_${'0'.repeat(5_000)}`,
    `MEM_${'0'.repeat(26)}`,
    `mem_${'I'.repeat(26)}`,
    'email#ada@example.com',
    '../audit',
    '{"S":"mem_1"}',
    '__proto__',
    '%00',
  ];

  test('among ids', async () => {
    for (const id of ODD_IDS) {
      const path = encodeURIComponent(id);
      expect(await refusalOf(await world.admin('GET', `/members/${path}`)), id).toBe('404 member_unknown');
      const takenBack = await world.admin('POST', `/members/${path}/revoke`, { reason: 'x' });
      expect(await refusalOf(takenBack), id).toBe('404 member_unknown');
      expect(await refusalOf(await world.admin('GET', `/grants?member=${path}`)), id).toBe(
        '404 member_unknown',
      );
      expect(await refusalOf(await world.admin('GET', `/audit?member=${path}`)), id).toBe(
        '404 member_unknown',
      );
      expect(await refusalOf(await world.admin('GET', `/events/${path}`)), id).toBe('404 event_unknown');
      expect(await refusalOf(await world.admin('DELETE', `/keys/${path}`)), id).toBe(
        '404 api_key_not_in_force',
      );
      const revoked = await world.admin('DELETE', `/grants/${path}`, { reason: 'x' });
      expect(await refusalOf(revoked), id).toBe('404 grant_unknown');
      expect((await grant({ email: undefined, member: id })).status, id).toBeGreaterThanOrEqual(400);
    }
  });

  test('among addresses: each is its own member’s', async () => {
    const odd = [
      'a#profile@example.com',
      '#a@example.com',
      '$a@example.com',
      "a'or'1'='1@example.com",
      '{a}@example.com',
    ];
    const members = new Set<string>();
    for (const email of odd) {
      const response = await grant({ email });
      expect(response.status, email).toBe(201);
      members.add(((await response.json()) as { member: string }).member);
      const found = await world.admin('GET', `/grants?email=${encodeURIComponent(email)}`);
      expect(((await found.json()) as { data: object[] }).data).toHaveLength(1);
    }
    expect(members.size).toBe(odd.length);
  });

  test('among words: they are kept as they were written', async () => {
    const words = [
      'SET admin = :true',
      '#count',
      ':now',
      'attribute_not_exists(pk)',
      '<script>',
      '=1+1',
      '{"S":"x"}',
    ];
    for (const reason of words) {
      const response = await grant({ email: 'ben@example.com', reason, note: reason });
      expect(await response.json(), reason).toMatchObject({ reason, note: reason });
    }
    const { data } = (await (await world.admin('GET', '/grants?email=ben@example.com')).json()) as {
      data: { reason: string }[];
    };
    expect(data.map(({ reason }) => reason).sort()).toEqual([...words].sort());
  });

  test('among plans and features', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'registered', '#pk', '']) {
      const plan = await grant({ features: undefined, plan: name });
      expect(await refusalOf(plan), name).toBe('400 grant_plan_unknown');
      expect(await refusalOf(await grant({ features: [name] })), name).toBe('400 grant_feature_unknown');
    }
  });
});

describe('row 52: nobody adds a field', () => {
  test.each([
    ['id', '"gra_1"'],
    ['kind', '"gift"'],
    ['granted_by', '"apikey:other"'],
    ['grantedAt', '0'],
    ['revocation', 'null'],
    ['__proto__', '{"kind":"gift"}'],
    ['constructor', '{"prototype":{"kind":"gift"}}'],
  ])('%s of a grant', async (name, value) => {
    const body = `${JSON.stringify(TERMS).slice(0, -1)},"${name}":${value}}`;
    expect(await refusalOf(await post('/grants', body))).toBe('400 body_invalid');
    expect({}).not.toHaveProperty('kind');
  });

  test.each([
    ['id', '"key_1"'],
    ['secretHash', '"x"'],
    ['created_by', '"gatefold"'],
    ['__proto__', '{"scopes":["keys:write"]}'],
  ])('%s of a key', async (name, value) => {
    const body = `{"name":"desk","scopes":["members:read"],"${name}":${value}}`;
    expect(await refusalOf(await post('/keys', body))).toBe('400 body_invalid');
  });

  test.each([
    { name: 'desk', scopes: [] },
    { name: 'desk', scopes: ['*'] },
    { name: 'desk', scopes: 'members:read' },
    { name: '  ', scopes: ['members:read'] },
    { name: 'a'.repeat(81), scopes: ['members:read'] },
    { name: 'desk', scopes: ['members:read'], expires_at: 'tomorrow' },
  ])('no key is %j', async (body) => {
    expect(await refusalOf(await world.admin('POST', '/keys', body))).toBe('400 body_invalid');
  });
});

describe('row 53: a comp has an end and a reason', () => {
  test.each<[object, string]>([
    [{ ends_at: undefined }, '400 body_invalid'],
    [{ ends_at: null }, '400 body_invalid'],
    [{ ends_at: '' }, '400 body_invalid'],
    [{ ends_at: 1_830_297_599 }, '400 body_invalid'],
    [{ ends_at: '2027-12-31' }, '400 body_invalid'],
    [{ ends_at: '2027-12-31T23:59:59' }, '400 body_invalid'],
    [{ ends_at: '2027-02-30T00:00:00Z' }, '400 body_invalid'],
    [{ ends_at: '+012027-12-31T23:59:59Z' }, '400 body_invalid'],
    [{ ends_at: 'Infinity' }, '400 body_invalid'],
    [{ reason: undefined }, '400 body_invalid'],
    [{ reason: '   ' }, '400 body_invalid'],
    [{ reason: 'a'.repeat(201) }, '400 body_invalid'],
    [{ note: 'a'.repeat(2_001) }, '400 body_invalid'],
    [{ features: [] }, '400 body_invalid'],
    [{ ends_at: '2027-01-15T11:59:59Z', starts_at: '2027-01-01T00:00:00Z' }, '400 grant_end_in_past'],
    [{ ends_at: '2027-01-15T12:00:00Z', starts_at: '2027-01-01T00:00:00Z' }, '400 grant_end_in_past'],
    [{ ends_at: '2027-01-15T13:00:00+05:30', starts_at: '2027-01-01T00:00:00Z' }, '400 grant_end_in_past'],
    [{ ends_at: '2027-01-15T11:59:59Z' }, '400 grant_end_before_start'],
    [{ ends_at: '2032-01-20T12:00:00Z' }, '400 grant_too_long'],
    [{ ends_at: '3027-01-15T12:00:00Z' }, '400 grant_too_long'],
    [{ ends_at: '9999-12-31T23:59:59Z' }, '400 grant_too_long'],
  ])('%j', async (terms, refusal) => {
    expect(await refusalOf(await grant(terms))).toBe(refusal);
  });

  test('the longest that the publication allows is granted', async () => {
    const ends_at = new Date(world.clock.now() + 1_830 * 86_400_000).toISOString();
    expect((await grant({ email: 'cleo@example.com', ends_at })).status).toBe(201);
  });
});
