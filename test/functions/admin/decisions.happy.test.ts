// Claims:
// - An admin says of what waits in the quarantine that it may be ignored, or has its customers asked anew; both are on
//   record, with who and, for what is ignored, why.
// - Plans that are paid for twice are listed, those that stand first.
// - An admin sees how the search for what was missed stands before it was ever made.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ workers: false });
});
afterAll(() => world.close());

async function ask(method: string, path: string, body?: object) {
  const response = await world.admin(method, path, body);
  return { status: response.status, json: (await response.json()) as object };
}

const list = async <T>(path: string): Promise<readonly T[]> =>
  ((await ask('GET', path)).json as { data: T[] }).data;

const putAside = (product: string) =>
  world.service.stores.ledger.quarantine('product', product, 'cus_1', world.clock.now());
const listed = async (product: string) =>
  (await list<{ value: string }>('/quarantine')).filter(({ value }) => value === product);
const newestAct = async () => (await list<object>('/audit'))[0];

test('a product is ignored, with a reason, and that is on record', async () => {
  await putAside('prod_mugs');
  const [before] = await listed('prod_mugs');
  world.clock.advance(60);
  const at = new Date(world.clock.now()).toISOString();
  const by = `apikey:${world.adminKey.split('.')[0] ?? ''}`;
  const { status, json } = await ask('POST', '/quarantine/product/prod_mugs/ignore', { reason: ' Mugs ' });
  expect([status, json]).toEqual([200, { ...before, state: 'ignored', ignored: { at, by, reason: 'Mugs' } }]);
  expect(await listed('prod_mugs')).toEqual([json]);
  expect(await newestAct()).toMatchObject({
    ...{ act: 'quarantine.ignored', subject: 'deployment', actor: by, reason: 'Mugs' },
    ...{ before, after: json },
  });
});

test.each([{}, { reason: '' }, { reason: 'x'.repeat(201) }, { reason: 'x', why: 'y' }])(
  'nothing is ignored by %j',
  async (body) => {
    await putAside('prod_kept');
    expect(await ask('POST', '/quarantine/product/prod_kept/ignore', body)).toMatchObject({ status: 400 });
    expect(await listed('prod_kept')).toMatchObject([{ state: 'waiting' }]);
  },
);

test('a replay is begun, and that is on record', async () => {
  await putAside('prod_a/b?c');
  const [before] = await listed('prod_a/b?c');
  world.clock.advance(60);
  const path = `/quarantine/product/${encodeURIComponent('prod_a/b?c')}/replay`;
  const { status, json } = await ask('POST', path);
  const at = new Date(world.clock.now()).toISOString();
  expect([status, json]).toEqual([202, { ...before, state: 'replaying', replay: { at, done_at: null } }]);
  expect(await listed('prod_a/b?c')).toEqual([json]);
  expect(await newestAct()).toMatchObject({ act: 'quarantine.replayed', before, after: json });
});

test('plans that are paid for twice are listed, those that stand first', async () => {
  const { ledger } = world.service.stores;
  const report = (member: `mem_${string}`, seconds: number) =>
    ledger.reportDuplicate(
      member,
      'annual',
      ['sub_1', 'sub_2'].map((id) => ({ customer: 'cus_1', id })),
      world.clock.now() + seconds * 1000,
    );
  await report('mem_a', 2);
  await report('mem_b', 1);
  await report('mem_c', 0);
  await ledger.resolveDuplicate('mem_a', 'annual', world.clock.now() + 9_000);
  const shown = await list<{ member: string }>('/duplicates');
  expect(shown.map(({ member }) => member)).toEqual(['mem_b', 'mem_c', 'mem_a']);
  expect(shown).toMatchObject([{ resolved_at: null, plan: 'annual' }, {}, { subscriptions: [{}, {}] }]);
});

test('a search that was never made is shown as such', async () => {
  expect((await ask('GET', '/sweeps')).json).toEqual({
    stripe: { account: null, halted: null },
    hourly: { running: null, last: null },
    nightly: [],
  });
});
