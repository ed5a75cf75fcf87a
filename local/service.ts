import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomBytes, randomUUID } from 'node:crypto';
import { composeAccess } from '../functions/access/compose.ts';
import { composeAdmin } from '../functions/admin/compose.ts';
import { openStripe } from '../functions/at-stripe.ts';
import { createLog } from '../functions/http/log.ts';
import { clientAddress } from '../functions/http/through-cdn.ts';
import type { Log } from '../functions/http/log.ts';
import { createMailConsumer } from '../functions/mail/consume.ts';
import { runDaily } from '../functions/rotate/daily.ts';
import { runRotation } from '../functions/rotate/run.ts';
import { composeSweep } from '../functions/sweep/compose.ts';
import type { SweepDeps } from '../functions/sweep/deps.ts';
import { runSweep } from '../functions/sweep/run.ts';
import { composeSync, composeSyncCustomer } from '../functions/sync/compose.ts';
import { createWebhookApp } from '../functions/webhook/app.ts';
import type { Mailer } from '../shared/aws/mailer.ts';
import type { GatefoldConfig } from '../shared/config/schema.ts';
import type { MailMessage } from '../shared/mail/message.ts';
import { createCatalogue } from '../shared/membership/catalogue.ts';
import { createApiKeysStore } from '../shared/store/apikeys.ts';
import { createAuditStore } from '../shared/store/audit.ts';
import { openDatabase } from '../shared/store/database.ts';
import { createKeysStore } from '../shared/store/keys.ts';
import { createLedgerStore } from '../shared/store/ledger.ts';
import { createMembersStore } from '../shared/store/members.ts';
import { createSweepsStore } from '../shared/store/sweeps.ts';
import type { SyncMessage } from '../shared/stripe/events.ts';
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
  readonly stripe: Parameters<typeof openStripe>[0];
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
  const keys = createKeysStore(database);
  const keyWrap = createLocalKeyWrap(options.wrapKey);
  const atStripe = openStripe(options.stripe);
  const ports = {
    ...runtime,
    ...atStripe,
    config,
    catalogue: createCatalogue(config),
    database,
    keyWrap,
    sessionSecret: options.sessionSecret,
    syncQueue: options.queues.queue<SyncMessage>('sync', SYNC_BATCH),
    mailQueue: options.queues.queue<MailMessage>('mail'),
    liveMode: false,
  };
  const { syncQueue, mailQueue } = ports;

  const rotateDeps = { ...runtime, issuer, keys, keyWrap };
  await runRotation(rotateDeps);
  const syncCustomer = composeSyncCustomer(ports);
  const webhook = createWebhookApp({
    ...runtime,
    service: issuer,
    secrets: options.webhookSecrets,
    liveMode: ports.liveMode,
    queue: syncQueue,
  });
  // Whatever stands before it here may say who calls, as the CDN does.
  const admin = composeAdmin({ ...ports, callerAddress: (c) => clientAddress(c) ?? '127.0.0.1' });
  const access = composeAccess({ ...ports, syncCustomer, callerAddress: clientAddress });
  const consumeSync = composeSync({ ...ports, random: options.random ?? Math.random });
  const consumeMail = createMailConsumer({
    ...runtime,
    publication: config.publication,
    speaker: createSpeaker(config.publication.language, config.words),
    mailer: options.mailer,
  });
  const sweepDeps = composeSweep({
    ...ports,
    stripeKey: options.stripe.secretKey,
    remainingMillis: () => Infinity,
  });
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
    apps: { webhook, admin, access },
    stores: {
      members: createMembersStore(database),
      ledger: createLedgerStore(database),
      sweeps: createSweepsStore(database),
      audit: createAuditStore(database),
      apiKeys: createApiKeysStore(database),
      keys,
    },
    stripeClient: atStripe.client,
    syncCustomer,
    syncQueue,
    mailQueue,
    sweepDeps,
    /** Does what is due, as the schedule has it done on AWS. */
    sweep,
    rotate: () => runDaily(rotateDeps),
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
