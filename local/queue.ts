import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { BatchQueue, Deferral, Queue } from '../shared/aws/queue.ts';
import { INSERT_MESSAGE, openQueueFile, putBatch } from './queue-file.ts';

/** As infra/ sets the queues on AWS, but for a shorter wait before a message that failed is shown again. */
const VISIBILITY_MILLIS = 5_000;
const MAX_RECEIVES = 12;
const DEFAULT_BATCH = 5;

/** Another process may have put a message in (see queue-file.ts); nobody tells us. */
const LOOK_MILLIS = 1_000;

export type Consumer = (event: SQSEvent) => Promise<SQSBatchResponse>;

export interface LocalQueue<Message> extends Queue<Message>, BatchQueue<Message>, Deferral {
  /** Hands every message to `consumer` in SQS's own event shape until {@link stop}. */
  start(consumer: Consumer): void;
  /** Waits for the batch under way. */
  stop(): Promise<void>;
  /** Resolves once nothing is visible or under way; what is delayed may still be there. */
  settled(): Promise<void>;
  /** How many messages it holds, and how many it has given up on. */
  size(): { readonly waiting: number; readonly dead: number };
}

interface Stored {
  readonly id: string;
  readonly body: string;
  readonly sent_at: number;
  readonly receives: number;
}

export interface LocalQueues {
  /** @param batch messages that a consumer is given at once */
  queue<Message>(name: string, batch?: number): LocalQueue<Message>;
  readonly close: () => void;
}

/**
 * SQS as far as Gatefold uses it, in a file: at least once, delays, visibility, partial batch responses, and messages
 * that are given up on after a number of receives. What was sent is there after `kill -9`.
 */
export function openQueues(file: string, now: () => number = Date.now): LocalQueues {
  const db = openQueueFile(file);
  db.exec('UPDATE messages SET visible_at = 0, leased = 0 WHERE leased = 1');
  return {
    queue: <Message>(name: string, batch = DEFAULT_BATCH) => createQueue<Message>(db, name, batch, now),
    close: () => {
      db.close();
    },
  };
}

function createQueue<Message>(
  db: DatabaseSync,
  name: string,
  batchSize: number,
  now: () => number,
): LocalQueue<Message> {
  const insert = db.prepare(INSERT_MESSAGE);
  const visible = db.prepare(
    'SELECT id, body, sent_at, receives FROM messages WHERE queue = ? AND dead = 0 AND visible_at <= ? ORDER BY visible_at, rowid LIMIT ?',
  );
  const lease = db.prepare(
    'UPDATE messages SET visible_at = ?, receives = receives + 1, leased = 1 WHERE id = ?',
  );
  const hide = db.prepare('UPDATE messages SET visible_at = ? WHERE id = ?');
  const release = db.prepare('UPDATE messages SET leased = 0, dead = receives >= ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM messages WHERE id = ?');
  const next = db.prepare('SELECT MIN(visible_at) AS at FROM messages WHERE queue = ? AND dead = 0');
  const count = db.prepare(
    'SELECT COUNT(*) FILTER (WHERE dead = 0) AS waiting, COUNT(*) FILTER (WHERE dead = 1) AS dead FROM messages WHERE queue = ?',
  );

  let consumer: Consumer | undefined;
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let idleWaiters: (() => void)[] = [];

  function wake(): void {
    clearTimeout(timer);
    if (consumer === undefined || underWay !== undefined) return;
    const { at } = next.get(name) as { at: number | null };
    if (at === null || at > now()) {
      for (const resolve of idleWaiters.splice(0)) resolve();
      timer = setTimeout(wake, Math.min((at ?? Infinity) - now(), LOOK_MILLIS)).unref();
      return;
    }
    underWay = handBatch(consumer).finally(() => {
      underWay = undefined;
      wake();
    });
  }

  async function handBatch(hand: Consumer): Promise<void> {
    const batch = visible.all(name, now(), batchSize) as unknown as Stored[];
    for (const { id } of batch) lease.run(now() + VISIBILITY_MILLIS, id);
    const failed = await hand({ Records: batch.map((message) => recordOf(name, message, now())) }).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      () => new Set(batch.map(({ id }) => id)),
    );
    for (const { id } of batch) {
      if (failed.has(id)) release.run(MAX_RECEIVES, id);
      else remove.run(id);
    }
  }

  return {
    send(message, { delaySeconds = 0 } = {}) {
      const sentAt = now();
      insert.run(randomUUID(), name, JSON.stringify(message), sentAt, sentAt + delaySeconds * 1000);
      setImmediate(wake);
      return Promise.resolve();
    },

    sendBatch(messages) {
      putBatch(db, name, messages, now());
      setImmediate(wake);
      return Promise.resolve();
    },

    postpone(receiptHandle, seconds) {
      hide.run(now() + seconds * 1000, receiptHandle);
      return Promise.resolve();
    },

    start(given) {
      consumer = given;
      wake();
    },

    async stop() {
      consumer = undefined;
      clearTimeout(timer);
      await underWay;
    },

    settled: () =>
      new Promise((resolve) => {
        idleWaiters = [...idleWaiters, resolve];
        wake();
      }),

    size: () => count.get(name) as { waiting: number; dead: number },
  };
}

/** docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, "Example Amazon SQS message event". */
function recordOf(queue: string, { id, body, sent_at, receives }: Stored, now: number): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives + 1),
      SentTimestamp: String(sent_at),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(now),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  };
}
