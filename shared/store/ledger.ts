import * as z from 'zod';
import type { LiveSubscription } from '../membership/live.ts';
import type { CustomerId, EpochMillis, EpochSeconds, MemberId, PlanId } from '../membership/model.ts';
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

export const QUARANTINE_KINDS = ['product', 'plan', 'pass', 'status', 'address'] as const;
export type QuarantineKind = (typeof QUARANTINE_KINDS)[number];

/** Something that Stripe says and nothing here accounts for, waiting for an admin. */
export interface QuarantineEntry {
  readonly kind: QuarantineKind;
  /**
   * The product's id; the plan that a pass names; the payment intent of a pass whose time can not be read; the status as
   * Stripe wrote it; or the customer whose address can not be mailed.
   */
  readonly value: string;
  /** How many different customers have it. */
  readonly customers: number;
  readonly firstSeenAt: EpochMillis;
  /** When the newest of these customers was first seen with it. */
  readonly lastSeenAt: EpochMillis;
}

/** A plan that a member pays for more than once: begun elsewhere, since Gatefold never begins a second. */
export interface DuplicateEntry {
  readonly member: MemberId;
  readonly plan: PlanId;
  /** As last seen together. */
  readonly subscriptions: readonly LiveSubscription[];
  readonly firstSeenAt: EpochMillis;
  readonly lastSeenAt: EpochMillis;
  /** When at most one of them was left. */
  readonly resolvedAt?: EpochMillis;
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

const duplicateRow = z
  .object({
    v: z.literal(VERSION),
    member: z.templateLiteral(['mem_', z.string()]),
    plan: z.string(),
    subscriptions: z.array(z.object({ customer: z.string(), id: z.string() })),
    firstSeenAt: z.int(),
    lastSeenAt: z.int(),
    resolvedAt: z.int().optional(),
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

const REPORT_DUPLICATE: Update = {
  update:
    'SET v = :v, #member = :member, #plan = :plan, subscriptions = :subscriptions, ' +
    'firstSeenAt = if_not_exists(firstSeenAt, :now), lastSeenAt = :now REMOVE resolvedAt',
  names: { '#member': 'member', '#plan': 'plan' },
};

const DUPLICATE_STANDS: Update = {
  update: 'SET resolvedAt = :now',
  expression: 'attribute_exists(pk) AND attribute_not_exists(resolvedAt)',
};

const DUPLICATES = 'duplicate';
const duplicateKey = (member: MemberId, plan: PlanId) => ({ pk: DUPLICATES, sk: `${member}#${plan}` });

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

    async reportDuplicate(
      member: MemberId,
      plan: PlanId,
      subscriptions: readonly LiveSubscription[],
      now: EpochMillis,
    ): Promise<void> {
      await database.write({
        update: REPORT_DUPLICATE,
        table: 'ledger',
        key: duplicateKey(member, plan),
        values: {
          ':v': VERSION,
          ':member': member,
          ':plan': plan,
          ':subscriptions': subscriptions,
          ':now': now,
        },
      });
    },

    /** `false` where none stands. */
    resolveDuplicate: (member: MemberId, plan: PlanId, now: EpochMillis) =>
      database.write({
        update: DUPLICATE_STANDS,
        table: 'ledger',
        key: duplicateKey(member, plan),
        values: { ':now': now },
      }),

    async duplicates(): Promise<DuplicateEntry[]> {
      const rows = await database.query('ledger', DUPLICATES);
      return rows.map((row) => duplicateRow.parse(row));
    },

    async quarantined(): Promise<QuarantineEntry[]> {
      const rows = await database.query('ledger', 'quarantine');
      return rows.map((row) => quarantineRow.parse(row));
    },
  };
}
