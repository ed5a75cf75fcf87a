import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { QUEUES } from './rights.ts';
import type { QueueName } from './rights.ts';

export interface QueuePair {
  readonly queue: Queue;
  readonly dead: Queue;
}

interface Delivery {
  /** Messages that the consumer is given at once. */
  readonly batchSize: number;
  /** What a batch may take. */
  readonly consumerTimeout: Duration;
  /**
   * How often a message is tried in all. It comes again after six time-outs
   * (docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
   */
  readonly maxReceiveCount: number;
  readonly retention: Duration;
  /** No shorter than `retention`: the age of a dead letter counts from when it was first sent. */
  readonly deadRetention: Duration;
}

export const DELIVERY: Readonly<Record<QueueName, Delivery>> = {
  sync: {
    // Stripe tells of one renewal in half a dozen events: the larger the batch, the more of them one reading answers.
    // The consumer begins no further customer after a minute; the rest is for the calls of the one it is at. Ten
    // customers at Stripe's slowest are most of them done by then, so that few messages are received in vain.
    batchSize: 10,
    consumerTimeout: Duration.seconds(90),
    // 12 times 9 minutes: Stripe may be away for an hour, and no event is given up.
    maxReceiveCount: 12,
    retention: Duration.days(4),
    deadRetention: Duration.days(14),
  },
  mail: {
    batchSize: 5,
    consumerTimeout: Duration.seconds(30),
    // 5 times 3 minutes: as long as a sign-in code is good for.
    maxReceiveCount: 5,
    // Addresses, codes and links, worth nothing after those minutes.
    retention: Duration.days(1),
    deadRetention: Duration.days(1),
  },
};

const COMMON = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

export function addQueues(scope: Construct, { prefix }: Deployment): Record<QueueName, QueuePair> {
  const pairs = QUEUES.map((name) => [name, addQueue(scope, name, prefix)] as const);
  return Object.fromEntries(pairs) as Record<QueueName, QueuePair>;
}

function addQueue(scope: Construct, name: QueueName, prefix: string): QueuePair {
  const { consumerTimeout, maxReceiveCount, retention, deadRetention } = DELIVERY[name];
  const dead = new Queue(scope, `${name}-dead`, {
    ...COMMON,
    queueName: `${prefix}-${name}-dead`,
    retentionPeriod: deadRetention,
  });
  const queue = new Queue(scope, `${name}-queue`, {
    ...COMMON,
    queueName: `${prefix}-${name}`,
    retentionPeriod: retention,
    visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
    deadLetterQueue: { queue: dead, maxReceiveCount },
  });
  return { queue, dead };
}
