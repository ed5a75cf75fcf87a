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

/**
 * How a message that fails comes again: after `visibility`, up to `maxReceiveCount` times in all. `visibility` is six
 * times the consumer's time-out (docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
 */
const DELIVERY: Readonly<Record<QueueName, { consumerTimeout: Duration; maxReceiveCount: number }>> = {
  // 12 times 6 minutes: Stripe may be away for an hour, and no event is given up.
  sync: { consumerTimeout: Duration.seconds(60), maxReceiveCount: 12 },
  // 5 times 3 minutes: as long as a sign-in code is good for.
  mail: { consumerTimeout: Duration.seconds(30), maxReceiveCount: 5 },
};

export const CONSUMER_TIMEOUT: Readonly<Record<QueueName, Duration>> = {
  sync: DELIVERY.sync.consumerTimeout,
  mail: DELIVERY.mail.consumerTimeout,
};

const COMMON = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

export function addQueues(scope: Construct, { prefix }: Deployment): Record<QueueName, QueuePair> {
  const pairs = QUEUES.map((name) => [name, addQueue(scope, name, prefix)] as const);
  return Object.fromEntries(pairs) as Record<QueueName, QueuePair>;
}

function addQueue(scope: Construct, name: QueueName, prefix: string): QueuePair {
  const { consumerTimeout, maxReceiveCount } = DELIVERY[name];
  const dead = new Queue(scope, `${name}-dead`, {
    ...COMMON,
    queueName: `${prefix}-${name}-dead`,
    retentionPeriod: Duration.days(14),
  });
  const queue = new Queue(scope, `${name}-queue`, {
    ...COMMON,
    queueName: `${prefix}-${name}`,
    // Shorter than the dead letters', whose age counts from when they were first sent.
    retentionPeriod: Duration.days(4),
    visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
    deadLetterQueue: { queue: dead, maxReceiveCount },
  });
  return { queue, dead };
}
