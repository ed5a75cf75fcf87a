import type { EpochSeconds } from '../stamp.ts';
import type { Database } from '../store/database.ts';
import type { DeliveryState } from './delivery.ts';

type Row = Record<string, unknown>;

interface NewDelivery {
  readonly event: string;
  readonly endpoint: string;
  readonly state: DeliveryState;
  readonly queuedAtMs: number;
  readonly nextAttemptAtMs: number;
  readonly notBefore: EpochSeconds;
  /** How many later deliveries go before it. */
  readonly overtakenBy: number;
}

/** Deliveries go in the order of `rank`: their place in the queue, and how many overtake them. */
const NEXT_SEQ = '(SELECT coalesce(max(seq), 0) + 1 FROM deliveries)';

/** Never accepted, by any copy: https://docs.stripe.com/api/events/object#event_object-pending_webhooks */
const WAITING_ENDPOINTS = `
  SELECT count(DISTINCT endpoint) FROM deliveries WHERE event = ?1
    AND endpoint NOT IN (SELECT endpoint FROM deliveries WHERE event = ?1 AND state = 'delivered')`;

/** All that is asked of the table `deliveries`. */
export function createDeliveryStatements({ sql }: Database) {
  const insert = sql.prepare(
    `INSERT INTO deliveries (event, endpoint, state, queued_at_ms, next_attempt_at_ms, not_before, rank)
     VALUES (?, ?, ?, ?, ?, ?, ${NEXT_SEQ} + ?)`,
  );
  const due = sql.prepare(
    `SELECT * FROM deliveries INDEXED BY deliveries_by_rank
     WHERE state = 'pending' AND next_attempt_at_ms <= ? AND not_before <= ? ORDER BY rank, seq LIMIT 50`,
  );
  const nextAttempt = sql.prepare(
    "SELECT min(next_attempt_at_ms) AS at FROM deliveries WHERE state = 'pending' AND next_attempt_at_ms > ?",
  );
  const nextDelayed = sql.prepare(
    "SELECT min(not_before) AS at FROM deliveries WHERE state = 'pending' AND not_before > ?",
  );
  const pending = sql.prepare("SELECT 1 FROM deliveries WHERE state = 'pending' AND not_before <= ? LIMIT 1");
  const ofEvent = sql.prepare('SELECT * FROM deliveries WHERE event = ? ORDER BY seq');
  const held = sql.prepare("SELECT * FROM deliveries WHERE state = 'held' ORDER BY rank, seq");
  const settle = sql.prepare(
    'UPDATE deliveries SET state = ?, attempts = attempts + ?, last_answer = ? WHERE seq = ? RETURNING event',
  );
  const count = sql.prepare(
    `UPDATE objects SET json = json_set(json, '$.pending_webhooks', (${WAITING_ENDPOINTS})) WHERE id = ?1`,
  );
  const retry = sql.prepare(
    "UPDATE deliveries SET state = 'pending', attempts = attempts + 1, next_attempt_at_ms = ?, last_answer = ? WHERE seq = ?",
  );
  const release = sql.prepare(
    "UPDATE deliveries SET state = 'pending', next_attempt_at_ms = ? WHERE state = 'held'",
  );
  const letGo = sql.prepare(
    `UPDATE deliveries SET next_attempt_at_ms = ?1
     WHERE state = 'pending' AND attempts = 0 AND next_attempt_at_ms > ?1 AND rank < ${NEXT_SEQ}`,
  );
  const closeWindow = sql.prepare(
    "UPDATE deliveries SET next_attempt_at_ms = ?1 WHERE state = 'pending' AND attempts = 0 AND next_attempt_at_ms > ?1",
  );

  return {
    insert(row: NewDelivery): void {
      const { event, endpoint, state, queuedAtMs, nextAttemptAtMs, notBefore, overtakenBy } = row;
      insert.run(event, endpoint, state, queuedAtMs, nextAttemptAtMs, notBefore, overtakenBy);
    },
    due: (nowMs: number, now: EpochSeconds): Row[] => due.all(nowMs, now),
    /** In milliseconds, of the next retry and of the next delivery that the double's clock delays. */
    nextWaits(nowMs: number, now: EpochSeconds): number[] {
      const attemptAtMs = nextAttempt.get(nowMs)?.at;
      const delayedTo = nextDelayed.get(now)?.at;
      return [
        ...(typeof attemptAtMs === 'number' ? [attemptAtMs - nowMs] : []),
        ...(typeof delayedTo === 'number' ? [(delayedTo - now) * 1000] : []),
      ];
    },
    hasPending: (now: EpochSeconds): boolean => pending.get(now) !== undefined,
    of: (event: string): Row[] => ofEvent.all(event),
    held: (): Row[] => held.all(),
    settle(seq: number, state: 'delivered' | 'failed' | 'lost', answer: string): void {
      const row = settle.get(state, state === 'lost' ? 0 : 1, answer, seq);
      if (state === 'delivered' && row !== undefined) count.run(String(row.event));
    },
    retry(seq: number, nextAttemptAtMs: number, answer: string): void {
      retry.run(nextAttemptAtMs, answer, seq);
    },
    release(nowMs: number): void {
      release.run(nowMs);
    },
    letOvertakenGo(nowMs: number): void {
      letGo.run(nowMs);
    },
    closeWindow(nowMs: number): void {
      closeWindow.run(nowMs);
    },
  };
}
