/**
 * Claims: an entry of the quarantine waits until an admin ignores it or has its customers asked anew. What is ignored is
 * neither counted nor told again. A replay goes through every customer once, however often it is interrupted, and one
 * that is under way is not begun again. What is seen after its replay waits again, and is told once. What a
 * guest paid waits too, though there is no customer to ask for.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import type { QuarantineEntry } from '../../shared/store/quarantine-rows.ts';
import { openTestDatabase } from '../support/engine.ts';
import type { TestDatabase } from '../support/engine.ts';
import { heldHowOften, newAudit, newId, NOW } from './build.ts';

let db: TestDatabase;
let ledger: LedgerStore;

beforeAll(async () => {
  db = await openTestDatabase();
  ledger = createLedgerStore(db.database);
});

const IGNORED = { at: NOW, by: 'apikey:key_1', reason: 'Mugs' };
const audit = () => newAudit({ subject: 'deployment', act: 'quarantine.ignored' });

async function newProduct(customers = 1): Promise<Pick<QuarantineEntry, 'kind' | 'value'>> {
  const value = newId('prod');
  for (let index = 0; index < customers; index += 1) {
    await ledger.quarantine('product', value, `cus_${index}`, NOW);
  }
  return { kind: 'product', value };
}

const read = async ({ kind, value }: Pick<QuarantineEntry, 'kind' | 'value'>) => {
  const entry = await ledger.quarantineEntry(kind, value);
  if (entry === undefined) throw new Error('It was never quarantined.');
  return entry;
};

test('what a guest paid is told once, and waits behind no customer', async () => {
  const pass = { kind: 'pass', value: newId('pi') } as const;
  const see = (now: number) => ledger.quarantine(pass.kind, pass.value, undefined, now);
  expect([await see(NOW), await see(NOW + 1), await see(NOW + 2)]).toEqual([true, false, false]);
  const entry = { ...pass, state: 'waiting', customers: 0, firstSeenAt: NOW, lastSeenAt: NOW };
  expect(await read(pass)).toEqual(entry);
  expect(await ledger.quarantinedCustomers(pass.kind, pass.value)).toEqual([]);
});

describe('an entry that is ignored', () => {
  test('says who did it and why, is no longer counted, and tells nobody of a further customer', async () => {
    const product = await newProduct();
    expect(await ledger.ignore(product, IGNORED, audit())).toBe(true);
    expect(await ledger.quarantine('product', product.value, 'cus_new', NOW + 1)).toBe(false);
    expect(await read(product)).toMatchObject({ state: 'ignored', customers: 1, ignored: IGNORED });
    expect(await ledger.quarantinedCustomers('product', product.value)).toEqual(['cus_0']);
  });

  test('is ignored once, with one audit row, however many do it at once', async () => {
    const product = await newProduct();
    const audits = Array.from({ length: 5 }, audit);
    const held = await heldHowOften(5, (index) => ledger.ignore(product, IGNORED, audits[index] ?? audit()));
    expect(held).toBe(1);
    const listed = await createAuditStore(db.database).list('deployment', 100);
    const ids = new Set(audits.map(({ id }) => id));
    expect(listed.filter(({ id }) => ids.has(id))).toHaveLength(1);
  });

  test('must have been there, and leaves no audit row where it was not', async () => {
    const nothing = { kind: 'product', value: newId('prod') } as const;
    const entry = audit();
    expect(await ledger.ignore(nothing, IGNORED, entry)).toBe(false);
    const listed = await createAuditStore(db.database).list('deployment', 100);
    expect(listed.map(({ id }) => id)).not.toContain(entry.id);
  });
});

describe('a replay', () => {
  test('goes through every customer in order, page by page', async () => {
    const product = await newProduct(5);
    await ledger.beginReplay(product, NOW + 10);
    const asked: string[] = [];
    for (;;) {
      const { replay } = await read(product);
      if (replay?.doneAt !== undefined) break;
      const after = replay?.after === '' ? undefined : replay?.after;
      const page = await ledger.quarantinedCustomers('product', product.value, {
        ...(after !== undefined && { after }),
        limit: 2,
      });
      asked.push(...page);
      const last = page.at(-1);
      const progress = last === undefined ? { doneAt: NOW + 20 } : { after: last };
      expect(await ledger.continueReplay(product, replay ?? { at: 0, after: '' }, progress)).toBe(true);
    }
    expect(asked).toEqual(['cus_0', 'cus_1', 'cus_2', 'cus_3', 'cus_4']);
    expect(await read(product)).toMatchObject({ state: 'replayed' });
  });

  test('is begun once while it is under way, and can be begun again after it', async () => {
    const product = await newProduct();
    expect(await heldHowOften(5, () => ledger.beginReplay(product, NOW + 10))).toBe(1);
    await ledger.continueReplay(product, { at: NOW + 10, after: '' }, { doneAt: NOW + 11 });
    expect(await ledger.beginReplay(product, NOW + 20)).toBe(true);
    expect((await read(product)).replay).toEqual({ at: NOW + 20, after: '' });
  });

  test('is gone on with by one of two who read it at the same page', async () => {
    const product = await newProduct(3);
    await ledger.beginReplay(product, NOW + 10);
    const replay = { at: NOW + 10, after: '' };
    expect(await heldHowOften(5, () => ledger.continueReplay(product, replay, { after: 'cus_0' }))).toBe(1);
    expect(await ledger.continueReplay(product, replay, { doneAt: NOW + 11 })).toBe(false);
  });

  test('takes up what was ignored', async () => {
    const product = await newProduct();
    await ledger.ignore(product, IGNORED, audit());
    await ledger.beginReplay(product, NOW + 10);
    const entry = await read(product);
    expect(entry.state).toBe('replaying');
    expect(entry).not.toHaveProperty('ignored');
  });

  test('is over where it is seen again later: it waits again, and that is told once', async () => {
    const product = await newProduct();
    await ledger.beginReplay(product, NOW + 10);
    await ledger.continueReplay(product, { at: NOW + 10, after: '' }, { doneAt: NOW + 11 });
    const again = (seconds: number) => ledger.quarantine('product', product.value, 'cus_0', NOW + seconds);
    expect(await again(9), 'read before the replay').toBe(false);
    expect(await read(product)).toMatchObject({ state: 'replayed' });
    expect(await heldHowOften(5, () => again(12))).toBe(1);
    expect(await read(product)).toMatchObject({ state: 'waiting', customers: 1, lastSeenAt: NOW + 12 });
    expect(await again(13)).toBe(false);
  });
});
