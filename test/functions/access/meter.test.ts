// Claims:
// - A member's free articles of a month are counted over all devices: what each sends is joined, and an article that
//   was read before costs nothing.
// - Of any number of tabs and devices at once, no more articles are opened than are free.
// - Nobody is counted, and nobody's count is told, without a good access token of that member.
// - A member holds at most a hundred articles a month, and only of the month that it is; a runaway site is stopped.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberId } from '../../../shared/membership/model.ts';
import { createMetersStore } from '../../../shared/store/meters.ts';
import { openTestDatabase } from '../../support/engine.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
let month: string;
beforeAll(async () => {
  world = await openWorld();
  month = new Date(world.clock.now()).toISOString().slice(0, 7);
});
afterAll(() => world.close());

async function signIn(email: string): Promise<string> {
  const reader = world.reader();
  await world.signIn(reader, email);
  return world.token(reader);
}

const ask = (token: string | undefined, body: object) =>
  fetch(`${world.issuer}/v1/meter`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });

async function articlesOf(answer: Promise<Response>): Promise<string[]> {
  const response = await answer;
  expect(response.status).toBe(200);
  return ((await response.json()) as { articles: string[] }).articles;
}

const hash = (number: number) => `hash${String(number).padStart(4, '0')}`;
const hashes = (count: number, from = 0) => Array.from({ length: count }, (_, index) => hash(from + index));

describe('a member', () => {
  test('has one count, whatever device an article was read on', async () => {
    const token = await signIn('ada@example.com');
    expect(await articlesOf(ask(token, { articles: [hash(1)] }))).toEqual([hash(1)]);
    expect(await articlesOf(ask(token, { articles: [hash(2), hash(1)], month }))).toEqual([hash(1), hash(2)]);
    expect(await articlesOf(ask(token, { articles: [] }))).toEqual([hash(1), hash(2)]);
    expect(await articlesOf(ask(await signIn('ben@example.com'), { articles: [] }))).toEqual([]);
  });

  test('opens an article while one is left, and again whenever they like', async () => {
    const token = await signIn('cleo@example.com');
    const open = (article: string) => articlesOf(ask(token, { articles: [], open: article, free: 2 }));
    expect(await open(hash(1))).toEqual([hash(1)]);
    expect(await open(hash(2))).toEqual([hash(1), hash(2)]);
    expect(await open(hash(3))).toEqual([hash(1), hash(2)]);
    expect(await open(hash(1))).toEqual([hash(1), hash(2)]);
  });

  test('opens no more than are free, from twenty tabs at once', async () => {
    const token = await signIn('dora@example.com');
    const answers = await Promise.all(
      hashes(20).map((open) => articlesOf(ask(token, { articles: [], open, free: 3 }))),
    );
    expect(hashes(20).filter((open, tab) => answers[tab]?.includes(open))).toHaveLength(3);
    expect(await articlesOf(ask(token, { articles: [] }))).toHaveLength(3);
  });

  test('is answered nothing that a cache may keep', async () => {
    const response = await ask(await signIn('eve@example.com'), { articles: [] });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('refused', () => {
  test.each([
    ['no token', undefined, 'access_token_missing'],
    ['a token that is none', 'x', 'access_token_refused'],
  ])('%s', async (_, token, code) => {
    const response = await ask(token, { articles: [] });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code });
  });

  test('a token that is over', async () => {
    const token = await signIn('fay@example.com');
    world.clock.advance(700);
    expect(await (await ask(token, { articles: [] })).json()).toMatchObject({ code: 'access_token_refused' });
  });

  test.each([
    ['a month long ago', { articles: [], month: '2020-01' }, 'meter_month_refused'],
    ['a month to come', { articles: [], month: '2999-01' }, 'meter_month_refused'],
    ['no month', { articles: [], month: '2027-13' }, 'body_invalid'],
    ['an address in place of a hash', { articles: ['/articles/a'] }, 'body_invalid'],
    ['a hundred and one articles', { articles: hashes(101) }, 'body_invalid'],
    ['another member', { articles: [], member: 'mem_other' }, 'body_invalid'],
  ])('%s', async (_, body, code) => {
    const response = await ask(await signIn('gil@example.com'), body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
  });
});

describe('what is kept', () => {
  const member: MemberId = 'mem_reader';
  const limits = { calls: 3, articles: 100, keepUntil: 2_000_000_000 };

  test('is a hundred articles at most; those that find no room are left out, and nothing is lost', async () => {
    const { database } = await openTestDatabase();
    const meters = createMetersStore(database);
    await meters.join(member, '2027-01', hashes(60), limits);
    const full = await meters.join(member, '2027-01', hashes(41, 60), limits);
    expect([...(full ?? [])].sort()).toEqual(hashes(60));
    expect((await meters.join(member, '2027-01', hashes(40, 60), limits))?.size).toBe(100);
  });

  test('takes so many calls a month and no more', async () => {
    const { database } = await openTestDatabase();
    const meters = createMetersStore(database);
    for (let call = 0; call < limits.calls; call += 1)
      expect(await meters.join(member, '2027-01', [], limits)).toBeDefined();
    expect(await meters.join(member, '2027-01', [hash(1)], limits)).toBeUndefined();
    expect(await meters.join(member, '2027-02', [], limits)).toBeDefined();
  });

  test('goes when the month is over everywhere', async () => {
    const { database } = await openTestDatabase();
    await createMetersStore(database).join(member, '2027-01', [hash(1)], limits);
    const row = await database.get('sessions', { pk: `member#${member}`, sk: 'meter#2027-01' });
    expect(row).toMatchObject({ ttl: limits.keepUntil, calls: 1 });
  });
});
