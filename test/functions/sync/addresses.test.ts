// Claims:
// - A customer without an address, or with one that mail can not reach, still gets what was paid for, and is shown to an
//   admin: their reader can not sign in.
// - Once the address is mended at Stripe and the customer is replayed, the payer signs in with it and reads.
// - An address that somebody else has meanwhile stays theirs: the customer goes on waiting for an admin.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSweep } from '../../../functions/sweep/run.ts';
import { sync } from './at-stripe.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

/** A subscriber whose customer has this address at Stripe, or none. */
async function subscribed(email: string | undefined): Promise<Paid> {
  const { id } = await world.stripe.customers.create(email === undefined ? {} : { email });
  const paid = await world.subscribeAtStripe(email ?? 'typed-at-the-card@example.com', id);
  await sync(world, paid);
  return paid;
}

const waiting = async ({ customer }: Paid) =>
  (await world.ledger.quarantined()).filter(({ kind, value }) => kind === 'address' && value === customer);

/** Mends the address at Stripe, and has the admin ask for the customer anew. */
async function mend({ customer }: Paid, email: string): Promise<void> {
  await world.stripe.customers.update(customer, { email });
  world.clock.advance(60);
  expect((await world.admin('POST', `/quarantine/address/${customer}/replay`)).status).toBe(202);
  world.clock.advance(60);
  await runSweep(world.service.sweepDeps);
  await world.drain();
}

/** What the log says was put aside of a customer. */
const logged = ({ customer }: Paid) =>
  world.logLines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.event === 'quarantined' && line.customer === customer);

describe.each<[string, string | undefined, string]>([
  ['none', undefined, 'mended@example.com'],
  ['one outside ASCII', 'zoë@example.com', 'zoe@example.com'],
  ['one that is none', 'dot.@example.com', 'dot@example.com'],
])('a customer whose address is %s', (_, email, mended) => {
  test('is a member without one, and is shown to an admin; once it is mended, they sign in and read', async () => {
    const paid = await subscribed(email);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    const { member } = await world.factsOf(paid);
    expect(member).not.toHaveProperty('address');
    expect(await world.members.memberOfAddress('typed-at-the-card@example.com')).toBeUndefined();
    expect(await waiting(paid)).toMatchObject([{ state: 'waiting', customers: 1 }]);
    expect(logged(paid)).toMatchObject([{ outcome: 'address' }]);
    expect(world.logLines.filter((line) => line.includes('@example.com'))).toEqual([]);

    await mend(paid, mended);
    expect(await world.members.memberOfAddress(mended)).toBe(member.id);
    expect(await waiting(paid)).toMatchObject([{ state: 'replayed' }]);
    const reader = world.reader();
    world.service.startWorkers();
    await world.signIn(reader, mended);
    await world.service.stopWorkers();
    expect((await world.access(reader)).features).toContain('memos');
  });
});

test('an address that somebody else has stays theirs, and the customer goes on waiting', async () => {
  const holder = await world.subscribeAtStripe('taken@example.com');
  await sync(world, holder);
  const paid = await subscribed(undefined);
  const before = await world.factsOf(paid);

  await mend(paid, 'taken@example.com');
  expect(await waiting(paid)).toMatchObject([{ state: 'waiting', customers: 1 }]);
  const after = await world.factsOf(paid);
  expect(after.member).toEqual(before.member);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
  expect(await world.members.memberOfAddress('taken@example.com')).toBe(await world.memberOf(holder));
  expect((await world.factsOf(holder)).billing.map(({ customer }) => customer)).toEqual([holder.customer]);

  await mend(paid, 'own@example.com');
  expect(await world.members.memberOfAddress('own@example.com')).toBe(after.member.id);
});
