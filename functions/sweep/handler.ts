import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import config from '../../gatefold.config.ts';
import { createSqsBatchQueue } from '../../shared/aws/batch-queue.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { openStripe } from '../at-stripe.ts';
import { awsClient, databaseOf, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { composeSweep } from './compose.ts';
import { runSweep } from './run.ts';

const env = readEnvironment('TABLE_PREFIX', 'SYNC_QUEUE_URL', 'STRIPE_KEY_PARAMETER', 'STRIPE_LIVE_MODE');
const ports = {
  ...runtime,
  catalogue: createCatalogue(config),
  database: databaseOf(env.TABLE_PREFIX),
  syncQueue: createSqsBatchQueue<SyncMessage>(new SQSClient(awsClient), env.SYNC_QUEUE_URL),
  liveMode: env.STRIPE_LIVE_MODE === 'true',
};

/** Called by the schedule. The key is read anew each time, so that a new one is found without a deployment. */
export const handler = async (_: unknown, context: Context): Promise<void> => {
  const { stripeKey } = await secretsOf({ stripeKey: env.STRIPE_KEY_PARAMETER });
  const { lists } = openStripe({ secretKey: stripeKey });
  const remainingMillis = () => context.getRemainingTimeInMillis();
  await runSweep(composeSweep({ ...ports, lists, stripeKey, remainingMillis }));
};
