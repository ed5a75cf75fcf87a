import { DatabaseSync } from 'node:sqlite';

/** Raised with every change of the schema. */
const SCHEMA_VERSION = 3;

/**
 * `objects.seq` is the order of creation, in which Stripe lists; `deliveries` is the webhook queue; `timers` is what
 * falls due when, in epoch seconds, with an empty `test_clock` for the double's own time.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
  CREATE INDEX IF NOT EXISTS objects_by_customer ON objects (kind, json ->> '$.customer', seq);
  CREATE INDEX IF NOT EXISTS objects_by_invoice ON objects (kind, json ->> '$.invoice', seq);
  CREATE INDEX IF NOT EXISTS objects_by_intent ON objects (kind, json ->> '$.payment_intent', seq);
  CREATE INDEX IF NOT EXISTS objects_by_payment ON objects (kind, json ->> '$.payment.payment_intent', seq);
  CREATE INDEX IF NOT EXISTS objects_by_parent
    ON objects (kind, json ->> '$.parent.subscription_details.subscription', seq);
  CREATE INDEX IF NOT EXISTS objects_by_test_clock ON objects (kind, json ->> '$.test_clock', seq);

  CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'held', 'delivered', 'failed', 'lost')),
    queued_at_ms INTEGER NOT NULL,
    next_attempt_at_ms INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, next_attempt_at_ms);
  CREATE INDEX IF NOT EXISTS deliveries_by_rank ON deliveries (state, rank, seq);
  CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);

  CREATE TABLE IF NOT EXISTS timers (
    object TEXT NOT NULL,
    duty INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    test_clock TEXT NOT NULL,
    PRIMARY KEY (object, duty)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS timers_by_due ON timers (test_clock, due_at, duty);

  CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    stored_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
`;

export interface Database {
  readonly sql: DatabaseSync;
  /** Runs `work` in one transaction; inside another it joins that one. What `work` throws undoes it all. */
  readonly transaction: <T>(work: () => T) => T;
  /** Adds one to a counter that outlives the process, and returns it. */
  readonly next: (counter: string) => number;
  close(): void;
}

/**
 * @param file a path, or ':memory:'
 * @throws {Error} where the file is another version's
 */
export function openDatabase(file: string): Database {
  const sql = new DatabaseSync(file);
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  checkVersion(sql, file);
  sql.exec(SCHEMA);
  const count = sql.prepare(
    'INSERT INTO numbers VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value',
  );
  return {
    sql,
    transaction(work) {
      if (sql.isTransaction) return work();
      sql.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        sql.exec('COMMIT');
        return result;
      } catch (error) {
        sql.exec('ROLLBACK');
        throw error;
      }
    },
    next: (counter) => Number(count.get(counter)?.value),
    close: () => {
      sql.close();
    },
  };
}

function checkVersion(sql: DatabaseSync, file: string): void {
  const found = Number(sql.prepare('PRAGMA user_version').get()?.user_version);
  if (found !== 0 && found !== SCHEMA_VERSION) {
    sql.close();
    throw new Error(`${file} was written by another version of the double; move it away and start afresh.`);
  }
  sql.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}
