import { nextAttempt } from './backoff.ts';
import { post } from './post.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { RetryPolicy } from './backoff.ts';
import type { Delivery } from './delivery.ts';
import type { Answer } from './post.ts';
import type { DeliveryQueue } from './queue.ts';

const MAX_IN_FLIGHT = 8;
/** setTimeout takes no more than 2^31 - 1 ms, and a minute is often enough to look. */
const LONGEST_SLEEP_MS = 60_000;

interface CourierOptions {
  readonly queue: DeliveryQueue;
  readonly objects: ObjectStore;
  readonly retries: RetryPolicy;
  /** The clock that signatures are dated by. */
  readonly now: () => EpochSeconds;
}

/** Carries queued events to their endpoints. What was in flight when a process died is sent again. */
export interface Courier {
  readonly start: () => void;
  /** Stops, and waits for attempts under way. */
  stop(): Promise<void>;
  /** Call after anything was queued. */
  readonly wake: () => void;
  /** Attempts one delivery now, whatever its state. */
  attempt(delivery: Delivery): Promise<void>;
  /** Signs any bytes for an endpoint and sends them once. */
  sendRaw(endpoint: string, body: string | Uint8Array<ArrayBuffer>): Promise<Answer>;
  /** Resolves when no delivery is pending; held ones do not count, nor those delayed beyond the double's clock. */
  readonly settled: () => Promise<void>;
}

export function createCourier({ queue, objects, retries, now }: CourierOptions): Courier {
  const inFlight = new Map<number, Promise<void>>();
  let waiting: (() => void)[] = [];
  let running = false;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    clearTimeout(timer);
    if (inFlight.size === 0 && !queue.hasPending()) {
      for (const resolve of waiting) resolve();
      waiting = [];
    }
    if (!running) return;
    const nowMs = Date.now();
    const due = queue.due(nowMs).filter(({ seq }) => !inFlight.has(seq));
    const room = (queue.isOrdered() ? 1 : MAX_IN_FLIGHT) - inFlight.size;
    for (const delivery of due.slice(0, Math.max(room, 0))) void attempt(delivery);
    // What is due already is under way, or waits for one that is; each of those wakes the courier when it ends.
    const waitMs = queue.nextDueInMs(nowMs);
    if (waitMs !== undefined) timer = setTimeout(wake, Math.min(waitMs, LONGEST_SLEEP_MS));
  }

  function attempt(delivery: Delivery): Promise<void> {
    const sending = send(delivery).finally(() => {
      inFlight.delete(delivery.seq);
      wake();
    });
    inFlight.set(delivery.seq, sending);
    return sending;
  }

  async function send(delivery: Delivery): Promise<void> {
    const target = queue.target(delivery.endpoint);
    const event = objects.get('event', delivery.event);
    if (target === undefined || event === undefined) {
      queue.settle(delivery.seq, 'failed', 'the endpoint is gone or disabled');
      return;
    }
    const answer = await post(target, JSON.stringify(event, null, 2), now());
    if (answer.accepted) {
      queue.settle(delivery.seq, 'delivered', answer.text);
      return;
    }
    const nextMs = nextAttempt(
      { attempts: delivery.attempts + 1, queuedAtMs: delivery.queuedAtMs },
      Date.now(),
      retries,
    );
    if (nextMs === undefined) queue.settle(delivery.seq, 'failed', answer.text);
    else queue.retry(delivery.seq, nextMs, answer.text);
  }

  return {
    start() {
      running = true;
      wake();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await Promise.all(inFlight.values());
    },
    wake,
    attempt,
    sendRaw(endpoint, body) {
      const target = queue.target(endpoint);
      if (target === undefined) {
        return Promise.resolve({ accepted: false, text: 'the endpoint is gone or disabled' });
      }
      return post(target, body, now());
    },
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        queue.closeWindow();
        wake();
      }),
  };
}
