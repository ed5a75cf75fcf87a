/**
 * Claims: an address belongs to one member and a Stripe customer to one member, however many ask at once. A sync never
 * writes over a reading newer than the one it began from. What a member may read is found with one request, and is
 * never a moment old.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { sameBilling } from '../../shared/membership/billing.ts';
import type { Member } from '../../shared/membership/model.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import { openTestDatabase, recordCommands } from '../support/engine.ts';
import type { TestDatabase } from '../support/engine.ts';
import { heldHowOften, newAddress, newAudit, newBilling, newGrant, newId, newMember, NOW } from './build.ts';

let db: TestDatabase;
let members: MembersStore;

beforeAll(async () => {
  db = await openTestDatabase();
  members = createMembersStore(db.database);
});

function withoutAddress(): Member {
  const { id, sessionEpoch, origin, createdAt } = newMember();
  return { id, sessionEpoch, origin, createdAt };
}

describe('a member', () => {
  test.each([
    { name: 'who signed in', member: newMember() },
    { name: 'with a proved address', member: newMember({ addressProvedAt: NOW }) },
    { name: 'who was granted a comp', member: newMember({ origin: { kind: 'grant' } }) },
    {
      name: 'whom Stripe knew first',
      member: newMember({ origin: { kind: 'customer', customer: 'cus_x' }, sessionEpoch: 3 }),
    },
  ])('is read as it was written: $name', async ({ member }) => {
    const address = newAddress();
    const customer = newId('cus');
    expect(await members.create(member, address, customer)).toBe(true);
    expect(await members.profile(member.id)).toEqual(member);
    expect(await members.memberOfAddress(address.key)).toBe(member.id);
    expect(await members.memberOfCustomer(customer)).toBe(member.id);
    expect(await members.facts(member.id)).toEqual({ member, billing: [], grants: [] });
  });

  test('may have no address: Stripe’s customer had none', async () => {
    const member = withoutAddress();
    expect(await members.create(member, undefined, newId('cus'))).toBe(true);
    expect(await members.profile(member.id)).toEqual(member);
  });

  test('of fifty made at once for one address, one is, and the others leave nothing behind', async () => {
    const address = newAddress();
    const all = Array.from({ length: 50 }, () => newMember({ address: address.text }));
    const customers = all.map(() => newId('cus'));
    const made = await Promise.all(
      all.map((member, index) => members.create(member, address, customers[index])),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    const winner = made.indexOf(true);
    expect(await members.memberOfAddress(address.key)).toBe(all[winner]?.id);
    for (const [index, { id }] of all.entries()) {
      const exists = index === winner;
      expect((await members.facts(id)) !== undefined).toBe(exists);
      expect((await members.memberOfCustomer(customers[index] ?? '')) !== undefined).toBe(exists);
    }
  });

  test('of fifty members who are linked to one customer at once, one is', async () => {
    const customer = newId('cus');
    const ids = Array.from({ length: 50 }, () => newId('mem'));
    const linked = await Promise.all(ids.map((id) => members.linkCustomer(id, customer)));
    expect(linked.filter(Boolean)).toHaveLength(1);
    expect(await members.memberOfCustomer(customer)).toBe(ids[linked.indexOf(true)]);
  });

  test('without an address is given one once, however many try', async () => {
    const member = withoutAddress();
    await members.create(member, undefined);
    const addresses = Array.from({ length: 20 }, () => newAddress());
    const given = await Promise.all(addresses.map((address) => members.giveAddress(member.id, address)));
    expect(given.filter(Boolean)).toHaveLength(1);
    for (const [index, { text, key }] of addresses.entries()) {
      expect(await members.memberOfAddress(key)).toBe(given[index] === true ? member.id : undefined);
      if (given[index] === true) expect((await members.profile(member.id))?.address).toBe(text);
    }
  });

  test('is never given an address that another has, or one beside their own', async () => {
    const [holder, other] = [newMember(), withoutAddress()];
    const [address, more] = [newAddress(), newAddress()];
    await members.create(holder, address);
    await members.create(other, undefined);
    expect(await members.giveAddress(other.id, address)).toBe(false);
    expect(await members.giveAddress(holder.id, more)).toBe(false);
    expect(await members.profile(holder.id)).toEqual(holder);
    expect(await members.profile(other.id)).toEqual(other);
    expect(await members.memberOfAddress(more.key)).toBeUndefined();
    expect(await members.memberOfAddress(address.key)).toBe(holder.id);
  });

  test('proves an address once, and that once ends the sessions from before', async () => {
    const member = newMember();
    await members.create(member, newAddress());
    expect(await heldHowOften(20, (index) => members.proveAddress(member.id, NOW + index))).toBe(1);
    const after = await members.profile(member.id);
    expect(after?.sessionEpoch).toBe(1);
    expect(after?.addressProvedAt).toBeGreaterThanOrEqual(NOW);
  });

  test('who is not there proves nothing and is not made by it', async () => {
    const id = newId('mem');
    expect(await members.proveAddress(id, NOW)).toBe(false);
    expect(await members.profile(id)).toBeUndefined();
    expect(await members.facts(id)).toBeUndefined();
  });
});

describe('a billing item', () => {
  test('is read as it was written, and says the same as before it was stored', async () => {
    const id = newId('mem');
    const billing = newBilling();
    expect(await members.writeBilling(id, billing, undefined)).toBe(true);
    const stored = (await members.profileAndBilling(id, billing.customer)).billing;
    expect(stored).toEqual(billing);
    expect(sameBilling(stored, billing)).toBe(true);
  });

  test('keeps a status that was not known, and says the same again', async () => {
    const id = newId('mem');
    const [first] = newBilling().subscriptions;
    if (first === undefined) throw new Error('no subscription');
    const billing = newBilling({
      subscriptions: [{ ...first, status: 'unknown', unknownStatus: 'hibernating' }],
    });
    await members.writeBilling(id, billing, undefined);
    expect((await members.profileAndBilling(id, billing.customer)).billing).toEqual(billing);
  });

  test('of fifty first writes at once, one is', async () => {
    const id = newId('mem');
    const billing = newBilling();
    const held = await heldHowOften(50, (index) =>
      members.writeBilling(id, { ...billing, readAt: index }, undefined),
    );
    expect(held).toBe(1);
  });

  test('of fifty writes at once that read the same rev, one is, and it is the one that is stored', async () => {
    const id = newId('mem');
    const billing = newBilling({ rev: 7 });
    await members.writeBilling(id, billing, undefined);
    const written = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        members.writeBilling(id, { ...billing, rev: 8, readAt: index }, 7),
      ),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    expect((await members.profileAndBilling(id, billing.customer)).billing).toEqual({
      ...billing,
      rev: 8,
      readAt: written.indexOf(true),
    });
  });

  test.each([{ revRead: undefined }, { revRead: 6 }, { revRead: 8 }])(
    'is not written over by one that read rev $revRead where 7 is stored',
    async ({ revRead }) => {
      const id = newId('mem');
      const billing = newBilling({ rev: 7 });
      await members.writeBilling(id, billing, undefined);
      const late = { ...billing, rev: 9, subscriptions: [] };
      expect(await members.writeBilling(id, late, revRead)).toBe(false);
      expect((await members.profileAndBilling(id, billing.customer)).billing).toEqual(billing);
    },
  );

  test('that was never there is not made by one that read a rev', async () => {
    const id = newId('mem');
    const billing = newBilling();
    expect(await members.writeBilling(id, billing, 1)).toBe(false);
    expect((await members.profileAndBilling(id, billing.customer)).billing).toBeUndefined();
  });
});

describe('the facts', () => {
  test('are all of one member and nobody else’s, with one consistent Query', async () => {
    const member = newMember();
    const billing = [newBilling({ customer: 'cus_1' }), newBilling({ customer: 'cus_2' })];
    const grant = newGrant(member.id);
    await members.create(member, newAddress());
    await members.addGrant(grant, newAudit());
    for (const one of billing) await members.writeBilling(member.id, one, undefined);
    await members.writeBilling(newId('mem'), newBilling(), undefined);

    const sent = recordCommands(db.client);
    expect(await members.facts(member.id)).toEqual({ member, billing, grants: [grant] });
    expect(sent.map(({ command }) => command)).toEqual(['QueryCommand']);
    expect(sent[0]?.input.ConsistentRead).toBe(true);
  });

  test('of fifty comps and ten customers are still one Query', async () => {
    const member = newMember();
    await members.create(member, newAddress());
    const grants = Array.from({ length: 50 }, () => newGrant(member.id, { note: 'n'.repeat(2_000) }));
    await Promise.all(grants.map((grant) => members.addGrant(grant, newAudit())));
    for (let index = 0; index < 10; index += 1) {
      await members.writeBilling(member.id, newBilling(), undefined);
    }
    const sent = recordCommands(db.client);
    const facts = await members.facts(member.id);
    expect(facts?.grants).toHaveLength(50);
    expect(facts?.billing).toHaveLength(10);
    expect(sent).toHaveLength(1);
  });

  test('that fill more than one page of the database are still all there', async () => {
    const member = newMember();
    await members.create(member, newAddress());
    const grants = Array.from({ length: 5 }, () => newGrant(member.id, { note: 'n'.repeat(300_000) }));
    for (const grant of grants) await members.addGrant(grant, newAudit());
    const found = (await members.facts(member.id))?.grants.map(({ id }) => id);
    expect(new Set(found)).toEqual(new Set(grants.map(({ id }) => id)));
  });

  test('every other read of a member is consistent too', async () => {
    const member = newMember();
    const address = newAddress();
    await members.create(member, address, 'cus_consistent');
    const sent = recordCommands(db.client);
    await members.profile(member.id);
    await members.memberOfAddress(address.key);
    await members.memberOfCustomer('cus_consistent');
    await members.profileAndBilling(member.id, 'cus_consistent');
    const batch = sent.at(-1)?.input.RequestItems as Record<string, { ConsistentRead: boolean }>;
    expect(Object.values(batch)).toMatchObject([{ ConsistentRead: true }]);
    expect(sent.slice(0, -1).map(({ input }) => input.ConsistentRead)).toEqual([true, true, true]);
  });
});
