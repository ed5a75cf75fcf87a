/**
 * Claims: an id, an address or a reason that looks like a database expression, a value or another row's key is a name
 * like any other: it is stored and found as it is, and it reaches nobody else's row (51). One that does not fit is
 * refused, and nothing is stored.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createChallengesStore } from '../../shared/store/challenges.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { openTestDatabase } from '../support/engine.ts';
import { newAudit, newBilling, newGrant, newId, newMember, NOW } from './build.ts';

const STRANGE = [
  'attribute_exists(pk)',
  'rev = :rev OR attribute_exists(pk)',
  ':rev',
  '#count',
  '{"S":"profile"}',
  "' OR '1'='1",
  'REMOVE revocation',
  'profile',
  'pointer',
  'grant#gra_1',
  'billing#',
  '#',
  '##/../members',
  'with\u0000a NUL',
  'with\na line',
  '__proto__',
  'constructor',
  '😀 and ı and K',
  'x'.repeat(900),
];

let members: ReturnType<typeof createMembersStore>;
let ledger: ReturnType<typeof createLedgerStore>;
let audit: ReturnType<typeof createAuditStore>;
let challenges: ReturnType<typeof createChallengesStore>;
let checkouts: ReturnType<typeof createCheckoutsStore>;

beforeAll(async () => {
  const { database } = await openTestDatabase();
  members = createMembersStore(database);
  ledger = createLedgerStore(database);
  audit = createAuditStore(database);
  challenges = createChallengesStore(database);
  checkouts = createCheckoutsStore(database);
});

describe('each of these names', () => {
  test.each(STRANGE)('%j is a customer like any other', async (customer) => {
    const member = newMember({ origin: { kind: 'customer', customer }, address: customer });
    await members.create(member, { text: customer, key: customer }, customer);
    const billing = newBilling({ customer });
    expect(await members.writeBilling(member.id, billing, undefined)).toBe(true);
    expect(await members.facts(member.id)).toEqual({ member, billing: [billing], grants: [] });
    expect(await members.memberOfCustomer(customer)).toBe(member.id);
    expect(await members.memberOfAddress(customer)).toBe(member.id);
    expect((await members.profileAndBilling(member.id, `${customer} `)).billing).toBeUndefined();
  });

  test.each(STRANGE)('%j is a reason and a note like any other', async (text) => {
    const member = newMember();
    await members.create(member, undefined);
    const entry = newAudit({ subject: member.id, reason: text, actor: text, after: { note: text } });
    const grant = newGrant(member.id, {
      reason: text,
      note: text,
      grantedBy: text,
      plan: text,
      features: [text],
    });
    await members.addGrant(grant, entry);
    const revocation = { at: NOW, by: text, reason: text };
    const revoked = newAudit({ subject: member.id, at: NOW * 1000 + 1, act: 'grant.revoked', reason: text });
    await members.revokeGrant(grant, revocation, revoked);
    expect((await members.facts(member.id))?.grants).toEqual([{ ...grant, revocation }]);
    expect(await audit.list(member.id, 10)).toEqual([revoked, entry]);
  });

  test.each(STRANGE)('%j is an event, a product, a limit, a claim like any other', async (text) => {
    const entry = {
      eventId: text,
      type: text,
      created: NOW,
      customer: text,
      outcome: 'synced',
      recordedAt: NOW,
    } as const;
    await ledger.record(entry);
    expect(await ledger.entry(text)).toEqual(entry);
    await ledger.quarantine('product', text, text, NOW);
    await ledger.quarantine('product', text, text, NOW);
    expect(await ledger.quarantined()).toContainEqual({
      kind: 'product',
      value: text,
      state: 'waiting',
      customers: 1,
      firstSeenAt: NOW,
      lastSeenAt: NOW,
    });
    expect(await challenges.count(text, 1, NOW)).toBe(true);
    expect(await challenges.count(text, 1, NOW)).toBe(false);
    const claim = {
      id: text,
      plan: text,
      addressKey: text,
      lookupKey: text,
      handleHash: text,
      payer: { address: text },
      expiresAt: NOW,
    };
    expect(await checkouts.putClaim(claim, undefined)).toBe(true);
    expect(await checkouts.claim(text, text)).toEqual(claim);
  });

  test('is counted apart from every other', async () => {
    const values = (await ledger.quarantined()).map(({ value }) => value);
    expect(new Set(values)).toEqual(new Set(STRANGE));
    expect(values).toHaveLength(STRANGE.length);
  });
});

test('a customer named like a key of a member’s own rows does not reach them', async () => {
  const member = newMember();
  await members.create(member, undefined);
  const grant = newGrant(member.id);
  await members.addGrant(grant, newAudit());
  const billing = newBilling({ customer: grant.id });
  await members.writeBilling(member.id, billing, undefined);
  expect(await members.facts(member.id)).toEqual({ member, billing: [billing], grants: [grant] });
  expect(await members.memberOfCustomer(grant.id)).toBeUndefined();
  expect(await members.memberOfAddress(`${member.id}#profile`)).toBeUndefined();
});

test('a name longer than a key may be is refused, and nothing is stored', async () => {
  const member = newMember();
  const customer = 'c'.repeat(3_000);
  await expect(members.create(member, undefined, customer)).rejects.toThrow();
  expect(await members.facts(member.id)).toBeUndefined();
  await expect(members.writeBilling(newId('mem'), newBilling({ customer }), undefined)).rejects.toThrow();
});
