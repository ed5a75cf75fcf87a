// Claims:
// - Whoever pays by a payment link, or is entered in Stripe's dashboard, becomes a member by their address: unproved,
//   or the member who holds that address already.
// - Two customers with one address are one member, also when both arrive at once.
// - A change of the address at Stripe moves no membership to anybody else.
// - A customer who is deleted at Stripe ends what was paid for, and no comp.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { holdFirst, stripeError } from '../../support/front.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterEach(() => {
  world.front.interfere();
});
afterAll(() => world.close());

async function sync({ customer }: Pick<Paid, 'customer'>): Promise<void> {
  await world.send(customer);
  await world.drain();
}

const profileOf = async (paid: Paid) => {
  const { member } = await world.factsOf(paid);
  return {
    origin: member.origin.kind,
    address: member.address,
    proved: member.addressProvedAt !== undefined,
  };
};

describe('a customer whom no member has', () => {
  test('becomes a member by their address, which nobody has proved', async () => {
    const paid = await world.subscribeAtStripe('Link@Example.com');
    await sync(paid);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    expect(await profileOf(paid)).toEqual({
      ...{ origin: 'customer', address: 'Link@Example.com', proved: false },
    });
    expect(await world.members.memberOfAddress('link@example.com')).toBe(await world.memberOf(paid));
  });

  test('is linked to the member who holds the address, whatever its case', async () => {
    await world.admin('POST', '/grants', {
      ...{
        email: 'holder@example.com',
        features: ['memos'],
        ends_at: '2027-12-31T23:59:59Z',
        reason: 'Press',
      },
    });
    const holder = await world.members.memberOfAddress('holder@example.com');
    const paid = await world.subscribeAtStripe('HOLDER@example.com');
    await sync(paid);
    expect(await world.memberOf(paid)).toBe(holder);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    const { member, grants } = await world.factsOf(paid);
    expect(member.address).toBe('holder@example.com');
    expect(grants).toHaveLength(1);
  });
});

describe('two customers with one address', () => {
  test('one after the other are one member, with what both paid for', async () => {
    const [one, other] = [
      await world.subscribeAtStripe('twice@example.com'),
      await world.subscribeAtStripe('twice@example.com'),
    ];
    await sync(one);
    await sync(other);
    expect(one.customer).not.toBe(other.customer);
    expect(await world.memberOf(other)).toBe(await world.memberOf(one));
    expect((await world.factsOf(one)).billing.map(({ customer }) => customer).sort()).toEqual(
      [one.customer, other.customer].sort(),
    );
    await world.stripe.subscriptions.cancel(one.subscription);
    await sync(one);
    expect(await world.reads(other)).toEqual(EVERYTHING);
  });

  test('at once are one member', async () => {
    const customers = await Promise.all(
      Array.from({ length: 4 }, () => world.subscribeAtStripe('at-once@example.com')),
    );
    const outcomes = await Promise.all(customers.map(({ customer }) => world.syncCustomer(customer)));
    expect(new Set(outcomes.map((outcome) => outcome.kind === 'synced' && outcome.member)).size).toBe(1);
    const [first] = customers;
    if (first === undefined) throw new Error('nobody paid');
    expect((await world.factsOf(first)).billing).toHaveLength(4);
  });

  test('are one member where the second arrives while the first is still being read', async () => {
    const slow = await world.subscribeAtStripe('overtaken@example.com');
    const quick = await world.subscribeAtStripe('overtaken@example.com');
    const hold = holdFirst('/v1/payment_intents');
    world.front.interfere(hold);
    const slowly = world.syncCustomer(slow.customer);
    await hold.reached;
    await world.syncCustomer(quick.customer);
    hold.release();
    expect(await slowly).toEqual({ kind: 'synced', member: await world.memberOf(quick) });
    expect((await world.factsOf(quick)).billing).toHaveLength(2);
  });
});

test('an address that is changed at Stripe moves nothing', async () => {
  const paid = await world.subscribeAtStripe('before@example.com');
  await sync(paid);
  const member = await world.memberOf(paid);
  await world.stripe.customers.update(paid.customer, { email: 'after@example.com' });
  world.double.control.renew(paid.subscription, { outcome: 'paid' });
  await sync(paid);
  expect(await world.memberOf(paid)).toBe(member);
  expect((await world.factsOf(paid)).member.address).toBe('before@example.com');
  expect(await world.members.memberOfAddress('before@example.com')).toBe(member);
  expect(await world.members.memberOfAddress('after@example.com')).toBeUndefined();

  const newcomer = await world.subscribeAtStripe('after@example.com');
  await sync(newcomer);
  expect(await world.memberOf(newcomer)).not.toBe(member);
});

describe('a customer who is deleted at Stripe', () => {
  const withComp = async (email: string): Promise<Paid> => {
    const paid = await world.subscribeAtStripe(email);
    await sync(paid);
    const granted = await world.admin('POST', '/grants', {
      ...{ email, features: ['memos'], ends_at: '2027-12-31T23:59:59Z', reason: 'Press' },
    });
    expect(granted.status).toBe(201);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    return paid;
  };

  test('no longer has what was paid for; the comp stays', async () => {
    const paid = await withComp('deleted@example.com');
    await world.stripe.customers.del(paid.customer);
    await sync(paid);
    expect(await world.reads(paid)).toEqual(['memos']);
    expect((await world.billingOf(paid)).customerDeleted).toBe(true);
  });

  test('is told from one that Stripe does not find while listing', async () => {
    const paid = await withComp('not-found@example.com');
    const before = await world.billingRow(paid);
    world.front.interfere((request, pass) =>
      new URL(request.url).pathname === '/v1/subscriptions'
        ? Promise.resolve(
            stripeError(404, {
              ...{ type: 'invalid_request_error', code: 'resource_missing', param: 'customer' },
              message: 'No such customer',
            }),
          )
        : pass(),
    );
    await sync(paid);
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    expect(await world.billingRow(paid)).toEqual(before);
    expect(await world.reads(paid)).toEqual(EVERYTHING);

    await world.stripe.customers.del(paid.customer);
    world.clock.advance(10);
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toEqual([]);
    expect(await world.reads(paid)).toEqual(['memos']);
    expect((await world.billingOf(paid)).customerDeleted).toBe(true);
  });
});
