/**
 * Claims: a comp is there with the entry that says who gave it and why, or it is not there at all; so is its end. An
 * act that is on record is never written over.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuditStore } from '../../shared/store/audit.ts';
import type { AuditStore } from '../../shared/store/audit.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import { openTestDatabase } from '../support/engine.ts';
import { heldHowOften, newAddress, newAudit, newGrant, newMember, NOW } from './build.ts';

let members: MembersStore;
let audit: AuditStore;

beforeAll(async () => {
  const { database } = await openTestDatabase();
  members = createMembersStore(database);
  audit = createAuditStore(database);
});

async function storedMember() {
  const member = newMember();
  await members.create(member, newAddress());
  return member.id;
}

const grantsOf = async (member: `mem_${string}`) => (await members.facts(member))?.grants;

describe('a comp', () => {
  test('is written with its pointer and its entry in the audit trail', async () => {
    const id = await storedMember();
    const grant = newGrant(id);
    const entry = newAudit({ subject: id });
    expect(await members.addGrant(grant, entry)).toBe(true);
    expect(await grantsOf(id)).toEqual([grant]);
    expect(await members.memberOfGrant(grant.id)).toBe(id);
    expect(await audit.list(id, 10)).toEqual([entry]);
  });

  test('comes with its member where it is the first', async () => {
    const member = newMember({ origin: { kind: 'grant' } });
    const address = newAddress();
    const grant = newGrant(member.id);
    expect(await members.addGrant(grant, newAudit({ subject: member.id }), { member, address })).toBe(true);
    expect(await members.facts(member.id)).toEqual({ member, billing: [], grants: [grant] });
    expect(await members.memberOfAddress(address.key)).toBe(member.id);
  });

  test('is not written where its entry can not be', async () => {
    const id = await storedMember();
    const entry = newAudit({ subject: id });
    const first = newGrant(id);
    await members.addGrant(first, entry);
    const grant = newGrant(id);
    expect(await members.addGrant(grant, entry)).toBe(false);
    expect(await grantsOf(id)).toEqual([first]);
    expect(await members.memberOfGrant(grant.id)).toBeUndefined();
  });

  test('leaves no entry and no member where the address is taken', async () => {
    const address = newAddress();
    await members.create(newMember(), address);
    const member = newMember({ origin: { kind: 'grant' } });
    const grant = newGrant(member.id);
    expect(await members.addGrant(grant, newAudit({ subject: member.id }), { member, address })).toBe(false);
    expect(await members.facts(member.id)).toBeUndefined();
    expect(await members.memberOfGrant(grant.id)).toBeUndefined();
    expect(await audit.list(member.id, 10)).toEqual([]);
  });

  test('leaves no entry where its id is taken, even by another member', async () => {
    const [id, other] = [await storedMember(), await storedMember()];
    const grant = newGrant(id);
    await members.addGrant(grant, newAudit({ subject: id }));
    expect(await members.addGrant({ ...grant, member: other }, newAudit({ subject: other }))).toBe(false);
    expect(await grantsOf(other)).toEqual([]);
    expect(await audit.list(other, 10)).toEqual([]);
  });

  test('of twenty first comps at once for one address, one is written', async () => {
    const address = newAddress();
    const held = await heldHowOften(20, () => {
      const member = newMember({ origin: { kind: 'grant' } });
      return members.addGrant(newGrant(member.id), newAudit({ subject: member.id }), { member, address });
    });
    expect(held).toBe(1);
  });
});

describe('revoking a comp', () => {
  const revocation = { at: NOW + 10, by: 'apikey:key_2', reason: 'Left the press' };

  test('keeps the comp, to say what it was', async () => {
    const id = await storedMember();
    const grant = newGrant(id);
    await members.addGrant(grant, newAudit({ subject: id }));
    const entry = newAudit({ subject: id, act: 'grant.revoked' });
    expect(await members.revokeGrant(grant, revocation, entry)).toBe(true);
    expect(await grantsOf(id)).toEqual([{ ...grant, revocation }]);
  });

  test('of twenty at once, one is written, with one entry', async () => {
    const id = await storedMember();
    const grant = newGrant(id);
    await members.addGrant(grant, newAudit({ subject: id, at: NOW * 1000 - 1 }));
    const held = await heldHowOften(20, (index) =>
      members.revokeGrant(
        grant,
        { ...revocation, at: NOW + index },
        newAudit({ subject: id, act: 'grant.revoked' }),
      ),
    );
    expect(held).toBe(1);
    const entries = await audit.list(id, 50);
    expect(entries.map(({ act }) => act)).toEqual(['grant.revoked', 'grant.created']);
  });

  test('makes nothing where there is no such comp, and records nothing', async () => {
    const id = await storedMember();
    expect(await members.revokeGrant(newGrant(id), revocation, newAudit({ subject: id }))).toBe(false);
    expect(await grantsOf(id)).toEqual([]);
    expect(await audit.list(id, 10)).toEqual([]);
  });
});

describe('the audit trail', () => {
  test('is never written over: of twenty acts with an entry of one name at once, one is done', async () => {
    const id = await storedMember();
    const entry = newAudit({ subject: id });
    const grants = Array.from({ length: 20 }, () => newGrant(id));
    const added = await Promise.all(
      grants.map((grant) => members.addGrant(grant, { ...entry, after: { grant: grant.id } })),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    const done = grants[added.indexOf(true)];
    expect(await grantsOf(id)).toEqual([done]);
    expect(await audit.list(id, 50)).toEqual([{ ...entry, after: { grant: done?.id } }]);
  });

  test('lists one subject, newest first, as many as asked for', async () => {
    const [subject, other] = [await storedMember(), await storedMember()];
    const entries = [3, 1, 2, 5, 4].map((minute) => newAudit({ subject, at: (NOW + minute * 60) * 1000 }));
    for (const entry of entries) await members.addGrant(newGrant(subject), entry);
    await members.addGrant(newGrant(other), newAudit({ subject: other }));
    const newestFirst = entries.toSorted((one, another) => another.at - one.at);
    expect(await audit.list(subject, 50)).toEqual(newestFirst);
    expect(await audit.list(subject, 2)).toEqual(newestFirst.slice(0, 2));
  });

  test('keeps acts on the deployment apart from those on members', async () => {
    const member = await storedMember();
    await members.addGrant(newGrant(member), newAudit({ subject: member }));
    const entry = newAudit({ subject: 'deployment', channel: 'command' });
    await members.addGrant(newGrant(member), entry);
    expect(await audit.list('deployment', 10)).toEqual([entry]);
    expect(await audit.list(member, 10)).not.toContainEqual(entry);
  });
});
