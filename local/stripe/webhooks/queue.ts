import type { Database } from '../store/database.ts';
import type { ObjectStore } from '../store/objects.ts';

/** The endpoint that the double was started with, which may stand elsewhere after a restart. */
export const CONFIGURED_ENDPOINT = 'we_configured';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** `held` waits for a hand; `failed` was given up; `lost` was thrown away by hand. */
export type DeliveryState = 'pending' | 'held' | 'delivered' | 'failed' | 'lost';

export interface Delivery {
  readonly seq: number;
  readonly event: string;
  readonly endpoint: string;
  readonly state: DeliveryState;
  /** Times of a delivery are epoch milliseconds of the real clock: a receiver's outage is real too. */
  readonly queuedAtMs: number;
  readonly nextAttemptAtMs: number;
  readonly attempts: number;
  /** An HTTP status, or the network's error. */
  readonly lastAnswer: string | null;
}

export interface DeliveryQueue {
  endpointsFor(eventType: string): string[];
  /** Undefined where the endpoint is gone. */
  target(endpoint: string): WebhookTarget | undefined;
  /** Held where deliveries are being held, unless `now` is asked for. */
  enqueue(event: string, endpoint: string, options?: { readonly now: boolean }): void;
  due(nowMs: number): Delivery[];
  /** The next moment after this one at which a pending delivery falls due. */
  nextDueMs(afterMs: number): number | undefined;
  hasPending(): boolean;
  of(event: string): Delivery[];
  heldOf(event: string): Delivery[];
  settle(seq: number, state: 'delivered' | 'failed' | 'lost', answer: string): void;
  retry(seq: number, nextAttemptAtMs: number, answer: string): void;
  isHolding(): boolean;
  readonly hold: () => void;
  readonly release: () => void;
}

export function createDeliveryQueue(
  { sql }: Database,
  objects: ObjectStore,
  configured: WebhookTarget | undefined,
): DeliveryQueue {
  const insert = sql.prepare(
    'INSERT INTO deliveries (event, endpoint, state, queued_at_ms, next_attempt_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const selectDue = sql.prepare(
    "SELECT * FROM deliveries WHERE state = 'pending' AND next_attempt_at_ms <= ? ORDER BY seq LIMIT 50",
  );
  const selectNext = sql.prepare(
    "SELECT min(next_attempt_at_ms) AS due FROM deliveries WHERE state = 'pending' AND next_attempt_at_ms > ?",
  );
  const selectPending = sql.prepare("SELECT 1 FROM deliveries WHERE state = 'pending' LIMIT 1");
  const selectOf = sql.prepare('SELECT * FROM deliveries WHERE event = ? ORDER BY seq');
  const settle = sql.prepare(
    'UPDATE deliveries SET state = ?, attempts = attempts + ?, last_answer = ? WHERE seq = ?',
  );
  const retry = sql.prepare(
    "UPDATE deliveries SET state = 'pending', attempts = attempts + 1, next_attempt_at_ms = ?, last_answer = ? WHERE seq = ?",
  );
  const release = sql.prepare(
    "UPDATE deliveries SET state = 'pending', next_attempt_at_ms = ? WHERE state = 'held'",
  );
  const selectHolding = sql.prepare("SELECT value FROM numbers WHERE name = 'holding'");
  const setHolding = sql.prepare(
    "INSERT INTO numbers VALUES ('holding', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  const isHolding = () => selectHolding.get()?.value === 1;
  const of = (event: string) => selectOf.all(event).map(toDelivery);
  return {
    endpointsFor(eventType) {
      const created = objects
        .list('webhook_endpoint', { limit: 100 })
        .data.filter(
          ({ status, enabled_events }) =>
            status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(eventType)),
        );
      return [...(configured === undefined ? [] : [CONFIGURED_ENDPOINT]), ...created.map(({ id }) => id)];
    },
    target(endpoint) {
      if (endpoint === CONFIGURED_ENDPOINT) return configured;
      const created = objects.get('webhook_endpoint', endpoint);
      return created?.secret === undefined ? undefined : { url: created.url, secret: created.secret };
    },
    enqueue(event, endpoint, options) {
      const state = isHolding() && options?.now !== true ? 'held' : 'pending';
      insert.run(event, endpoint, state, Date.now(), Date.now());
    },
    due: (nowMs) => selectDue.all(nowMs).map(toDelivery),
    nextDueMs(afterMs) {
      const due = selectNext.get(afterMs)?.due;
      return typeof due === 'number' ? due : undefined;
    },
    hasPending: () => selectPending.get() !== undefined,
    of,
    heldOf: (event) => of(event).filter(({ state }) => state === 'held'),
    settle(seq, state, answer) {
      settle.run(state, state === 'lost' ? 0 : 1, answer, seq);
    },
    retry(seq, nextAttemptAtMs, answer) {
      retry.run(nextAttemptAtMs, answer, seq);
    },
    isHolding,
    hold() {
      setHolding.run(1);
    },
    release() {
      setHolding.run(0);
      release.run(Date.now());
    },
  };
}

const STATES: readonly DeliveryState[] = ['pending', 'held', 'delivered', 'failed', 'lost'];

function toDelivery(row: Record<string, unknown>): Delivery {
  return {
    seq: Number(row.seq),
    event: String(row.event),
    endpoint: String(row.endpoint),
    state: STATES.find((state) => state === row.state) ?? 'failed',
    queuedAtMs: Number(row.queued_at_ms),
    nextAttemptAtMs: Number(row.next_attempt_at_ms),
    attempts: Number(row.attempts),
    lastAnswer: typeof row.last_answer === 'string' ? row.last_answer : null,
  };
}
