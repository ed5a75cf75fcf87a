/**
 * Claims: a row that this version of Gatefold does not understand, because a newer one or nobody wrote it, stops the
 * act. It is never read as less, or as nothing: that would lock a reader out, or let anyone in.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createChallengesStore } from '../../shared/store/challenges.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import type { Database } from '../../shared/store/database.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import { billingRowOf, grantRowOf, profileRowOf } from '../../shared/store/member-rows.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import type { Table } from '../../shared/store/tables.ts';
import { openTestDatabase } from '../support/engine.ts';
import type { TestDatabase } from '../support/engine.ts';
import { NOW, newBilling, newGrant, newMember, putRow } from './build.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await openTestDatabase();
});

type Keyed = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

const member = newMember();
const profile = { ...profileRowOf(member) };
const billing = newBilling();

const key = (pk: string, sk: string): Keyed => ({ pk, sk });

/** Only the version of these is looked at: the rest of a newer row is not for us to judge. */
const ROWS: readonly {
  readonly name: string;
  readonly table: Table;
  readonly row: Keyed;
  readonly read: (database: Database) => Promise<unknown>;
}[] = [
  {
    name: 'an address pointer',
    table: 'members',
    row: { ...key('email#a@example.com', 'pointer'), member: member.id },
    read: (database) => createMembersStore(database).memberOfAddress('a@example.com'),
  },
  {
    name: 'a session',
    table: 'sessions',
    row: key(`member#${member.id}`, 'session#ses_1'),
    read: (database) => createSessionsStore(database).get(member.id, 'ses_1'),
  },
  {
    name: 'a sign-in challenge',
    table: 'sessions',
    row: key('challenge#cha_1', 'challenge'),
    read: (database) => createChallengesStore(database).get('cha_1'),
  },
  {
    name: 'a claim on a plan',
    table: 'sessions',
    row: key('claim#annual#a@example.com', 'claim'),
    read: (database) => createCheckoutsStore(database).claim('annual', 'a@example.com'),
  },
  {
    name: 'what a browser began',
    table: 'sessions',
    row: key('intent#han_1', 'session#cs_1'),
    read: (database) => createCheckoutsStore(database).intent('han_1', 'cs_1'),
  },
  {
    name: 'an event',
    table: 'ledger',
    row: key('event#evt_1', 'event'),
    read: (database) => createLedgerStore(database).entry('evt_1'),
  },
  {
    name: 'a quarantined product',
    table: 'ledger',
    row: key('quarantine', 'product#prod_1'),
    read: (database) => createLedgerStore(database).quarantined(),
  },
  {
    name: 'a customer behind it',
    table: 'ledger',
    row: key('quarantine#product#prod_1', 'customer#cus_1'),
    read: (database) => createLedgerStore(database).quarantinedCustomers('product', 'prod_1'),
  },
  {
    name: 'a plan paid for twice',
    table: 'ledger',
    row: key('duplicate', 'mem_1#annual'),
    read: (database) => createLedgerStore(database).duplicates(),
  },
  {
    name: 'what a sweep remembers of the account',
    table: 'ledger',
    row: key('sweep', 'standing'),
    read: (database) => createSweepsStore(database).standing(),
  },
  {
    name: 'where the comparison of events stands',
    table: 'ledger',
    row: key('sweep', 'events'),
    read: (database) => createSweepsStore(database).events(),
  },
  {
    name: 'a night’s comparison',
    table: 'ledger',
    row: key('night', '2027-01-15'),
    read: (database) => createSweepsStore(database).nights(1),
  },
  {
    name: 'a customer who would lose access',
    table: 'ledger',
    row: key('night#2027-01-15', 'leaver#cus_1'),
    read: (database) => createSweepsStore(database).leavers('2027-01-15', { limit: 1 }),
  },
  {
    name: 'an entry of the audit trail',
    table: 'ledger',
    row: key('audit#deployment', '2027'),
    read: (database) => createAuditStore(database).list('deployment', 10),
  },
  {
    name: 'a signing key',
    table: 'keys',
    row: key('signing', '00000001'),
    read: (database) => createKeysStore(database).list(),
  },
  {
    name: 'an API key',
    table: 'apikeys',
    row: key('apikey', 'key_1'),
    read: (database) => createApiKeysStore(database).get('key_1'),
  },
];

