// Claims:
// - A product that the publication does not know gives nobody anything, and waits where an admin sees it, one row a
//   product, each of its customers counted once, and named.
// - The log says so once a customer, which sounds the alarm; it says what kind of thing it is, and no address.
// - Whoever buys only such products does not become a member; a member who also buys one is not touched by it.
// - A status that nobody has heard of leaves access as it was, and waits in the same place.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

async function quarantined(value: string): Promise<unknown[]> {
  const response = await world.admin('GET', '/quarantine');
  const { data } = (await response.json()) as { data: { value: string }[] };
  return data.filter((row) => row.value === value);
}

const customersOf = async (kind: string, value: string) =>
  ((await (await world.admin('GET', `/quarantine/${kind}/${value}/customers`)).json()) as { data: string[] })
    .data;

/** What the log says was put aside of a customer. */
const loggedOf = (customer: string) =>
  world.logLines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.event === 'quarantined' && line.customer === customer);

const outcomeOf = async (eventId: string) => (await world.ledger.entry(eventId))?.outcome;

test('an unknown product makes no member, and each of its customers is counted once', async () => {
  await world.sellElsewhere('prod_mugs');
  const one = await world.buy('prod_mugs', 'mug@example.com');
  const other = await world.buy('prod_mugs', 'cup@example.com');
  await world.send(one.customer, { eventId: 'evt_mug1' });
  await world.drain();
  expect(await quarantined('prod_mugs')).toMatchObject([{ kind: 'product', customers: 1 }]);

  for (const { customer } of [one, other, one, other, other]) await world.send(customer);
  await world.drain();
  await world.send(one.customer, { eventId: 'evt_mug2' });
  await world.drain();
  expect(await quarantined('prod_mugs')).toMatchObject([{ kind: 'product', customers: 2 }]);
  const both = [one.customer, other.customer];
  expect(await customersOf('product', 'prod_mugs')).toEqual(both.toSorted());
  for (const customer of both) {
    expect(loggedOf(customer)).toEqual([
      { level: 'warn', event: 'quarantined', customer, outcome: 'product' },
    ]);
  }

  expect(await world.members.memberOfCustomer(one.customer)).toBeUndefined();
  expect(await world.members.memberOfAddress('mug@example.com')).toBeUndefined();
  expect([await outcomeOf('evt_mug1'), await outcomeOf('evt_mug2')]).toEqual(['quarantined', 'quarantined']);
  const event = await world.admin('GET', '/events/evt_mug1');
  expect(await event.json()).toMatchObject({ customer: one.customer, outcome: 'quarantined' });
});

test('a customer who buys nothing at all is not ours, and waits nowhere', async () => {
  const { id } = await world.stripe.customers.create({ email: 'looker@example.com' });
  await world.send(id, { eventId: 'evt_looker' });
  await world.drain();
  expect(await outcomeOf('evt_looker')).toBe('not_ours');
  expect(await world.members.memberOfAddress('looker@example.com')).toBeUndefined();
});

test('a member who buys an unknown product keeps exactly what they had', async () => {
  await world.sellElsewhere('prod_tote_bag');
  const paid = await world.subscribeAtStripe('bag@example.com');
  await world.send(paid.customer);
  await world.drain();
  expect(await world.reads(paid)).toEqual(EVERYTHING);

  await world.buy('prod_tote_bag', paid.email, paid.customer);
  await world.send(paid.customer, { eventId: 'evt_bag' });
  await world.drain();
  expect(await world.reads(paid)).toEqual(EVERYTHING);
  expect(await outcomeOf('evt_bag')).toBe('synced');
  expect(await quarantined('prod_tote_bag')).toMatchObject([{ kind: 'product', customers: 1 }]);
});

test('row 47: an unknown status leaves access as it was, until that ends', async () => {
  const paid = await world.subscribeAtStripe('levitating@example.com');
  await world.send(paid.customer);
  await world.drain();
  const before = await world.billingOf(paid);

  world.double.control.setStatus(paid.subscription, 'levitating');
  await world.send(paid.customer);
  await world.drain();
  expect(await world.reads(paid, 364)).toEqual(EVERYTHING);
  expect(await world.reads(paid, 366)).toEqual([]);
  const [subscription] = (await world.billingOf(paid)).subscriptions;
  expect(subscription).toEqual({ ...before.subscriptions[0], unknownStatus: 'levitating' });
  expect(await quarantined('levitating')).toMatchObject([{ kind: 'status', customers: 1 }]);
  expect(await customersOf('status', 'levitating')).toEqual([paid.customer]);
  expect(loggedOf(paid.customer)).toMatchObject([{ outcome: 'status' }]);

  world.double.control.setStatus(paid.subscription, 'active');
  await world.send(paid.customer);
  await world.drain();
  expect((await world.billingOf(paid)).subscriptions).toEqual(before.subscriptions);
});

test('row 47: an unknown status that is the first ever seen grants nothing', async () => {
  const paid = await world.subscribeAtStripe('born-floating@example.com');
  world.double.control.setStatus(paid.subscription, 'floating');
  await world.send(paid.customer);
  await world.drain();
  expect(await world.reads(paid)).toEqual([]);
  expect(await quarantined('floating')).toMatchObject([{ kind: 'status', customers: 1 }]);
});
