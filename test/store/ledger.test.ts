/**
 * Claims: every event has one row that says what became of it, however often it comes. What nothing accounts for waits
 * for an admin in one row, which counts each customer once, and is never lost where many come at once (promise 4).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import type { LedgerEntry, LedgerStore } from '../../shared/store/ledger.ts';
import { openTestDatabase } from '../support/engine.ts';
import { newId, NOW } from './build.ts';

let ledger: LedgerStore;

beforeAll(async () => {
  ledger = createLedgerStore((await openTestDatabase()).database);
});

const newEntry = (changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  eventId: newId('evt'),
  type: 'invoice.paid',
  created: NOW,
  customer: 'cus_1',
  outcome: 'synced',
  recordedAt: NOW * 1000,
  ...changes,
});

const quarantined = async (value: string) =>
  (await ledger.quarantined()).filter((entry) => entry.value === value);

describe('an event', () => {
  test.each([newEntry(), newEntry({ customer: null, outcome: 'no_customer' })])(
    'is read as it was recorded',
    async (entry) => {
      await ledger.record(entry);
      expect(await ledger.entry(entry.eventId)).toEqual(entry);
    },
  );

  test('keeps the request that told of it first, whether another one or the sweep tells of it again', async () => {
    const entry = newEntry({ requestId: 'req_1' });
    for (const requestId of ['req_1', 'req_2', undefined]) await ledger.record({ ...entry, requestId });
    expect(await ledger.entry(entry.eventId)).toEqual(entry);
  });

  test('that the sweep found has the request of a webhook that comes late', async () => {
    const entry = newEntry();
    await ledger.record(entry);
    await ledger.record({ ...entry, requestId: 'req_1' });
    expect(await ledger.entry(entry.eventId)).toEqual({ ...entry, requestId: 'req_1' });
  });

  test('that was never recorded has no row', async () => {
    expect(await ledger.entry(newId('evt'))).toBeUndefined();
  });

  test('fifty times at once is one row, first recorded when it first was (40)', async () => {
    const entry = newEntry();
    await ledger.record(entry);
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ledger.record({ ...entry, recordedAt: entry.recordedAt + index }),
      ),
    );
    expect(await ledger.entry(entry.eventId)).toEqual(entry);
  });

  test('is told from those without a row, in any number at once', async () => {
    const entries = Array.from({ length: 120 }, () => newEntry());
    await Promise.all(entries.map((entry) => ledger.record(entry)));
    const [first = ''] = entries.map(({ eventId }) => eventId);
    const ids = [...entries.map(({ eventId }) => eventId), newId('evt'), first];
    expect(await ledger.recorded(ids)).toEqual(
      new Map(entries.map(({ eventId, outcome }) => [eventId, outcome])),
    );
    expect(await ledger.recorded([])).toEqual(new Map());
  });

  test('has the outcome of its last going through', async () => {
    const entry = newEntry({ outcome: 'quarantined' });
    await ledger.record(entry);
    await ledger.record({ ...entry, outcome: 'synced', recordedAt: entry.recordedAt + 60_000 });
    expect(await ledger.entry(entry.eventId)).toEqual({ ...entry, outcome: 'synced' });
  });
});

describe('the quarantine', () => {
  test('counts a customer once, however often it is seen', async () => {
    const product = newId('prod');
    for (const minute of [0, 1, 2]) await ledger.quarantine('product', product, 'cus_1', NOW + minute);
    await ledger.quarantine('product', product, 'cus_2', NOW + 3);
    expect(await quarantined(product)).toEqual([
      {
        ...{ kind: 'product', value: product, state: 'waiting' },
        ...{ customers: 2, firstSeenAt: NOW, lastSeenAt: NOW + 3 },
      },
    ]);
  });

  test('counts each of forty customers once where all come at once, three times each', async () => {
    const product = newId('prod');
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        ledger.quarantine('product', product, `cus_${index % 40}`, NOW),
      ),
    );
    expect((await quarantined(product))[0]?.customers).toBe(40);
  });

  test('names the customers behind an entry, each once, and nobody else’s', async () => {
    const [product, other] = [newId('prod'), newId('prod')];
    for (const customer of ['cus_2', 'cus_1', 'cus_2']) {
      await ledger.quarantine('product', product, customer, NOW);
    }
    await ledger.quarantine('product', other, 'cus_3', NOW);
    await ledger.quarantine('status', product, 'cus_4', NOW);
    expect(await ledger.quarantinedCustomers('product', product)).toEqual(['cus_1', 'cus_2']);
    expect(await ledger.quarantinedCustomers('product', newId('prod'))).toEqual([]);
  });

  test('keeps a product and a status of one name apart', async () => {
    const value = newId('prod');
    await ledger.quarantine('product', value, 'cus_1', NOW);
    await ledger.quarantine('status', value, 'cus_1', NOW);
    expect((await quarantined(value)).map(({ kind, customers }) => [kind, customers])).toEqual([
      ['product', 1],
      ['status', 1],
    ]);
  });
});
