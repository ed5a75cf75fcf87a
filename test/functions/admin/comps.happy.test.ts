// Claims:
// - An admin grants a comp, by address or by member, for a plan or for features, and it reads at the next mint.
// - A comp unlocks what it names and nothing else, stops at the next mint once revoked, and is kept for the record.
// - A comp does not touch billing, nor billing a comp.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

interface GrantWire {
  readonly id: string;
  readonly member: string;
  readonly features: readonly string[];
}

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ENDS = { ends_at: '2027-12-31T23:59:59Z', reason: 'press' };

async function grant(terms: object): Promise<GrantWire> {
  const response = await world.admin('POST', '/grants', { ...ENDS, ...terms });
  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as GrantWire;
}

const read = async <T>(path: string): Promise<T> => {
  const response = await world.admin('GET', path);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};

test('a comp for an address that nobody has yet waits for its reader', async () => {
  const granted = await grant({ email: 'ada@example.com', features: ['memos', 'memos'], note: 'for a year' });
  expect(granted).toEqual({
    id: expect.stringMatching(/^gra_/) as string,
    member: expect.stringMatching(/^mem_/) as string,
    kind: 'comp',
    plan: null,
    features: ['memos'],
    starts_at: '2027-01-15T12:00:00.000Z',
    ends_at: '2027-12-31T23:59:59.000Z',
    reason: 'press',
    note: 'for a year',
    granted_by: expect.stringMatching(/^apikey:key_/) as string,
    granted_at: '2027-01-15T12:00:00.000Z',
    revocation: null,
  });
  const reader = world.reader();
  await world.signIn(reader, 'ada@example.com');
  const access = await world.access(reader);
  expect(access.member).toBe(granted.member);
  expect(access.features).toEqual(['memos', 'registered']);
  expect(access.why).toBe('comp');
});

test('a comp that does not name memos does not unlock them', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'ben@example.com');
  await grant({ email: 'BEN@example.com', features: ['news'] });
  const access = await world.access(reader);
  expect(access.unlocks('news')).toBe(true);
  expect(access.unlocks('memos')).toBe(false);
});

test('a comp for a plan, by the member’s id, gives what the plan names', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'cleo@example.com');
  const { member } = await world.access(reader);
  const granted = await grant({ member, plan: 'annual' });
  expect(granted.features).toEqual(['analysis', 'memos', 'news', 'newsletters', 'reports']);
  expect(await world.access(reader)).toMatchObject({ plan: 'annual', why: 'comp' });
});

test('a comp with a zone ends at that moment everywhere', async () => {
  const granted = await grant({
    email: 'dora@example.com',
    features: ['news'],
    ends_at: '2027-12-31T23:59:59+05:30',
  });
  expect(granted).toMatchObject({ ends_at: '2027-12-31T18:29:59.000Z' });
});

test('a comp ends by itself', async () => {
  const later = await openWorld();
  const reader = later.reader();
  await later.signIn(reader, 'emil@example.com');
  await later.admin('POST', '/grants', {
    ...ENDS,
    email: 'emil@example.com',
    features: ['news'],
    starts_at: '2027-01-15T13:00:00Z',
    ends_at: '2027-01-15T14:00:00Z',
  });
  const unlocks = async () => (await later.access(reader)).unlocks('news');
  expect(await unlocks()).toBe(false);
  later.clock.advance(3600);
  expect(await unlocks()).toBe(true);
  later.clock.advance(3600);
  expect(await unlocks()).toBe(false);
  await later.close();
});

test('a revoked comp stops at the next mint, and stays on the list with its reason', async () => {
  const reader = world.reader();
  await world.signIn(reader, 'finn@example.com');
  const { id, member } = await grant({ email: 'finn@example.com', features: ['memos'] });
  expect((await world.access(reader)).unlocks('memos')).toBe(true);

  const revoked = await world.admin('DELETE', `/grants/${id}`, { reason: 'left the paper' });
  expect(revoked.status).toBe(200);
  const revocation = {
    at: '2027-01-15T12:00:00.000Z',
    by: expect.stringMatching(/^apikey:key_/) as string,
    reason: 'left the paper',
  };
  expect(await revoked.json()).toMatchObject({ id, revocation });
  expect((await world.access(reader)).unlocks('memos')).toBe(false);
  const { data } = await read<{ data: object[] }>(`/grants?member=${member}`);
  expect(data).toMatchObject([{ id, revocation }]);
  expect((await read<{ data: object[] }>('/grants?email=finn@example.com')).data).toEqual(data);
});

test('revoking a comp leaves what was paid, and losing what was paid leaves a comp', async () => {
  const reader = world.reader();
  await world.subscribe(reader, 'gus@example.com');
  await world.signIn(reader, 'gus@example.com');
  const [comp, kept] = [
    await grant({ email: 'gus@example.com', features: ['memos'] }),
    await grant({ email: 'gus@example.com', features: ['reports'] }),
  ];
  await world.admin('DELETE', `/grants/${comp.id}`, { reason: 'mistake' });
  expect((await world.access(reader)).unlocks('memos')).toBe(true);

  const { data } = await world.stripe.customers.list({ email: 'gus@example.com' });
  const subscriptions = await world.stripe.subscriptions.list({ customer: data[0]?.id ?? '' });
  await world.stripe.subscriptions.cancel(subscriptions.data[0]?.id ?? '');
  await world.settled();
  const after = await world.access(reader);
  expect(after.features).toEqual(['registered', 'reports']);
  expect((await read<{ data: { id: string }[] }>('/grants?email=gus@example.com')).data).toContainEqual(
    expect.objectContaining({ id: kept.id, features: ['reports'] }),
  );
});

test('four comps at once for an address that nobody has make one member', async () => {
  const granted = await Promise.all(
    Array.from({ length: 4 }, () => grant({ email: 'hana@example.com', features: ['news'] })),
  );
  expect(new Set(granted.map(({ member }) => member)).size).toBe(1);
  expect((await read<{ data: object[] }>('/grants?email=hana@example.com')).data).toHaveLength(4);
});
