import { nextAttempt } from './backoff.ts';
import type { RetryPolicy } from './backoff.ts';
import { signatureHeader } from './signature.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { Delivery, DeliveryQueue } from './queue.ts';

const ATTEMPT_TIMEOUT_MS = 10_000;
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
  /** Resolves when no delivery is pending; held ones do not count. */
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
    for (const delivery of due.slice(0, MAX_IN_FLIGHT - inFlight.size)) void attempt(delivery);
    // What is due already is under way, or waits for one that is; each of those wakes the courier when it ends.
    const nextMs = queue.nextDueMs(nowMs);
    if (nextMs !== undefined) {
      timer = setTimeout(wake, Math.min(nextMs - nowMs, LONGEST_SLEEP_MS));
    }
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
      queue.settle(delivery.seq, 'failed', 'the endpoint is gone');
      return;
    }
    const payload = JSON.stringify(event, null, 2);
    const answer = await post(target.url, payload, signatureHeader(payload, target.secret, now()));
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
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      }),
  };
}

interface Answer {
  readonly accepted: boolean;
  readonly text: string;
}

async function post(url: string, payload: string, signature: string): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature,
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return { accepted: response.ok, text: String(response.status) };
  } catch (error) {
    return { accepted: false, text: describe(error) };
  }
}

/** fetch hides the network's own words in `cause`. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
