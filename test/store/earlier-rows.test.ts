/**
 * Claims: every kind of row that any version of Gatefold has written is read by this one, for as much as it says. No kind
 * and no version of a kind is forgotten here: the kinds are those of docs/storage.md, the versions those of the code.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAddressChangesStore } from '../../shared/store/address-changes.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createChallengesStore } from '../../shared/store/challenges.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import type { Database } from '../../shared/store/database.ts';
import { createIdentitiesStore } from '../../shared/store/identities.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createMetersStore } from '../../shared/store/meters.ts';
import { createNoncesStore } from '../../shared/store/nonces.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import type { Table } from '../../shared/store/tables.ts';
import { ROOT } from '../local/support.ts';
import { openTestDatabase } from '../support/engine.ts';
import type { TestDatabase } from '../support/engine.ts';
import { putRow } from './build.ts';
import v1 from './rows/v1.json' with { type: 'json' };
import v2 from './rows/v2.json' with { type: 'json' };

interface Fixture {
  /** As docs/storage.md writes its key. */
  readonly kind: string;
  readonly table: Table;
  readonly row: Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };
}
const FIXTURES: Readonly<Record<string, readonly Fixture[]>> = { v1: v1 as Fixture[], v2: v2 as Fixture[] };

/** The constants of shared/store that have been raised, and the kind of row that each is of. */
const RAISED: Readonly<Record<string, string>> = {
  'member-rows.ts BILLING_VERSION': 'member#<member id> / billing#<cus>',
  'sessions.ts VERSION': 'member#<member id> / session#<sid>',
};

const MEMBER = 'mem_1pztebpx2dqvn0n2rbnby7vc5y';
const NOW = 1_800_014_400;
const last = (key: string) => key.split('#').at(-1) ?? '';
const rest = (key: string) => key.slice(key.indexOf('#') + 1);
const counted = (database: Database, { pk }: Fixture['row']) =>
  createChallengesStore(database).reached(rest(pk), 1);

/** What reads each kind; a kind without one fails below. */
const READERS: Readonly<Record<string, (database: Database, row: Fixture['row']) => Promise<unknown>>> = {
  'member#<member id> / profile': (database) => createMembersStore(database).profile(MEMBER),
  'member#<member id> / billing#<cus>': async (database, { sk }) =>
    (await createMembersStore(database).profileAndBilling(MEMBER, rest(sk))).billing,
  'member#<member id> / grant#<grant id>': async (database) =>
    (await createMembersStore(database).facts(MEMBER))?.grants[0],
  'email#<address key> / pointer': (database, { pk }) =>
    createMembersStore(database).memberOfAddress(rest(pk)),
  'customer#<cus> / pointer': (database, { pk }) => createMembersStore(database).memberOfCustomer(rest(pk)),
  'grant#<grant id> / pointer': (database, { pk }) =>
    createMembersStore(database).memberOfGrant(`gra_${rest(pk).slice(4)}`),
  // The next binding of this provider meets it, and is refused.
  'member#<member id> / identity#<hash of issuer>': async (database) => {
    const other = { issuer: 'https://id.example.com', subject: 'person-2' };
    return (await createIdentitiesStore(database).bind(other, MEMBER, NOW)) ? undefined : 'bound';
  },
  'identity#<hash of issuer and subject> / pointer': (database) =>
    createIdentitiesStore(database).memberOf({ issuer: 'https://id.example.com', subject: 'person-1' }),
  'member#<member id> / session#<sid>': (database, { sk }) =>
    createSessionsStore(database).get(MEMBER, rest(sk)),
  'member#<member id> / address-change#<sid>': (database, { sk }) =>
    createAddressChangesStore(database).get(MEMBER, rest(sk)),
  'counter#address-change#<member id>#<day> / counter': counted,
  'counter#mail#<address key>#<hour> / counter': counted,
  'counter#mails#<address key>#<day> / counter': counted,
  'counter#spare#<address key>#<hour> / counter': counted,
  'counter#network#<act>#<MAC of a network>#<hour> / counter': counted,
  'counter#wrong-code#<address key>#<day> / counter': counted,
  'revocations / <before, 10 digits>#sub#<member id>': async (database) =>
    (await createRevocationsStore(database).newest(NOW))[0],
  'challenge#<id> / challenge': (database, { pk }) => createChallengesStore(database).look(rest(pk)),
  'nonce#<id> / nonce': async (database, { pk, nonceHash, handleHash }) => {
    const spent = { id: rest(pk), nonceHash: String(nonceHash), handleHash: String(handleHash) };
    return (await createNoncesStore(database).spend(spent, NOW)) ? 'spent' : undefined;
  },
  'claim#<plan>#<address key> / claim': (database, { pk }) =>
    createCheckoutsStore(database).claim('annual', last(pk)),
  'intent#<handle hash> / session#<cs>': (database, { pk, sk }) =>
    createCheckoutsStore(database).intent(rest(pk), rest(sk)),
  'member#<member id> / meter#<month>': (database, { sk }) =>
    createMetersStore(database).open(MEMBER, rest(sk), 'zyxwvuts', 100),
  'event#<evt> / event': (database, { pk }) => createLedgerStore(database).entry(rest(pk)),
  'quarantine / <kind>#<value>': async (database) => (await createLedgerStore(database).quarantined())[0],
  'quarantine#<kind>#<value> / customer#<cus>': async (database) =>
    (await createLedgerStore(database).quarantinedCustomers('product', 'prod_mugs')).length || undefined,
  'duplicate / <member id>#<plan>': async (database) => (await createLedgerStore(database).duplicates())[0],
  'sweep / standing': async (database) => (await createSweepsStore(database).standing()).account,
  'sweep / events': (database) => createSweepsStore(database).events(),
  'night / <day in UTC>': async (database) => (await createSweepsStore(database).nights(1))[0],
  'night#<day in UTC> / leaver#<cus>': async (database) =>
    (await createSweepsStore(database).leavers('2027-01-14', { limit: 1 }))[0],
  'audit#<member id> / <ISO time>#<audit id>': async (database) =>
    (await createAuditStore(database).list(MEMBER, 1))[0],
  'signing / <generation, 8 digits>': async (database) => (await createKeysStore(database).list())[0],
  'apikey / <key id>': (database, { sk }) => createApiKeysStore(database).get(sk),
};

