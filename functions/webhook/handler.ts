import { SQSClient } from '@aws-sdk/client-sqs';
import config from '../../gatefold.config.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { awsClient, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { createWebhookApp } from './app.ts';

const env = readEnvironment(
  'SYNC_QUEUE_URL',
  'STRIPE_WEBHOOK_SECRET_PARAMETER',
  'STRIPE_LIVE_MODE',
  'ORIGIN_SECRET',
);
const { webhook } = await secretsOf({ webhook: env.STRIPE_WEBHOOK_SECRET_PARAMETER });

export const handler = lambdaHandler(
  createWebhookApp({
    ...runtime,
    service: config.hosts.service,
    // Two, with white space between them, while the secret is being rolled.
    secrets: webhook.split(/\s+/).filter((secret) => secret !== ''),
    liveMode: env.STRIPE_LIVE_MODE === 'true',
    queue: createSqsQueue<SyncMessage>(new SQSClient(awsClient), env.SYNC_QUEUE_URL),
  }),
  env.ORIGIN_SECRET,
);
