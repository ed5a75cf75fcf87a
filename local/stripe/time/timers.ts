import { clockOf, DUTIES, dueOf, onlyTells } from './due.ts';
import type { Database } from '../store/database.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { Kind, Stored } from '../store/objects.ts';
import type { Duty } from './due.ts';

export interface Timer {
  readonly object: string;
  readonly duty: Duty;
  readonly at: EpochSeconds;
}

/** What is to happen when, kept in step with the objects that say so. */
export interface Timers {
  /** Call whenever an object was stored. */
  keep<K extends Kind>(kind: K, object: Stored[K], now: EpochSeconds): void;
  forget(object: string): void;
  /** The first to fall due by a test clock, or by the double's own where that is null. */
  next(testClock: string | null): Timer | undefined;
  done(timer: Timer): void;
}

export function createTimers({ sql }: Database): Timers {
  const selectOf = sql.prepare('SELECT duty, due_at FROM timers WHERE object = ?');
  const upsert = sql.prepare('INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)');
  const remove = sql.prepare('DELETE FROM timers WHERE object = ? AND duty = ?');
  const removeAll = sql.prepare('DELETE FROM timers WHERE object = ?');
  const selectNext = sql.prepare(
    'SELECT object, duty, due_at FROM timers WHERE test_clock = ? ORDER BY due_at, duty, rowid LIMIT 1',
  );
  return {
    keep(kind, object, now) {
      const obsolete = new Map(
        selectOf.all(object.id).map((row) => [Number(row.duty), Number(row.due_at)] as const),
      );
      for (const { duty, at } of dueOf(kind, object)) {
        const rank = DUTIES.indexOf(duty);
        const set = obsolete.get(rank) === at;
        if (!set && onlyTells(duty) && at <= now) continue;
        if (!set) upsert.run(object.id, rank, at, clockOf(object) ?? '');
        obsolete.delete(rank);
      }
      for (const rank of obsolete.keys()) remove.run(object.id, rank);
    },
    forget(object) {
      removeAll.run(object);
    },
    next(testClock) {
      const row = selectNext.get(testClock ?? '');
      const duty = DUTIES[Number(row?.duty)];
      if (row === undefined || duty === undefined) return undefined;
      return { object: String(row.object), duty, at: Number(row.due_at) };
    },
    done({ object, duty }) {
      remove.run(object, DUTIES.indexOf(duty));
    },
  };
}