describe('a row of a version not known stops the act', () => {
  test.each(ROWS)('$name', async ({ table, row, read }) => {
    await putRow(db, table, { ...row, v: 3 });
    await expect(read(db.database)).rejects.toThrow(/"v"/);
    await putRow(db, table, row);
    await expect(read(db.database)).rejects.toThrow(/"v"/);
  });

  test.each([
    { name: 'profile', row: profile },
    { name: 'billing item', row: { ...billingRowOf(member.id, billing) } },
    { name: 'comp', row: { ...grantRowOf(newGrant(member.id)) } },
  ])('one strange $name among a member’s facts stops the mint', async ({ row }) => {
    const { database } = db;
    const members = createMembersStore(database);
    await putRow(db, 'members', profile);
    await members.writeBilling(member.id, billing, undefined);
    expect(await members.facts(member.id)).toBeDefined();
    await putRow(db, 'members', { ...row, v: 3 });
    await expect(members.facts(member.id)).rejects.toThrow(/"v"/);
    await database.delete('members', { pk: row.pk, sk: row.sk });
  });
});

describe('a row of this version that says what can not be stops the act', () => {
  test.each([
    { name: 'a status that is none', change: { subscriptions: [{ status: 'fine' }] } },
    { name: 'a time that is text', change: { readAt: '2027-01-01' } },
    { name: 'a time with a fraction', change: { readAt: 1.5 } },
    { name: 'a missing rev', change: { rev: undefined } },
  ])('$name', async ({ change }) => {
    const other = newMember();
    await putRow(db, 'members', { ...billingRowOf(other.id, billing), ...change });
    const members = createMembersStore(db.database);
    await expect(members.profileAndBilling(other.id, billing.customer)).rejects.toThrow();
  });
});

describe('a billing item that was written before passes', () => {
  const older = newMember();
  const item = { id: 'si_1', product: 'prod_annual', periodEnd: NOW + 9 };
  const kept = { plan: 'annual', features: ['news'], graceDays: 7, periodEnd: NOW + 9 };
  const subscription = {
    ...{ id: 'sub_1', status: 'past_due', startedAt: NOW, cancelAtPeriodEnd: false, collectionPaused: false },
    items: [
      { ...item, kept },
      { ...item, id: 'si_2' },
    ],
  };
  const rowOf = (customer: string, changes: object) => ({
    ...key(`member#${older.id}`, `billing#${customer}`),
    ...{ v: 1, customer, rev: 4, readAt: NOW * 1000, customerDeleted: false },
    subscriptions: [{ ...subscription, ...changes }],
  });
  const read = async (row: ReturnType<typeof rowOf>) => {
    await putRow(db, 'members', row);
    return (await createMembersStore(db.database).profileAndBilling(older.id, row.customer)).billing;
  };

  test('is read as the same facts: what was unpaid of the subscription is unpaid of all its items', async () => {
    const billed = await read(rowOf('cus_unpaid', { unpaidSince: NOW + 1, draftSince: NOW + 2 }));
    expect(billed).toEqual({
      ...{ customer: 'cus_unpaid', rev: 4, readAt: NOW * 1000, customerDeleted: false, passes: [] },
      subscriptions: [
        {
          ...subscription,
          items: subscription.items.map((one) => ({ ...one, unpaidSince: NOW + 1, draftSince: NOW + 2 })),
        },
      ],
    });
  });

  test('and where nothing was unpaid, nothing is', async () => {
    const billed = await read(rowOf('cus_paid', {}));
    expect(billed?.subscriptions).toEqual([subscription]);
  });

  test('gives the access that it gave', async () => {
    const memos = { features: ['memos'], products: ['prod_other'], onSale: [], name: 'Memos', graceDays: 3 };
    const news = { features: ['news'], products: ['prod_annual'], onSale: [], name: 'News', graceDays: 7 };
    const catalogue = createCatalogue({
      features: ['news', 'memos'],
      plans: { annual: news, memos },
      policies: {
        ...{ pausedCollection: 'keep', refundedSubscription: 'suspend', disputedSubscription: 'suspend' },
        compMaxDays: 1,
      },
    });
    const given = async (changes: object) => {
      const billed = await read(rowOf('cus_access', changes));
      const { held, why } = entitlements(
        { member: older, billing: billed === undefined ? [] : [billed], grants: [] },
        catalogue,
        NOW + 8,
      );
      return { held: held.map(({ feature, until }) => [feature, until]), why };
    };
    expect(await given({ unpaidSince: NOW })).toEqual({ held: [['news', NOW + 7 * 86_400]], why: 'grace' });
    expect(await given({})).toEqual({ held: [['news', NOW + 9 + 3600]], why: 'subscription' });
  });

  test('is written as this version writes, by the next reading', async () => {
    const { database } = db;
    const members = createMembersStore(database);
    const row = rowOf('cus_rewritten', { unpaidSince: NOW + 1 });
    const before = await read(row);
    if (before === undefined) throw new Error('The row is gone.');
    expect(await members.writeBilling(older.id, { ...before, rev: 5 }, 4)).toBe(true);
    expect(await database.get('members', { pk: row.pk, sk: row.sk })).toMatchObject({ v: 2, passes: [] });
    expect((await members.profileAndBilling(older.id, 'cus_rewritten')).billing).toEqual({
      ...before,
      rev: 5,
    });
  });
});
