import { SQSClient } from '@aws-sdk/client-sqs';
import config from '../../gatefold.config.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createStripeCheckout } from '../../shared/stripe/checkout.ts';
import { createStripeClient, isRateLimited } from '../../shared/stripe/client.ts';
import { createCustomerAddresses } from '../../shared/stripe/customer-addresses.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { createStripeReader } from '../../shared/stripe/reader.ts';
import { awsClient, databaseOf, readEnvironment, runtime, secretsOf } from '../environment.ts';
import { createSyncConsumer } from './consume.ts';
import { createSyncCustomer } from './sync-customer.ts';

const env = readEnvironment('TABLE_PREFIX', 'SYNC_QUEUE_URL', 'STRIPE_KEY_PARAMETER');
const { stripeKey } = await secretsOf({ stripeKey: env.STRIPE_KEY_PARAMETER });

const database = databaseOf(env.TABLE_PREFIX);
const stripeClient = createStripeClient({ secretKey: stripeKey });
const stripe = createStripeReader(stripeClient);
const members = createMembersStore(database);
const ledger = createLedgerStore(database);
const queue = createSqsQueue<SyncMessage>(new SQSClient(awsClient), env.SYNC_QUEUE_URL);

export const handler = createSyncConsumer({
  ...runtime,
  syncCustomer: createSyncCustomer({
    ...runtime,
    members,
    ledger,
    checkouts: createCheckoutsStore(database),
    revocations: createRevocationsStore(database),
    stripe,
    stripeCheckout: createStripeCheckout(stripeClient),
    queue,
    catalogue: createCatalogue(config),
  }),
  stripe,
  members,
  addresses: createCustomerAddresses(stripeClient),
  ledger,
  queue,
  isRateLimited,
  random: () => Math.random(),
});
