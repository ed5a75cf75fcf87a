import type { SQSRecord } from 'aws-lambda';
import type { Consumer, LocalQueue, LocalQueues } from '../../../local/queue.ts';

export interface BenchQueues extends LocalQueues {
  /** Hands everything out, also what is delayed, until nothing is left. */
  drain(): Promise<void>;
  /** Messages sent so far. */
  readonly sends: () => number;
}

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
}

/** SQS as it feeds a Lambda function: several consumers at once, a batch each. Nothing here fails, so nothing comes again. */
export function openBenchQueues(options: {
  readonly now: () => number;
  readonly batch: number;
  readonly consumers: number;
}): BenchQueues {
  const { now, batch, consumers } = options;
  const waiting: Waiting[] = [];
  const delayed: Waiting[] = [];
  let consumer: Consumer | undefined;
  let sends = 0;

  async function consume(hand: Consumer): Promise<void> {
    for (;;) {
      const taken = waiting.splice(0, batch);
      if (taken.length === 0) return;
      const { batchItemFailures } = await hand({ Records: taken.map((one) => recordOf(one, now())) });
      if (batchItemFailures.length > 0) throw new Error('A message of the bench failed.');
    }
  }

  const queue = <Message>(): LocalQueue<Message> => ({
    send(message, { delaySeconds = 0 } = {}) {
      sends += 1;
      const one = { id: String(sends), body: JSON.stringify(message), sentAt: now() };
      (delaySeconds === 0 ? waiting : delayed).push(one);
      return Promise.resolve();
    },
    sendBatch: () => Promise.reject(new Error('Nobody sweeps in the bench.')),
    postpone: () => Promise.reject(new Error('Nothing asks the bench to slow down.')),
    start: (given) => {
      consumer = given;
    },
    stop: () => Promise.resolve(),
    settled: () => Promise.resolve(),
    size: () => ({ waiting: waiting.length, dead: 0 }),
  });

  return {
    queue: <Message>(name: string) => {
      const made = queue<Message>();
      return name === 'sync' ? made : { ...made, start: () => undefined };
    },
    close: () => undefined,
    sends: () => sends,
    async drain() {
      if (consumer === undefined) throw new Error('Nobody consumes.');
      while (waiting.length > 0 || delayed.length > 0) {
        if (waiting.length === 0) waiting.push(...delayed.splice(0));
        const hand = consumer;
        await Promise.all(Array.from({ length: consumers }, () => consume(hand)));
      }
    },
  };
}

function recordOf({ id, body, sentAt }: Waiting, now: number): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sentAt),
      SenderId: 'bench',
      ApproximateFirstReceiveTimestamp: String(now),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:bench',
    awsRegion: 'us-east-1',
  };
}
