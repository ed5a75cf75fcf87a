import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { randomBytes } from 'node:crypto';
import { createVerifier } from '../../client/src/node.ts';
import { ensureFirstAdminKey } from '../../functions/admin/first-key.ts';
import { localConfig } from '../../local/config.ts';
import { openOutbox } from '../../local/outbox.ts';
import { freePort, listen } from '../../local/ports.ts';
import { openQueues } from '../../local/queue.ts';
import type { LocalQueue, LocalQueues } from '../../local/queue.ts';
import { createService } from '../../local/service.ts';
import { ensureCatalogue } from '../../local/stripe-catalogue.ts';
import { createStripeDouble } from '../../local/stripe/double.ts';
import { createTables, localDynamo } from '../../local/tables.ts';
import { createSqsBatchQueue } from '../../shared/aws/batch-queue.ts';
import { createKmsKeyWrap } from '../../shared/aws/key-wrap.ts';
import { createSesMailer } from '../../shared/aws/mailer.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import { defineConfig } from '../../shared/config/schema.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { createStripeClient } from '../../shared/stripe/client.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { createClock } from '../support/clock.ts';
import { startAws } from './aws.ts';
import { startProxy } from './proxy.ts';
import type { Fault, Proxy } from './proxy.ts';
import { REFUSALS, SERVICES } from './services.ts';
import type { ServiceName } from './services.ts';

const SECRET_KEY = 'sk_test_faults';
const WEBHOOK_SECRET = 'whsec_faults';

/** How long a call that hangs is waited for. On Lambda it is three seconds, and five for Stripe. */
const PATIENCE_MILLIS = 250;

export type FaultyWorld = Awaited<ReturnType<typeof openFaultyWorld>>;

/**
 * The whole of Gatefold with every service that it stands on across a wire, and a proxy on each wire that can have
 * everything on it go wrong. One clock stands still for all; what hangs is waited for by the real one.
 */
