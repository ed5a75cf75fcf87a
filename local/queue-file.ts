import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { BatchQueue } from '../shared/aws/queue.ts';

/** A process waits so long for another to have written. */
const BUSY_MILLIS = 5_000;

export const INSERT_MESSAGE =
  'INSERT INTO messages (id, queue, body, sent_at, visible_at) VALUES (?, ?, ?, ?, ?)';

/** The file that queues are kept in; one process works through them, others may put messages in. */
export function openQueueFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_MILLIS });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS messages (
      id TEXT PRIMARY KEY, queue TEXT NOT NULL, body TEXT NOT NULL, sent_at INTEGER NOT NULL,
      visible_at INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, leased INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS by_visibility ON messages (queue, dead, visible_at);
  `);
  return db;
}

/** Puts all of a batch in, or none. */
export function putBatch(db: DatabaseSync, name: string, messages: readonly unknown[], at: number): void {
  const insert = db.prepare(INSERT_MESSAGE);
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const message of messages) insert.run(randomUUID(), name, JSON.stringify(message), at, at);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** A queue that another process works through: messages can be put in, all of a batch or none, and nothing else. */
export function openSender<Message>(
  file: string,
  name: string,
  now: () => number = Date.now,
): BatchQueue<Message> & { readonly close: () => void } {
  const db = openQueueFile(file);
  return {
    sendBatch(messages) {
      putBatch(db, name, messages, now());
      return Promise.resolve();
    },
    close: () => {
      db.close();
    },
  };
}
