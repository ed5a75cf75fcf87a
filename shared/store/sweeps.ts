import type { CustomerId, EpochMillis } from '../membership/model.ts';
import { auditWrite } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Condition, Database, Update } from './database.ts';
import {
  eventsSweepRowOf,
  leaverRowOf,
  NIGHTS,
  nightKey,
  nightRowOf,
  parseEventsSweep,
  parseLeaver,
  parseNight,
  parseStanding,
  leaversOf,
  leaverKey,
  EVENTS_SWEEP_KEY,
  STANDING_KEY,
  SWEEPS_VERSION,
} from './sweep-rows.ts';
import type { EventsSweep, HaltReason, Night, Standing } from './sweep-rows.ts';

/** A sweep goes on only from where it has read that it is: of two at once, one stops. */
const REV_AS_READ: Condition = { expression: 'rev = :rev' };

const REMEMBER_ACCOUNT: Update = {
  update: 'SET v = :v, #account = :account',
  expression: 'attribute_not_exists(#account)',
  names: { '#account': 'account' },
};

const ANOTHER_ACCOUNT: Update = {
  update: 'SET v = :v, #account = :account',
  expression: 'attribute_not_exists(#account) OR #account <> :account',
  names: { '#account': 'account' },
};

/** A halt keeps the moment at which it began, whatever its reason turns into. */
const HALT: Update = {
  update: 'SET v = :v, haltReason = :reason, haltedAt = if_not_exists(haltedAt, :now)',
};

const RECOVER: Update = {
  update: 'REMOVE haltReason, haltedAt',
  expression: 'attribute_exists(haltReason) AND v = :v',
};

/** Whoever releases a night and whoever begins the next one exclude each other: only the newest is ever released. */
const NIGHT_IS_HALTED: Update = {
  update: 'SET #status = :asking, #release = :release, rev = rev + :one',
  expression: '#status = :halted AND rev = :rev',
  names: { '#status': 'status', '#release': 'release' },
};

const NIGHT_AS_READ: Update = { update: 'SET rev = rev + :one', expression: 'rev = :rev' };

export type SweepsStore = ReturnType<typeof createSweepsStore>;

/** How far the sweep has come: what it remembers of the account, and where each comparison stands. */
export function createSweepsStore(database: Database) {
  const put = <Of extends { readonly rev: number }>(
    rowOf: (next: Of) => ReturnType<typeof nightRowOf>,
    next: Of,
    revRead: number | undefined,
  ) =>
    database.write({
      put: rowOf(next),
      table: 'ledger',
      ...(revRead === undefined
        ? { condition: NOT_THERE_YET }
        : { condition: REV_AS_READ, values: { ':rev': revRead } }),
    });

  return {
    async standing(): Promise<Standing> {
      const row = await database.get('ledger', STANDING_KEY);
      return row === undefined ? {} : parseStanding(row);
    },

    /** `false` where one is remembered already. */
    rememberAccount: (account: string) =>
      database.write({
        update: REMEMBER_ACCOUNT,
        table: 'ledger',
        key: STANDING_KEY,
        values: { ':v': SWEEPS_VERSION, ':account': account },
      }),

    /** Remembers another one in place of what the first sweep saw; `false` where it is this one already. */
    acceptAccount: (account: string, audit: AuditEntry) =>
      database.transact([
        {
          update: ANOTHER_ACCOUNT,
          table: 'ledger',
          key: STANDING_KEY,
          values: { ':v': SWEEPS_VERSION, ':account': account },
        },
        auditWrite(audit),
      ]),

    async halt(reason: HaltReason, now: EpochMillis): Promise<void> {
      await database.write({
        update: HALT,
        table: 'ledger',
        key: STANDING_KEY,
        values: { ':v': SWEEPS_VERSION, ':reason': reason, ':now': now },
      });
    },

    /** `false` where nothing was halted. */
    recover: () =>
      database.write({
        update: RECOVER,
        table: 'ledger',
        key: STANDING_KEY,
        values: { ':v': SWEEPS_VERSION },
      }),

    async events(): Promise<EventsSweep | undefined> {
      const row = await database.get('ledger', EVENTS_SWEEP_KEY);
      return row && parseEventsSweep(row);
    },

    /** `false` where another sweep has gone on: stop. */
    saveEvents: (next: EventsSweep, revRead: number | undefined) => put(eventsSweepRowOf, next, revRead),

    /** Newest first. */
    async nights(limit: number): Promise<Night[]> {
      const rows = await database.query('ledger', NIGHTS, { newestFirst: true, limit });
      return rows.map(parseNight);
    },

    /** `false` where another sweep has begun it, or the last one has changed meanwhile: stop. */
    beginNight: (next: Night, last: Night | undefined) =>
      database.transact([
        { put: nightRowOf(next), table: 'ledger', condition: NOT_THERE_YET },
        ...(last === undefined
          ? []
          : [
              {
                update: NIGHT_AS_READ,
                table: 'ledger',
                key: nightKey(last.night),
                values: { ':rev': last.rev, ':one': 1 },
              } as const,
            ]),
      ]),

    /** `false` where another sweep has gone on: stop. */
    saveNight: (next: Night, revRead: number) => put(nightRowOf, next, revRead),

    /** Lets a halted night's customers be asked after all; `false` where it is not halted, or no longer the newest. */
    release: (
      { night, rev }: Pick<Night, 'night' | 'rev'>,
      release: NonNullable<Night['release']>,
      audit: AuditEntry,
    ) =>
      database.transact([
        {
          update: NIGHT_IS_HALTED,
          table: 'ledger',
          key: nightKey(night),
          values: { ':asking': 'asking', ':halted': 'halted', ':release': release, ':rev': rev, ':one': 1 },
        },
        auditWrite(audit),
      ]),

    /** Keeps the customers who would lose access until the whole night is compared. The same ones again change nothing. */
    async addLeavers(night: string, customers: readonly CustomerId[]): Promise<void> {
      for (const customer of customers) {
        await database.write({ put: leaverRowOf(night, customer), table: 'ledger' });
      }
    },

    async leavers(
      night: string,
      { after, limit }: { readonly after?: CustomerId | undefined; readonly limit: number },
    ): Promise<CustomerId[]> {
      const rows = await database.query('ledger', leaversOf(night), {
        ...(after !== undefined && { after: leaverKey(after) }),
        limit,
      });
      return rows.map(parseLeaver);
    },
  };
}
