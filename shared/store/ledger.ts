import * as z from 'zod';
import type { CustomerId, EpochMillis, EpochSeconds } from '../membership/model.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;

/** What became of a webhook event. */
export const OUTCOMES = ['synced', 'not_ours', 'no_customer', 'quarantined'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface LedgerEntry {
  readonly eventId: string;
  readonly type: string;
  readonly created: EpochSeconds;
  /** Absent where the event names none and none could be found through its object. */
  readonly customer: CustomerId | null;
  readonly outcome: Outcome;
  readonly recordedAt: EpochMillis;
}

export const QUARANTINE_KINDS = ['product', 'status', 'address'] as const;
export type QuarantineKind = (typeof QUARANTINE_KINDS)[number];

/** Something that Stripe says and nothing here accounts for, waiting for an admin. */
export interface QuarantineEntry {
  readonly kind: QuarantineKind;
  /** The product's id, the status as Stripe wrote it, or the customer whose address can not be mailed. */
  readonly value: string;
  /** How many different customers have it. */
  readonly customers: number;
  readonly firstSeenAt: EpochMillis;
  /** When the newest of these customers was first seen with it. */
  readonly lastSeenAt: EpochMillis;
}

const ledgerRow = z
  .object({
    v: z.literal(VERSION),
    eventId: z.string(),
    type: z.string(),
    created: z.int(),
    customer: z.string().nullable(),
    outcome: z.enum(OUTCOMES),
    recordedAt: z.int(),
  })
  .transform(withoutVersion);

const quarantineRow = z
  .object({
    v: z.literal(VERSION),
    kind: z.enum(QUARANTINE_KINDS),
    value: z.string(),
    customers: z.int(),
    firstSeenAt: z.int(),
    lastSeenAt: z.int(),
  })
  .transform(withoutVersion);

const seenRow = z.object({ v: z.literal(VERSION), customer: z.string() });

const RECORD_EVENT: Update = {
  update:
    'SET v = :v, eventId = :eventId, #type = :type, created = :created, customer = :customer, ' +
    'outcome = :outcome, recordedAt = if_not_exists(recordedAt, :recordedAt)',
  names: { '#type': 'type' },
};

const COUNT_CUSTOMER: Update = {
  update:
    'SET v = :v, kind = :kind, #value = :value, customers = if_not_exists(customers, :zero) + :one, ' +
    'firstSeenAt = if_not_exists(firstSeenAt, :now), lastSeenAt = :now',
  names: { '#value': 'value' },
};

const eventKey = (eventId: string) => ({ pk: `event#${eventId}`, sk: 'event' });

export type LedgerStore = ReturnType<typeof createLedgerStore>;

export function createLedgerStore(database: Database) {
  return {
    /** The same event any number of times is one row, and when it was first recorded stays. */
    async record(entry: LedgerEntry): Promise<void> {
      await database.write({
        update: RECORD_EVENT,
        table: 'ledger',
        key: eventKey(entry.eventId),
        values: {
          ':v': VERSION,
          ':eventId': entry.eventId,
          ':type': entry.type,
          ':created': entry.created,
          ':customer': entry.customer,
          ':outcome': entry.outcome,
          ':recordedAt': entry.recordedAt,
        },
      });
    },

    async entry(eventId: string): Promise<LedgerEntry | undefined> {
      const row = await database.get('ledger', eventKey(eventId));
      return row && ledgerRow.parse(row);
    },

    /** Counts each customer once, however often it is seen; `false` where it was seen before. */
    quarantine: (kind: QuarantineKind, value: string, customer: CustomerId, now: EpochMillis) =>
      database.transact([
        {
          put: {
            pk: `quarantine#${kind}#${value}`,
            sk: `customer#${customer}`,
            v: VERSION,
            customer,
            firstSeenAt: now,
          },
          table: 'ledger',
          condition: NOT_THERE_YET,
        },
        {
          update: COUNT_CUSTOMER,
          table: 'ledger',
          key: { pk: 'quarantine', sk: `${kind}#${value}` },
          values: { ':v': VERSION, ':kind': kind, ':value': value, ':zero': 0, ':one': 1, ':now': now },
        },
      ]),

    /** The customers that were seen with it. */
    async quarantinedCustomers(kind: QuarantineKind, value: string): Promise<CustomerId[]> {
      const rows = await database.query('ledger', `quarantine#${kind}#${value}`);
      return rows.map((row) => seenRow.parse(row).customer);
    },

    async quarantined(): Promise<QuarantineEntry[]> {
      const rows = await database.query('ledger', 'quarantine');
      return rows.map((row) => quarantineRow.parse(row));
    },
  };
}
