import type { SQSRecord } from 'aws-lambda';
import { createHash } from 'node:crypto';
import type { Consumer, LocalQueue } from '../../../local/queue.ts';
import type { EpochMillis } from '../../../shared/membership/model.ts';
import type { SyncMessage } from '../../../shared/stripe/events.ts';
import { CALM, fateOf } from './weather.ts';
import type { Sky } from './weather.ts';
import type { Stage } from './stage.ts';

/** As infra/queues.ts sets the sync queue. */
const BATCH = 20;
const FUNCTION_MILLIS = 90_000;
const VISIBILITY_MILLIS = 6 * FUNCTION_MILLIS;
const MAX_RECEIVES = 12;
const CONCURRENCY = 3;

interface Stored {
  readonly id: string;
  readonly message: SyncMessage;
  readonly sentAt: EpochMillis;
  visibleAt: EpochMillis;
  receives: number;
}

export interface StagedQueue extends LocalQueue<SyncMessage> {
  /** What waits or is being worked on. */
  readonly messages: () => readonly SyncMessage[];
  readonly isEmpty: () => boolean;
}

/**
 * A standard queue of SQS on the stage: at least once, in any order, with delays, visibility, partial batch responses
 * and dead letters.
 *
 * @param answered is told of each message that a consumer has taken for done
 */
export function createStagedQueue(
  stage: Stage,
  sky: Sky,
  answered: (message: SyncMessage, sentAt: EpochMillis) => void,
): StagedQueue {
  const held = new Map<string, Stored>();
  let made = 0;
  let consumers = 0;
  let dead = 0;
  let consume: Consumer = () => Promise.reject(new Error('Nobody consumes the queue yet.'));

  function put(message: SyncMessage, delaySeconds: number): void {
    made += 1;
    const visibleAt = stage.now() + delaySeconds * 1000;
    held.set(`message-${made}`, {
      id: `message-${made}`,
      message,
      sentAt: stage.now(),
      visibleAt,
      receives: 0,
    });
    lookAt(visibleAt);
  }

  function lookAt(moment: EpochMillis): void {
    const pause = sky.weather === CALM ? 1 : 1 + sky.luck.below(sky.luck.chance(0.5) ? 50 : 2_000);
    stage.at(moment + pause, receive);
  }

  async function receive(): Promise<void> {
    const visible = [...held.values()].filter(({ visibleAt }) => visibleAt <= stage.now());
    if (visible.length === 0) return;
    if (consumers >= CONCURRENCY) {
      lookAt(stage.now() + 1_000);
      return;
    }
    const batch = sky.luck.shuffled(visible).slice(0, 1 + sky.luck.below(BATCH));
    if (batch.length < visible.length) lookAt(stage.now());
    const given = batch.filter(isGiven);
    if (given.length > 0) await hand(given);
  }

  /** One received too often goes to the dead-letter queue in its consumer's place. */
  function isGiven(stored: Stored): boolean {
    stored.receives += 1;
    if (stored.receives <= MAX_RECEIVES) return true;
    held.delete(stored.id);
    dead += 1;
    sky.count('dead letter');
    return false;
  }

  async function hand(batch: readonly Stored[]): Promise<void> {
    consumers += 1;
    for (const stored of batch) {
      const again = sky.luck.chance(sky.weather.shownTwice);
      if (again) sky.count('queue shows twice');
      stored.visibleAt = stage.now() + (again ? sky.luck.below(10_000) : VISIBILITY_MILLIS);
      lookAt(stored.visibleAt);
    }
    const skew = Math.round((sky.luck.next() * 2 - 1) * sky.weather.skewMillis);
    const event = { Records: batch.map((stored) => recordOf(stored, stage.now())) };
    let over = false;
    const task = await stage.start(
      'sync',
      skew,
      () => consume(event),
      (ending) => {
        over = true;
        consumers -= 1;
        if (ending.kind === 'failed') return;
        const failed = new Set(ending.value.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const { id, message, sentAt } of batch) {
          if (failed.has(id)) continue;
          held.delete(id);
          answered(message, sentAt);
        }
      },
    );
    stage.at(stage.now() + FUNCTION_MILLIS, () => {
      if (over) return;
      if (task.alive) sky.count('time-out of a function');
      stage.kill(task);
      consumers -= 1;
    });
  }

  return {
    send: (message, { delaySeconds = 0 } = {}) =>
      stage.call(fateOf(sky), () => {
        if (sky.luck.chance(sky.weather.queueFaults)) {
          sky.count('queue refuses');
          return Promise.reject(new Error('ServiceUnavailable'));
        }
        put(message, delaySeconds);
        return Promise.resolve();
      }),

    sendBatch: (messages) =>
      stage.call(fateOf(sky), () => {
        if (messages.length > 0 && sky.luck.chance(sky.weather.queueFaults)) {
          sky.count('queue refuses');
          return Promise.reject(new Error('ServiceUnavailable'));
        }
        for (const message of messages) put(message, 0);
        return Promise.resolve();
      }),

    postpone: (receiptHandle, seconds) =>
      stage.call(fateOf(sky), () => {
        const stored = held.get(receiptHandle);
        if (stored !== undefined) {
          stored.visibleAt = stage.now() + seconds * 1000;
          lookAt(stored.visibleAt);
        }
        return Promise.resolve();
      }),

    start: (consumer) => {
      consume = consumer;
    },
    stop: () => Promise.resolve(),
    settled: () => Promise.resolve(),
    size: () => ({ waiting: held.size, dead }),
    messages: () => [...held.values()].map(({ message }) => message),
    isEmpty: () => held.size === 0 && consumers === 0,
  };
}

/** docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, "Example Amazon SQS message event". */
function recordOf({ id, message, sentAt, receives }: Stored, now: EpochMillis): SQSRecord {
  const body = JSON.stringify(message);
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'model',
      ApproximateFirstReceiveTimestamp: String(now),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:sync',
    awsRegion: 'us-east-1',
  };
}
