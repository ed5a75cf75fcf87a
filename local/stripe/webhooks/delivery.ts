import type { EpochSeconds } from '../stamp.ts';

/** `held` waits for a hand; `failed` was given up; `lost` never went out. */
export type DeliveryState = 'pending' | 'held' | 'delivered' | 'failed' | 'lost';

export interface Delivery {
  readonly seq: number;
  readonly event: string;
  readonly endpoint: string;
  readonly state: DeliveryState;
  /** In milliseconds of the real clock, as is the next attempt: a receiver's outage is real too. */
  readonly queuedAtMs: number;
  readonly nextAttemptAtMs: number;
  /** By the double's clock; 0 where nothing delays it. */
  readonly notBefore: EpochSeconds;
  readonly attempts: number;
  /** An HTTP status, or the network's error. */
  readonly lastAnswer: string | null;
}

const STATES: readonly DeliveryState[] = ['pending', 'held', 'delivered', 'failed', 'lost'];

export function toDelivery(row: Record<string, unknown>): Delivery {
  return {
    seq: Number(row.seq),
    event: String(row.event),
    endpoint: String(row.endpoint),
    state: STATES.find((state) => state === row.state) ?? 'failed',
    queuedAtMs: Number(row.queued_at_ms),
    nextAttemptAtMs: Number(row.next_attempt_at_ms),
    notBefore: Number(row.not_before),
    attempts: Number(row.attempts),
    lastAnswer: typeof row.last_answer === 'string' ? row.last_answer : null,
  };
}