/** DynamoDB's sets, which JSON has no form for, are `{"$set": […]}` in the files. */
function withSets(row: Fixture['row']): Record<string, unknown> {
  const isSet = (value: unknown): value is { readonly $set: readonly string[] } =>
    typeof value === 'object' && value !== null && '$set' in value;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isSet(value) ? new Set(value.$set) : value]),
  );
}

describe.each(Object.keys(FIXTURES))('a row of %s', (version) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase();
    const all = new Map([...(FIXTURES.v1 ?? []), ...(FIXTURES[version] ?? [])].map((one) => [one.kind, one]));
    for (const { table, row } of all.values()) await putRow(db, table, withSets(row));
  });

  test.each(FIXTURES[version] ?? [])('$kind', async ({ kind, row }) => {
    expect(`v${String(row.v)}`).toBe(version);
    const read = await READERS[kind]?.(db.database, row);
    expect(read).toBeDefined();
    expect(read).not.toBe(false);
  });
});

test('every kind of row that is written down is there as it was first written', () => {
  const [, records = ''] = readFileSync(new URL('docs/storage.md', ROOT), 'utf8').split('\n## Records\n');
  const kinds = [...records.matchAll(/^\| `([^`]+)`[^|]*\| `([^`]+)`/gm)].map(
    ([, pk, sk]) => `${pk} / ${sk}`,
  );
  expect(kinds.length).toBeGreaterThan(30);
  expect((FIXTURES.v1 ?? []).map(({ kind }) => kind).sort()).toEqual(kinds.sort());
});

test('every version that a kind of row has had is there', () => {
  const folder = new URL('shared/store/', ROOT);
  const raised = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/const (\w*VERSION) = (\d+);/g)]
      .map(([, name = '', version]) => ({ name: `${file} ${name}`, version: Number(version) }))
      .filter(({ version }) => version > 1),
  );
  for (const { name, version } of raised) {
    for (let one = 1; one <= version; one += 1) {
      const kinds = (FIXTURES[`v${one}`] ?? []).map(({ kind }) => kind);
      expect(kinds, `${name} is ${version}`).toContain(RAISED[name]);
    }
  }
  expect(raised.map(({ name }) => name).sort()).toEqual(Object.keys(RAISED).sort());
});
