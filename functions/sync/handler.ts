import { SQSClient } from '@aws-sdk/client-sqs';
import config from '../../gatefold.config.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { openStripe } from '../at-stripe.ts';
import { awsClient, databaseOf, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { composeSync } from './compose.ts';

const env = readEnvironment('TABLE_PREFIX', 'SYNC_QUEUE_URL', 'STRIPE_KEY_PARAMETER');
const { stripeKey } = await secretsOf({ stripeKey: env.STRIPE_KEY_PARAMETER });

export const handler = composeSync({
  ...runtime,
  ...openStripe({ secretKey: stripeKey }),
  catalogue: createCatalogue(config),
  database: databaseOf(env.TABLE_PREFIX),
  syncQueue: createSqsQueue<SyncMessage>(new SQSClient(awsClient), env.SYNC_QUEUE_URL),
  random: () => Math.random(),
});
