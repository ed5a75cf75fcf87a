import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createAccessApp } from '../functions/access/app.ts';
import { createAdminApp } from '../functions/admin/app.ts';
import { createLog } from '../functions/http/log.ts';
import type { Log } from '../functions/http/log.ts';
import { createMailConsumer } from '../functions/mail/consume.ts';
import { runRotation } from '../functions/rotate/run.ts';
import { createSyncConsumer } from '../functions/sync/consume.ts';
import { createSyncCustomer } from '../functions/sync/sync-customer.ts';
import type { SweepDeps } from '../functions/sweep/deps.ts';
import { runSweep } from '../functions/sweep/run.ts';
import { createWebhookApp } from '../functions/webhook/app.ts';
import type { Mailer } from '../shared/aws/mailer.ts';
import type { GatefoldConfig } from '../shared/config/schema.ts';
import { createIdentitySecrets } from '../shared/identity/credential.ts';
import type { MailMessage } from '../shared/mail/message.ts';
import { createCatalogue } from '../shared/membership/catalogue.ts';
import { createIdTokens } from '../shared/oidc/id-tokens.ts';
import { createAccountsStore } from '../shared/store/accounts.ts';
import { createAddressChangesStore } from '../shared/store/address-changes.ts';
import { createApiKeysStore } from '../shared/store/apikeys.ts';
import { createAuditStore } from '../shared/store/audit.ts';
import { createChallengesStore } from '../shared/store/challenges.ts';
import { createCheckoutsStore } from '../shared/store/checkouts.ts';
import { openDatabase } from '../shared/store/database.ts';
import { createIdentitiesStore } from '../shared/store/identities.ts';
import { createKeysStore } from '../shared/store/keys.ts';
import { createLedgerStore } from '../shared/store/ledger.ts';
import { createMembersStore } from '../shared/store/members.ts';
import { createMetersStore } from '../shared/store/meters.ts';
import { createNoncesStore } from '../shared/store/nonces.ts';
import { createRevocationsStore } from '../shared/store/revocations.ts';
import { createSessionsStore } from '../shared/store/sessions.ts';
import { createSweepsStore } from '../shared/store/sweeps.ts';
import { isLiveKey } from '../shared/stripe/account.ts';
import { createStripeCheckout } from '../shared/stripe/checkout.ts';
import { createStripeClient, isRateLimited, isRefused, isUnderWay } from '../shared/stripe/client.ts';
import { createCustomerAddresses } from '../shared/stripe/customer-addresses.ts';
import type { SyncMessage } from '../shared/stripe/events.ts';
import { createStripePortal } from '../shared/stripe/portal.ts';
import { createStripeReader } from '../shared/stripe/reader.ts';
import { createSweepLists } from '../shared/stripe/sweep-lists.ts';
import { createSigner } from '../shared/token/signer.ts';
import { createSpeaker } from '../shared/words/speaker.ts';
import { createLocalKeyWrap } from './key-wrap.ts';
import type { LocalQueues } from './queue.ts';
import { createSchedule } from './schedule.ts';

/** More often than on AWS: whoever moves the double's clock on sees what comes of it. What is not due is not done. */
const SWEEP_EVERY_MILLIS = 60_000;

/** As infra/queues.ts has it. */
const SYNC_BATCH = 10;

export interface ServiceOptions {
  readonly config: GatefoldConfig;
  readonly dynamo: DynamoDBClient;
  readonly tablePrefix: string;
  readonly queues: LocalQueues;
  readonly mailer: Mailer;
  readonly stripe: Parameters<typeof createStripeClient>[0];
  readonly webhookSecrets: readonly string[];
  readonly sessionSecret: Uint8Array;
  readonly wrapKey: Uint8Array;
  readonly now?: () => number;
  /** From 0 to below 1. */
  readonly random?: () => number;
  readonly log?: Log;
}

export type Service = Awaited<ReturnType<typeof createService>>;

