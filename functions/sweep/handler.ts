import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { setTimeout } from 'node:timers/promises';
import config from '../../gatefold.config.ts';
import { createSqsBatchQueue } from '../../shared/aws/batch-queue.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import { isLiveKey } from '../../shared/stripe/account.ts';
import { createStripeClient } from '../../shared/stripe/client.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { createSweepLists } from '../../shared/stripe/sweep-lists.ts';
import { awsClient, databaseOf, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { runSweep } from './run.ts';

const env = readEnvironment('TABLE_PREFIX', 'SYNC_QUEUE_URL', 'STRIPE_KEY_PARAMETER', 'STRIPE_LIVE_MODE');
const database = databaseOf(env.TABLE_PREFIX);
const queue = createSqsBatchQueue<SyncMessage>(new SQSClient(awsClient), env.SYNC_QUEUE_URL);
const catalogue = createCatalogue(config);

/** Called by the schedule. The key is read anew each time, so that a new one is found without a deployment. */
export const handler = async (_: unknown, context: Context): Promise<void> => {
  const { stripeKey } = await secretsOf({ stripeKey: env.STRIPE_KEY_PARAMETER });
  await runSweep({
    ...runtime,
    stripe: createSweepLists(createStripeClient({ secretKey: stripeKey })),
    liveMode: env.STRIPE_LIVE_MODE === 'true',
    keyIsLive: isLiveKey(stripeKey),
    members: createMembersStore(database),
    ledger: createLedgerStore(database),
    sweeps: createSweepsStore(database),
    queue,
    catalogue,
    pause: (millis) => setTimeout(millis),
    remainingMillis: () => context.getRemainingTimeInMillis(),
  });
};
