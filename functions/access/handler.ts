import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import config from '../../gatefold.config.ts';
import { createKmsKeyWrap } from '../../shared/aws/key-wrap.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import type { MailMessage } from '../../shared/mail/message.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import type { AtStripe } from '../at-stripe.ts';
import { awsClient, databaseOf, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { clientAddress } from '../http/through-cdn.ts';
import { lazily } from '../lazily.ts';
import { composeSyncCustomer } from '../sync/compose.ts';
import { composeAccess } from './compose.ts';

const env = readEnvironment(
  'TABLE_PREFIX',
  'SYNC_QUEUE_URL',
  'MAIL_QUEUE_URL',
  'SIGNING_KEY_ID',
  'STRIPE_KEY_PARAMETER',
  'SESSION_SECRET_PARAMETER',
  'ORIGIN_SECRET',
);
const { stripeKey, sessionSecret } = await secretsOf({
  stripeKey: env.STRIPE_KEY_PARAMETER,
  sessionSecret: env.SESSION_SECRET_PARAMETER,
});

let opening: Promise<AtStripe> | undefined;
/** A token is minted without asking Stripe: its SDK is loaded for the first reader who needs it. */
function atStripe(): Promise<AtStripe> {
  return (opening ??= import('../at-stripe.ts').then(({ openStripe }) =>
    openStripe({ secretKey: stripeKey }),
  ));
}

const sqs = new SQSClient(awsClient);
const ports = {
  ...runtime,
  config,
  catalogue: createCatalogue(config),
  database: databaseOf(env.TABLE_PREFIX),
  reader: lazily(async () => (await atStripe()).reader),
  checkout: lazily(async () => (await atStripe()).checkout),
  portal: lazily(async () => (await atStripe()).portal),
  syncQueue: createSqsQueue<SyncMessage>(sqs, env.SYNC_QUEUE_URL),
  mailQueue: createSqsQueue<MailMessage>(sqs, env.MAIL_QUEUE_URL),
  keyWrap: createKmsKeyWrap(new KMSClient(awsClient), env.SIGNING_KEY_ID),
  sessionSecret: Buffer.from(sessionSecret, 'base64url'),
  callerAddress: clientAddress,
};

export const handler = lambdaHandler(
  composeAccess({ ...ports, syncCustomer: composeSyncCustomer(ports) }),
  env.ORIGIN_SECRET,
);
