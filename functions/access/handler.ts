import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { randomInt } from 'node:crypto';
import config from '../../gatefold.config.ts';
import { createKmsKeyWrap } from '../../shared/aws/key-wrap.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import { createIdentitySecrets } from '../../shared/identity/credential.ts';
import type { MailMessage } from '../../shared/mail/message.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { createIdTokens } from '../../shared/oidc/id-tokens.ts';
import { createAccountsStore } from '../../shared/store/accounts.ts';
import { createAddressChangesStore } from '../../shared/store/address-changes.ts';
import { createChallengesStore } from '../../shared/store/challenges.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import { createIdentitiesStore } from '../../shared/store/identities.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createMetersStore } from '../../shared/store/meters.ts';
import { createNoncesStore } from '../../shared/store/nonces.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import { createStripeCheckout } from '../../shared/stripe/checkout.ts';
import { createStripeClient, isRefused, isUnderWay } from '../../shared/stripe/client.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { createStripePortal } from '../../shared/stripe/portal.ts';
import { createStripeReader } from '../../shared/stripe/reader.ts';
import { createSigner } from '../../shared/token/signer.ts';
import { awsClient, databaseOf, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { createSyncCustomer } from '../sync/sync-customer.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { createAccessApp } from './app.ts';

const env = readEnvironment(
  'TABLE_PREFIX',
  'SYNC_QUEUE_URL',
  'MAIL_QUEUE_URL',
  'SIGNING_KEY_ID',
  'STRIPE_KEY_PARAMETER',
  'SESSION_SECRET_PARAMETER',
);
const { stripeKey, sessionSecret } = await secretsOf({
  stripeKey: env.STRIPE_KEY_PARAMETER,
  sessionSecret: env.SESSION_SECRET_PARAMETER,
});

const issuer = config.hosts.service;
const database = databaseOf(env.TABLE_PREFIX);
const sqs = new SQSClient(awsClient);
const stripe = createStripeClient({ secretKey: stripeKey });
const catalogue = createCatalogue(config);
const members = createMembersStore(database);
const checkouts = createCheckoutsStore(database);
const revocations = createRevocationsStore(database);
const stripeCheckout = createStripeCheckout(stripe);
const loadKeys = () => createKeysStore(database).list();
const keyWrap = createKmsKeyWrap(new KMSClient(awsClient), env.SIGNING_KEY_ID);
const syncQueue = createSqsQueue<SyncMessage>(sqs, env.SYNC_QUEUE_URL);
const syncCustomer = createSyncCustomer({
  ...runtime,
  members,
  ledger: createLedgerStore(database),
  checkouts,
  revocations,
  stripe: createStripeReader(stripe),
  stripeCheckout,
  queue: syncQueue,
  catalogue,
});

export const handler = lambdaHandler(
  createAccessApp({
    ...runtime,
    config,
    catalogue,
    members,
    sessions: createSessionsStore(database),
    accounts: createAccountsStore(database),
    addressChanges: createAddressChangesStore(database),
    revocations,
    challenges: createChallengesStore(database),
    nonces: createNoncesStore(database),
    identities: createIdentitiesStore(database),
    idTokens: createIdTokens(config.identityProviders, (error) => {
      runtime.log({ level: 'error', event: 'identity_provider_unavailable', error });
    }),
    meters: createMetersStore(database),
    checkouts,
    stripe: stripeCheckout,
    portal: createStripePortal(stripe),
    isUnderWay,
    isRefused,
    syncCustomer,
    loadKeys,
    signer: createSigner({
      issuer,
      loadKeys,
      unwrapKey: (wrapped, context) => keyWrap.unwrap(wrapped, context),
      now: () => Math.floor(runtime.now() / 1000),
    }),
    secrets: createIdentitySecrets(Buffer.from(sessionSecret, 'base64url'), issuer),
    mail: createSqsQueue<MailMessage>(sqs, env.MAIL_QUEUE_URL),
    syncQueue,
    randomInt: (limit) => randomInt(limit),
  }),
);
