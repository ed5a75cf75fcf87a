// Claims:
// - Promise 4: what was put aside is taken up once it is configured, without anybody doing more; whoever paid for it is in.
// - What an admin replays is gone through once, however long it is and wherever it is interrupted. What is still not known
//   waits again, and is told once more.
// - What an admin ignores is neither counted nor told again, until it is configured.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCatalogue } from '../../../shared/membership/catalogue.ts';
import { EVERYTHING } from '../sync/support.ts';
import type { Paid } from '../sync/support.ts';
import { customersOf, openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

const MUGS = 'prod_mugs';

let world: SweepWorld;
beforeEach(async () => {
  world = await openSweepWorld();
});
afterEach(() => world.close());

async function buyMug(email: string): Promise<Paid> {
  const paid = await world.buy(MUGS, email);
  await world.syncCustomer(paid.customer);
  return paid;
}

/** The publication, once mugs stand for the annual plan. */
function withMugs() {
  const { annual } = world.config.plans;
  if (annual === undefined) throw new Error('There is no annual plan.');
  const plans = { annual: { ...annual, products: [...annual.products, MUGS] } };
  return createCatalogue({ ...world.config, plans });
}

async function entry(): Promise<Record<string, unknown> | undefined> {
  const { data } = (await (await world.admin('GET', '/quarantine')).json()) as {
    data: Record<string, unknown>[];
  };
  return data.find(({ value }) => value === MUGS);
}
const decide = (what: 'ignore' | 'replay', body = {}) =>
  world.admin('POST', `/quarantine/product/${MUGS}/${what}`, body);
const told = () => world.logLines.filter((line) => line.includes('"quarantined"')).length;

test('a product that was configured since is replayed by itself, once, and its readers are in', async () => {
  await world.sellElsewhere(MUGS);
  const paid = await buyMug('mug@example.com');
  world.clock.advance(60);
  const catalogue = withMugs();
  await world.sweep({ catalogue });
  expect(await entry()).toMatchObject({ state: 'replayed' });
  await world.drain(world.consumerOf({ ...world.syncDeps, catalogue }));
  expect(await world.reads(paid)).toEqual(EVERYTHING);
  expect(await entry()).toMatchObject({ state: 'replayed', customers: 1 });

  await world.taken();
  await world.sweep({ catalogue });
  expect(await world.taken()).toEqual([]);
});

test('a product that nobody has configured is replayed where an admin says so, and waits again', async () => {
  await world.sellElsewhere(MUGS);
  const paid = await buyMug('mug@example.com');
  await world.sweep();
  expect(await world.taken()).toEqual([]);

  world.clock.advance(60);
  expect((await decide('replay')).status).toBe(202);
  expect(await entry()).toMatchObject({ state: 'replaying' });
  await world.sweep();
  expect(await entry()).toMatchObject({ state: 'replayed' });
  expect(told()).toBe(1);
  world.clock.advance(60);
  await world.drain();
  expect(await entry()).toMatchObject({ state: 'waiting', customers: 1 });
  expect(told()).toBe(2);
  await world.syncCustomer(paid.customer);
  expect(told()).toBe(2);
});

test('a long one that is interrupted after every page goes through everybody once', async () => {
  const customers = Array.from({ length: 230 }, (_, index) => `cus_${String(index).padStart(3, '0')}`);
  await Promise.all(
    customers.map((customer) => world.ledger.quarantine('product', MUGS, customer, world.clock.now())),
  );
  world.clock.advance(60);
  await decide('replay');
  let runs = 0;
  for (; (await entry())?.state === 'replaying'; runs += 1) await world.sweepPages(1);
  expect(runs).toBe(3);
  const messages = await world.taken();
  expect(customersOf(messages)).toEqual(customers);
  expect(new Set(messages.map((message) => message.kind === 'ask' && message.by))).toEqual(
    new Set(['replay']),
  );
});

test('an ignored product is neither counted nor told again, and is taken up once it is configured', async () => {
  await world.sellElsewhere(MUGS);
  await buyMug('mug@example.com');
  await decide('ignore', { reason: 'Mugs' });
  const cup = await buyMug('cup@example.com');
  expect(await entry()).toMatchObject({ state: 'ignored', customers: 1, ignored: { reason: 'Mugs' } });
  expect(told()).toBe(1);
  expect(await world.members.memberOfCustomer(cup.customer)).toBeUndefined();

  await world.sweep({ catalogue: withMugs() });
  expect(await entry()).toMatchObject({ state: 'replayed', ignored: null });
});