/** The whole service in one process: the same apps and consumers that infra/ puts on Lambda. */
export async function createService(options: ServiceOptions) {
  const { config } = options;
  const issuer = config.hosts.service;
  const runtime = {
    now: options.now ?? Date.now,
    randomBytes: (length: number) => randomBytes(length),
    newRequestId: () => randomUUID(),
    log: options.log ?? createLog((line) => process.stderr.write(`${line}\n`)),
  };
  const database = openDatabase(options.dynamo, options.tablePrefix);
  const catalogue = createCatalogue(config);
  const members = createMembersStore(database);
  const accounts = createAccountsStore(database);
  const ledger = createLedgerStore(database);
  const sweeps = createSweepsStore(database);
  const audit = createAuditStore(database);
  const apiKeys = createApiKeysStore(database);
  const keys = createKeysStore(database);
  const revocations = createRevocationsStore(database);
  const stripeClient = createStripeClient(options.stripe);
  const stripe = createStripeReader(stripeClient);
  const syncQueue = options.queues.queue<SyncMessage>('sync', SYNC_BATCH);
  const mailQueue = options.queues.queue<MailMessage>('mail');
  const keyWrap = createLocalKeyWrap(options.wrapKey);
  const checkouts = createCheckoutsStore(database);
  const stripeCheckout = createStripeCheckout(stripeClient);
  const loadKeys = () => keys.list();

  await runRotation({ ...runtime, issuer, keys, keyWrap });
  const syncCustomer = createSyncCustomer({
    ...runtime,
    members,
    ledger,
    checkouts,
    revocations,
    stripe,
    stripeCheckout,
    queue: syncQueue,
    catalogue,
  });
  const webhook = createWebhookApp({
    ...runtime,
    service: issuer,
    secrets: options.webhookSecrets,
    liveMode: false,
    queue: syncQueue,
  });
  const admin = createAdminApp({
    ...runtime,
    ...{ config, catalogue, members, accounts, revocations, ledger, sweeps, audit, apiKeys },
    callerAddress: () => '127.0.0.1',
  });
  const access = createAccessApp({
    ...runtime,
    ...{ config, catalogue, members, revocations, syncCustomer, loadKeys },
    sessions: createSessionsStore(database),
    accounts,
    addressChanges: createAddressChangesStore(database),
    challenges: createChallengesStore(database),
    nonces: createNoncesStore(database),
    identities: createIdentitiesStore(database),
    idTokens: createIdTokens(config.identityProviders, (error) => {
      runtime.log({ level: 'error', event: 'identity_provider_unavailable', error });
    }),
    meters: createMetersStore(database),
    checkouts,
    stripe: stripeCheckout,
    portal: createStripePortal(stripeClient),
    isUnderWay,
    isRefused,
    signer: createSigner({
      issuer,
      loadKeys,
      unwrapKey: (wrapped, context) => keyWrap.unwrap(wrapped, context),
      now: () => Math.floor(runtime.now() / 1000),
    }),
    secrets: createIdentitySecrets(options.sessionSecret, issuer),
    mail: mailQueue,
    syncQueue,
    randomInt: (limit) => randomInt(limit),
  });
  const consumeSync = createSyncConsumer({
    ...runtime,
    ...{ syncCustomer, stripe, members, ledger, isRateLimited },
    addresses: createCustomerAddresses(stripeClient),
    queue: syncQueue,
    random: options.random ?? Math.random,
  });
  const consumeMail = createMailConsumer({
    ...runtime,
    publication: config.publication,
    speaker: createSpeaker(config.publication.language, config.words),
    mailer: options.mailer,
  });
  const sweepDeps: SweepDeps = {
    ...runtime,
    ...{ members, ledger, sweeps, catalogue },
    stripe: createSweepLists(stripeClient),
    liveMode: false,
    keyIsLive: isLiveKey(options.stripe.secretKey),
    queue: syncQueue,
    pause: (millis) => setTimeout(millis),
    remainingMillis: () => Infinity,
  };
  const sweep = (changes: Partial<SweepDeps> = {}) => runSweep({ ...sweepDeps, ...changes });
  const scheduledSweep = async () => {
    try {
      await sweep();
    } catch (error) {
      runtime.log({ level: 'error', event: 'sweep_failed', error });
    }
  };

  return {
    /** What CloudFront and the HTTP API route on AWS. */
    fetch: (request: Request): Response | Promise<Response> => {
      const path = new URL(request.url).pathname.slice(new URL(issuer).pathname.replace(/\/$/, '').length);
      if (path.startsWith('/webhooks/')) return webhook.fetch(request);
      return path.startsWith('/admin') ? admin.fetch(request) : access.fetch(request);
    },
    stores: { members, ledger, sweeps, audit, apiKeys, keys },
    stripeClient,
    syncCustomer,
    syncQueue,
    mailQueue,
    sweepDeps,
    /** Does what is due, as the schedule has it done on AWS. */
    sweep,
    schedule: createSchedule(scheduledSweep, SWEEP_EVERY_MILLIS),
    startWorkers: () => {
      syncQueue.start(consumeSync);
      mailQueue.start(consumeMail);
    },
    stopWorkers: async () => {
      await Promise.all([syncQueue.stop(), mailQueue.stop()]);
    },
  };
}
