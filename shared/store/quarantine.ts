import type { CustomerId, EpochMillis } from '../membership/model.ts';
import { auditWrite } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update } from './database.ts';
import {
  customerKey,
  customersOf,
  ENTRIES,
  entryKey,
  parseEntry,
  parseSeen,
  QUARANTINE_VERSION,
  seenRowOf,
} from './quarantine-rows.ts';
import type { QuarantineEntry, QuarantineKind, Replay } from './quarantine-rows.ts';

/** Nothing is counted of what an admin has said to ignore. */
const COUNT_CUSTOMER: Update = {
  update:
    'SET v = :v, kind = :kind, #value = :value, customers = if_not_exists(customers, :zero) + :one, ' +
    'firstSeenAt = if_not_exists(firstSeenAt, :now), lastSeenAt = :now',
  expression: 'attribute_not_exists(ignored)',
  names: { '#value': 'value' },
};

const NOTE_GUEST: Update = {
  update:
    'SET v = :v, kind = :kind, #value = :value, customers = :zero, firstSeenAt = :now, lastSeenAt = :now',
  expression: 'attribute_not_exists(pk)',
  names: { '#value': 'value' },
};

const SEEN_AFTER_REPLAY: Update = {
  update: 'SET lastSeenAt = :now',
  expression: 'replayAt < :now AND lastSeenAt <= replayAt AND attribute_not_exists(ignored)',
};

const IGNORE: Update = {
  update: 'SET ignored = :ignored',
  expression: 'attribute_exists(pk) AND attribute_not_exists(ignored)',
};

const BEGIN_REPLAY: Update = {
  update: 'SET replayAt = :now, replayAfter = :first REMOVE replayDoneAt, ignored',
  expression: 'attribute_exists(pk) AND (attribute_not_exists(replayAt) OR attribute_exists(replayDoneAt))',
};

const REPLAY_AS_READ = 'replayAt = :at AND replayAfter = :after AND attribute_not_exists(replayDoneAt)';
const REPLAY_ON: Update = { update: 'SET replayAfter = :next', expression: REPLAY_AS_READ };
const REPLAY_DONE: Update = { update: 'SET replayDoneAt = :now', expression: REPLAY_AS_READ };

export type QuarantineStore = ReturnType<typeof createQuarantineStore>;

/** What nothing here accounts for, and the life of it: an admin ignores it, or has its customers asked anew. */
export function createQuarantineStore(database: Database) {
  return {
    /**
     * Counts each customer once, however often it is seen; `false` where it was seen before, or is ignored.
     *
     * @param customer absent behind what a guest paid
     */
    async quarantine(
      kind: QuarantineKind,
      value: string,
      customer: CustomerId | undefined,
      now: EpochMillis,
    ): Promise<boolean> {
      const key = entryKey(kind, value);
      const asFirstSeen = {
        ':v': QUARANTINE_VERSION,
        ':kind': kind,
        ':value': value,
        ':zero': 0,
        ':now': now,
      };
      const isNew =
        customer === undefined
          ? await database.write({ update: NOTE_GUEST, table: 'ledger', key, values: asFirstSeen })
          : await database.transact([
              { put: seenRowOf(kind, value, customer, now), table: 'ledger', condition: NOT_THERE_YET },
              { update: COUNT_CUSTOMER, table: 'ledger', key, values: { ...asFirstSeen, ':one': 1 } },
            ]);
      if (isNew) return true;
      return database.write({
        update: SEEN_AFTER_REPLAY,
        table: 'ledger',
        key,
        values: { ':now': now },
      });
    },

    async quarantined(): Promise<QuarantineEntry[]> {
      const rows = await database.query('ledger', ENTRIES);
      return rows.map(parseEntry);
    },

    async quarantineEntry(kind: QuarantineKind, value: string): Promise<QuarantineEntry | undefined> {
      const row = await database.get('ledger', entryKey(kind, value));
      return row && parseEntry(row);
    },

    /** The customers that were seen with it, in the order of their ids. */
    async quarantinedCustomers(
      kind: QuarantineKind,
      value: string,
      page: { readonly after?: CustomerId; readonly limit?: number } = {},
    ): Promise<CustomerId[]> {
      const rows = await database.query('ledger', customersOf(kind, value), {
        ...(page.after !== undefined && { after: customerKey(page.after) }),
        ...(page.limit !== undefined && { limit: page.limit }),
      });
      return rows.map(parseSeen);
    },

    /** `false` where there is no such entry, or it is ignored already. */
    ignore: (
      { kind, value }: Pick<QuarantineEntry, 'kind' | 'value'>,
      ignored: NonNullable<QuarantineEntry['ignored']>,
      audit: AuditEntry,
    ) =>
      database.transact([
        { update: IGNORE, table: 'ledger', key: entryKey(kind, value), values: { ':ignored': ignored } },
        auditWrite(audit),
      ]),

    /** `false` where there is no such entry, or a replay is under way. */
    beginReplay: (
      { kind, value }: Pick<QuarantineEntry, 'kind' | 'value'>,
      now: EpochMillis,
      audit?: AuditEntry,
    ) =>
      database.transact([
        {
          update: BEGIN_REPLAY,
          table: 'ledger',
          key: entryKey(kind, value),
          values: { ':now': now, ':first': '' },
        },
        ...(audit === undefined ? [] : [auditWrite(audit)]),
      ]),

    /** Notes who was asked last, or that all were; `false` where somebody else has gone on. */
    continueReplay(
      { kind, value }: Pick<QuarantineEntry, 'kind' | 'value'>,
      { at, after }: Replay,
      progress: { readonly after: CustomerId } | { readonly doneAt: EpochMillis },
    ): Promise<boolean> {
      const asRead = { ':at': at, ':after': after };
      return database.write({
        ...('after' in progress
          ? { update: REPLAY_ON, values: { ...asRead, ':next': progress.after } }
          : { update: REPLAY_DONE, values: { ...asRead, ':now': progress.doneAt } }),
        table: 'ledger',
        key: entryKey(kind, value),
      });
    },
  };
}