export async function openFaultyWorld(dynamodbEndpoint: string, tablePrefix: string) {
  const clock = createClock();
  /** How far the service's clock is from everybody else's. */
  let skewSeconds = 0;
  const serviceNow = () => clock.now() + skewSeconds * 1000;
  const [servicePort, sitePort] = [await freePort(), await freePort()];
  const config = defineConfig(localConfig({ service: servicePort, site: sitePort }));
  const { service: issuer, site } = config.hosts;
  const wrapKey = randomBytes(32);

  const double = createStripeDouble({
    file: ':memory:',
    publicUrl: 'http://127.0.0.1',
    apiKey: SECRET_KEY,
    now: clock.now,
    webhook: { url: `${issuer}/webhooks/stripe`, secret: WEBHOOK_SECRET },
    retries: { firstWaitMs: 20, longestWaitMs: 40 },
  });
  const stripe = await listen((request) => double.app.fetch(request));
  const queues = openQueues(':memory:', clock.now);
  const outbox = openOutbox(':memory:', clock.now);
  const local = new Map<string, LocalQueue<unknown>>();
  const aws = await startAws({
    queueOf: (url) => {
      const found = local.get(url.split('/').at(-1) ?? '');
      if (found === undefined) throw new Error(`There is no queue ${url}.`);
      return found;
    },
    outbox,
    wrapKey,
    secrets: { '/gatefold/faults/session-secret': 'secret' },
  });
  const upstream: Readonly<Record<ServiceName, string>> = {
    ...{ DynamoDB: dynamodbEndpoint, Stripe: stripe.url },
    ...{ SQS: aws.origin, SES: aws.origin, KMS: aws.origin, SSM: aws.origin },
  };
  /** Calls that the service makes, and after how many of them it is killed. */
  const life = { calls: 0, endsAfter: Infinity };
  const isAlive = () => (life.calls += 1) <= life.endsAfter;
  const proxies = Object.fromEntries(
    await Promise.all(
      SERVICES.map(
        async (name) => [name, await startProxy(upstream[name], REFUSALS[name], isAlive)] as const,
      ),
    ),
  ) as Record<ServiceName, Proxy>;

  const direct = localDynamo(dynamodbEndpoint);
  await createTables(direct, tablePrefix);
  const clientOf = (name: ServiceName, isImpatient: boolean) => ({
    endpoint: proxies[name].origin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDFAULTS', secretAccessKey: 'secret' },
    maxAttempts: 2,
    ...(isImpatient && { requestHandler: { requestTimeout: PATIENCE_MILLIS, throwOnRequestTimeout: true } }),
  });
  const dynamo = impatient(
    proxies.DynamoDB,
    new DynamoDBClient(clientOf('DynamoDB', false)),
    new DynamoDBClient(clientOf('DynamoDB', true)),
  );
  const sqs = impatient(
    proxies.SQS,
    new SQSClient(clientOf('SQS', false)),
    new SQSClient(clientOf('SQS', true)),
  );
  const ses = impatient(
    proxies.SES,
    new SESv2Client(clientOf('SES', false)),
    new SESv2Client(clientOf('SES', true)),
  );
  const kms = impatient(
    proxies.KMS,
    new KMSClient(clientOf('KMS', false)),
    new KMSClient(clientOf('KMS', true)),
  );
  const ssm = impatient(
    proxies.SSM,
    new SSMClient(clientOf('SSM', false)),
    new SSMClient(clientOf('SSM', true)),
  );

  /** Sends through SQS's own wire, and hands out what has come to the queue behind it. */
  const onTheWire: LocalQueues = {
    queue: <Message>(name: string, batch?: number): LocalQueue<Message> => {
      const behind = queues.queue<Message>(name, batch);
      local.set(name, behind);
      const url = `${proxies.SQS.origin}/111122223333/${name}`;
      return {
        ...behind,
        ...createSqsQueue<Message>(sqs, url),
        ...createSqsBatchQueue<Message>(sqs, url),
      };
    },
    close: queues.close,
  };

  const service = await createService({
    config,
    dynamo,
    tablePrefix,
    queues: onTheWire,
    mailer: createSesMailer(ses, {
      ...{ name: 'The Fold', address: 'no-reply@example.com', replyTo: 'help@example.com' },
      publication: config.publication.id,
    }),
    stripe: {
      secretKey: SECRET_KEY,
      apiBase: proxies.Stripe.origin,
      fetch: (input, init = {}) =>
        fetch(input, {
          ...init,
          ...(proxies.Stripe.fault() === 'hanging' && { signal: AbortSignal.timeout(PATIENCE_MILLIS) }),
        }),
    },
    webhookSecrets: [WEBHOOK_SECRET],
    sessionSecret: randomBytes(32),
    wrapKey,
    now: serviceNow,
    log: () => undefined,
  });
  const answered: number[] = [];
  const server = await listen(async (request) => {
    const answer = await service.fetch(request);
    if (request.url.includes('/webhooks/')) answered.push(answer.status);
    return answer;
  }, servicePort);
  const atStripe = createStripeClient({ secretKey: SECRET_KEY, apiBase: stripe.url });
  await ensureCatalogue(atStripe, config);
  const database = openDatabase(direct, tablePrefix);
  const adminKey = await ensureFirstAdminKey(service.stores.apiKeys, issuer, randomBytes(48), clock.now());
  service.startWorkers();
  double.start();

  return {
    ...{ clock, config, issuer, site, double, service, outbox, adminKey, answered, database, atStripe },
    stripeUrl: stripe.url,
    tablePrefix,
    ssm,
    kmsKeyWrap: createKmsKeyWrap(kms, 'alias/faults'),
    /** As invocations have it, through the proxy. */
    onWire: (prefix: string) => openDatabase(dynamo, prefix),
    newTables: async (prefix: string) => createTables(direct, prefix),
    verifier: createVerifier({
      issuer,
      audience: config.publication.id,
      features: config.features,
      now: clock.now,
    }),

    set: (name: ServiceName, fault?: Fault) => {
      proxies[name].set(fault);
    },
    met: (name: ServiceName) => proxies[name].met(),
    /** After so many calls of any service no further one arrives, as if whoever makes them were killed. */
    killAfter: (calls: number) => {
      life.calls = 0;
      life.endsAfter = calls;
    },
    calls: () => life.calls,
    skew: (seconds: number) => {
      skewSeconds = seconds;
    },

    /** Puts what nobody sends among the messages for the sync. */
    poison: () => service.syncQueue.send({ kind: 'nonsense' } as unknown as SyncMessage),

    /** Until all that Stripe has to tell is told, and done. */
    async drain(): Promise<void> {
      for (let round = 0; round < 4; round += 1) {
        await double.control.settled();
        await service.syncQueue.settled();
        await service.mailQueue.settled();
        clock.advance(30);
      }
    },

    async close(): Promise<void> {
      await service.stopWorkers();
      await double.stop();
      await server.close();
      await stripe.close();
      await aws.close();
      for (const proxy of Object.values(proxies)) await proxy.close();
      for (const client of [direct, dynamo, sqs, ses, kms, ssm]) client.destroy();
      queues.close();
      outbox.close();
    },
  };
}

/** A client that soon gives up while the wire hangs, and never for a machine that is merely busy. */
function impatient<Client extends { send: unknown }>(proxy: Proxy, client: Client, hasty: Client): Client {
  const send = (...args: unknown[]) => {
    const chosen = proxy.fault() === 'hanging' ? hasty : client;
    return (chosen.send as (...given: unknown[]) => unknown).apply(chosen, args);
  };
  return Object.assign(Object.create(client) as Client, { send });
}
