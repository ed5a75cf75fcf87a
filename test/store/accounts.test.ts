/**
 * Claims: an address has one member at any moment, also while members move between addresses, however many at once.
 * What a move is made of is written whole or not at all. Ending a member's sessions keeps the one that asked, and
 * happens once. A device makes room for another only if nobody has used it meanwhile.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Address } from '../../shared/identity/address.ts';
import { openSession } from '../../shared/identity/session.ts';
import type { Member } from '../../shared/membership/model.ts';
import { createAccountsStore } from '../../shared/store/accounts.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import { openTestDatabase } from '../support/engine.ts';
import type { TestDatabase } from '../support/engine.ts';
import { heldHowOften, newAddress, newAudit, newId, newMember, NOW, putRow } from './build.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});

const accounts = () => createAccountsStore(db.database);
const members = () => createMembersStore(db.database);
const sessions = () => createSessionsStore(db.database);
const trail = (member: Member) => createAuditStore(db.database).list(member.id, 100);
const changed = ({ id }: Member) => newAudit({ subject: id, act: 'member.address_changed' });
const move = (member: Member, to: Address) => accounts().moveAddress(member, to, NOW + 5, changed(member));

async function created(
  changes: Partial<Member> = { addressProvedAt: NOW },
): Promise<{ member: Member; address: Address }> {
  const address = newAddress();
  const member = newMember({ address: address.text, ...changes });
  await members().create(member, address);
  return { member, address };
}

async function createdWithout(): Promise<Member> {
  const { id, sessionEpoch, origin, createdAt } = newMember();
  const member = { id, sessionEpoch, origin, createdAt };
  await members().create(member, undefined, newId('cus'));
  return member;
}

describe('a move to another address', () => {
  test('leads there from then on, and nowhere from the old one; sessions stay', async () => {
    const [{ member, address }, to] = [await created(), newAddress()];
    expect(await move(member, to)).toBe(true);
    expect(await members().memberOfAddress(to.key)).toBe(member.id);
    expect(await members().memberOfAddress(address.key)).toBeUndefined();
    expect(await members().profile(member.id)).toEqual({
      ...member,
      address: to.text,
      addressProvedAt: NOW + 5,
    });
    expect((await trail(member)).map(({ act }) => act)).toEqual(['member.address_changed']);
  });

  test.each(['an address that nobody has proved', 'no address'])(
    'of a member with %s is the first proof, and ends every session from before',
    async (name) => {
      const [member, to] =
        name === 'no address'
          ? [await createdWithout(), newAddress()]
          : [(await created({})).member, newAddress()];
      expect(await move(member, to)).toBe(true);
      const moved = { address: to.text, addressProvedAt: NOW + 5, sessionEpoch: 1 };
      expect(await members().profile(member.id)).toMatchObject(moved);
      const revoked = await createRevocationsStore(db.database).newest(NOW + 5);
      expect(revoked).toContainEqual({ sub: member.id, before: NOW + 6 });
    },
  );

  test('to one that somebody holds changes nothing of either', async () => {
    const [one, other] = [await created(), await created()];
    expect(await move(one.member, other.address)).toBe(false);
    expect(await members().memberOfAddress(one.address.key)).toBe(one.member.id);
    expect(await members().memberOfAddress(other.address.key)).toBe(other.member.id);
    expect(await members().profile(one.member.id)).toEqual(one.member);
    expect(await trail(one.member)).toEqual([]);
  });

  test('of a member who is no longer as they were read changes nothing', async () => {
    const [{ member }, first, second] = [await created(), newAddress(), newAddress()];
    expect(await move(member, first)).toBe(true);
    expect(await move(member, second)).toBe(false);
    expect(await members().memberOfAddress(second.key)).toBeUndefined();
  });

  test('of twenty members to one address at once, one has it and the others keep theirs', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => created()));
    const to = newAddress();
    expect(await heldHowOften(20, (index) => move(all[index]?.member ?? newMember(), to))).toBe(1);
    const holder = await members().memberOfAddress(to.key);
    for (const { member, address } of all) {
      const isHolder = member.id === holder;
      expect(await members().memberOfAddress(address.key)).toBe(isHolder ? undefined : member.id);
    }
  });

  test('leaves the old address to whoever comes next, and to one of them only', async () => {
    const [{ member, address }, to] = [await created(), newAddress()];
    await move(member, to);
    const next = Array.from({ length: 10 }, () => newMember({ address: address.text }));
    expect(await heldHowOften(10, (index) => members().create(next[index] ?? newMember(), address))).toBe(1);
    expect(await members().memberOfAddress(address.key)).not.toBe(member.id);
  });
});

describe('ending a member’s sessions', () => {
  const opened = async (member: Member) => {
    const session = openSession(
      {
        sid: newId('ses'),
        member: member.id,
        epoch: 0,
        how: 'code',
        device: { program: 'Firefox', system: 'Mac' },
      },
      NOW,
    );
    await sessions().open(session);
    return session;
  };
  const end = (member: Member, kept: Awaited<ReturnType<typeof opened>> | undefined) =>
    accounts().endSessions(member, kept, NOW + 5, newAudit({ subject: member.id, act: 'member.signed_out' }));

  test('keeps the one that asked, and happens once', async () => {
    const { member } = await created();
    const [own, other] = [await opened(member), await opened(member)];
    expect(await heldHowOften(10, () => end(member, own))).toBe(1);
    expect((await members().profile(member.id))?.sessionEpoch).toBe(1);
    expect((await sessions().get(member.id, own.sid))?.epoch).toBe(1);
    expect((await sessions().get(member.id, other.sid))?.epoch).toBe(0);
    expect(await createRevocationsStore(db.database).newest(NOW + 5)).toContainEqual({
      sub: member.id,
      before: NOW + 6,
    });
  });

  test('does nothing where the one that asked has ended meanwhile', async () => {
    const { member } = await created();
    const own = await opened(member);
    await sessions().end(member.id, own.sid, NOW, 'signed_out');
    expect(await end(member, own)).toBe(false);
    expect((await members().profile(member.id))?.sessionEpoch).toBe(0);
    expect(await trail(member)).toEqual([]);
  });

  test('a list of them is what was opened, each as it is', async () => {
    const { member } = await created();
    const all = [await opened(member), await opened(member)];
    const listed = await sessions().list(member.id);
    expect(listed).toHaveLength(2);
    expect(listed).toEqual(expect.arrayContaining(all));
  });

  test('one of before devices were told apart is read as a browser’s', async () => {
    const { member } = await created();
    const session = await opened(member);
    const sid = newId('ses');
    await putRow(db, 'sessions', {
      ...{ pk: `member#${member.id}`, sk: `session#${sid}`, v: 1, ttl: session.expiresAt },
      ...{ ...session, sid, addressProved: false, how: undefined, device: undefined },
    });
    expect(await sessions().get(member.id, sid)).toEqual({
      ...session,
      sid,
      addressProved: false,
      how: 'payment',
      device: { program: 'browser' },
    });
  });

  test('a device that was used since it was looked at does not make room; one that was not does, once', async () => {
    const { member } = await created();
    const [used, idle] = [await opened(member), await opened(member)];
    await sessions().rotate(used, { ...used, generation: 1, rotatedAt: NOW + 600 });
    expect(await sessions().evict(used, NOW + 601, 2)).toBe(false);
    expect(await heldHowOften(5, () => sessions().evict(idle, NOW + 601, 2))).toBe(1);
    expect((await sessions().get(member.id, idle.sid))?.ended).toEqual({
      at: NOW + 601,
      why: 'evicted',
      allowed: 2,
    });
  });
});
