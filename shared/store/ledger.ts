import * as z from 'zod';
import type { CustomerId, EpochMillis, EpochSeconds } from '../membership/model.ts';
import type { Database, Update } from './database.ts';
import { createDuplicatesStore } from './duplicates.ts';
import { createQuarantineStore } from './quarantine.ts';
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
  /** Of the webhook's answer to Stripe; absent where the sweep found the event, and of events recorded before it was kept. */
  readonly requestId?: string | undefined;
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
    requestId: z.string().optional(),
  })
  .transform(withoutVersion);

const RECORD_EVENT: Update = {
  update:
    'SET v = :v, eventId = :eventId, #type = :type, created = :created, customer = :customer, ' +
    'outcome = :outcome, recordedAt = if_not_exists(recordedAt, :recordedAt)',
  names: { '#type': 'type' },
};

/** The request that told of it first stays, however often Stripe sends it. */
const RECORD_EVENT_OF_REQUEST: Update = {
  ...RECORD_EVENT,
  update: `${RECORD_EVENT.update}, requestId = if_not_exists(requestId, :requestId)`,
};

const eventKey = (eventId: string) => ({ pk: `event#${eventId}`, sk: 'event' });

export type LedgerStore = ReturnType<typeof createLedgerStore>;

/** What became of Stripe's events, what nothing accounts for, and what is paid for twice. */
export function createLedgerStore(database: Database) {
  return {
    ...createQuarantineStore(database),
    ...createDuplicatesStore(database),

    /** The same event any number of times is one row, and when it was first recorded stays. */
    async record(entry: LedgerEntry): Promise<void> {
      await database.write({
        update: entry.requestId === undefined ? RECORD_EVENT : RECORD_EVENT_OF_REQUEST,
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
          ...(entry.requestId !== undefined && { ':requestId': entry.requestId }),
        },
      });
    },

    /** What became of those of these events that have a row. */
    async recorded(eventIds: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
      const rows = await database.getMany('ledger', eventIds.map(eventKey));
      return new Map(
        rows.map((row) => {
          const { eventId, outcome } = ledgerRow.parse(row);
          return [eventId, outcome];
        }),
      );
    },

    async entry(eventId: string): Promise<LedgerEntry | undefined> {
      const row = await database.get('ledger', eventKey(eventId));
      return row && ledgerRow.parse(row);
    },
  };
}
