import type { SQSBatchResponse } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import config from '../../gatefold.config.ts';
import { ensureFirstAdminKey } from '../../functions/admin/first-key.ts';
import { FUNCTIONS } from '../../infra/rights.ts';
import type { FunctionName, QueueName } from '../../infra/rights.ts';
import { freePort, listen } from '../../local/ports.ts';
import { openQueues } from '../../local/queue.ts';
import { ensureCatalogue } from '../../local/stripe-catalogue.ts';
import { createStripeDouble } from '../../local/stripe/double.ts';
import { createTables, localDynamo } from '../../local/tables.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { createStripeClient } from '../../shared/stripe/client.ts';
import { createReader } from '../support/reader.ts';
import type { Reader } from '../support/reader.ts';
import type { Bundles } from './bundle.ts';
import { createGateway } from './gateway.ts';
import { startFunction } from './lambda.ts';
import type { RunningFunction } from './lambda.ts';
import { synthesize } from './synthesize.ts';

const STRIPE_KEY = 'sk_test_of_the_bundles';
const WEBHOOK_SECRET = 'whsec_of_the_bundles';

export type Deployment = Awaited<ReturnType<typeof deploy>>;

const sentMail = z.object({
  Content: z.object({ Simple: z.object({ Body: z.object({ Text: z.object({ Data: z.string() }) }) }) }),
});

/**
 * A deployment of its own: every function's bundle as a process, with the environment and the rights that the template
 * gives it; between them the routes of the template, queues with SQS's event shapes, and Stripe's double.
 */
export async function deploy({
  bundles,
  dynamodb,
}: {
  readonly bundles: Bundles;
  readonly dynamodb: string;
}) {
  const stage = `t${randomBytes(6).toString('hex')}`;
  const prefix = `gatefold-${stage}`;
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-deployed-'));
  const { service } = synthesize(folder, { stage });
  rmSync(folder, { recursive: true });
  const secret = () => randomBytes(32).toString('base64url');
  const secrets = {
    [`/gatefold/${stage}/stripe-key`]: STRIPE_KEY,
    [`/gatefold/${stage}/stripe-webhook-secret`]: WEBHOOK_SECRET,
    [`/gatefold/${stage}/session-secret`]: secret(),
    [`/gatefold/${stage}/origin-secret`]: secret(),
  };

  const dynamo = localDynamo(dynamodb);
  await createTables(dynamo, prefix);
  const apiKeys = createApiKeysStore(openDatabase(dynamo, prefix));
  const issuer = config.hosts.service;
  const adminKey = await ensureFirstAdminKey(apiKeys, issuer, randomBytes(48), Date.now());
  dynamo.destroy();

  let aheadMillis = 0;
  const now = () => Date.now() + aheadMillis;
  const queues = openQueues(':memory:', now);
  const queue = { sync: queues.queue<unknown>('sync', 10), mail: queues.queue<unknown>('mail') };

  const stripePort = await freePort();
  const stripeUrl = `http://127.0.0.1:${stripePort}`;
  const double = createStripeDouble({
    file: ':memory:',
    publicUrl: stripeUrl,
    apiKey: STRIPE_KEY,
    now,
    webhook: {
      url: `${issuer}/webhooks/stripe`,
      secret: WEBHOOK_SECRET,
      fetch: (request) => gateway(request),
    },
    retries: { firstWaitMs: 50 },
  });
  const stripeServer = await listen((request) => double.app.fetch(request), stripePort);
  const stripe = createStripeClient({ secretKey: STRIPE_KEY, apiBase: stripeUrl });
  await ensureCatalogue(stripe, config);

  const deployed = {
    ...{ service, prefix, bundles, secrets, dynamodb, stripe: stripeUrl },
    onQueued: (name: string, body: string, delaySeconds: number) => {
      const to = name.replace(`${prefix}-`, '') as QueueName;
      void queue[to].send(JSON.parse(body), { delaySeconds });
    },
  };
  const started = await Promise.all(
    FUNCTIONS.map(async (name) => [name, await startFunction(deployed, name)] as const),
  );
  const functions = Object.fromEntries(started) as Record<FunctionName, RunningFunction>;
  const invoke = (name: FunctionName, event: unknown) => functions[name].invoke(event, aheadMillis);
  const gateway = createGateway({ service, secrets, invoke });
  queue.sync.start((event) => invoke('sync', event) as Promise<SQSBatchResponse>);
  queue.mail.start((event) => invoke('mail', event) as Promise<SQSBatchResponse>);
  double.start();

  const fetchHere: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    return request.url.startsWith(`${issuer}/`) ? gateway(request) : fetch(request);
  };
  return {
    config,
    issuer,
    adminKey,
    stripe,
    double,
    functions,
    /** The service by its own host, everything else by the network. */
    fetch: fetchHere,
    reader: (): Reader => createReader(fetchHere),
    /** As EventBridge Scheduler calls it; the template gives no input. */
    scheduled: (name: 'sweep' | 'rotate') =>
      invoke(name, {
        version: '0',
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: '111122223333',
        time: new Date(now()).toISOString(),
        region: 'eu-west-1',
        resources: [`arn:aws:scheduler:eu-west-1:111122223333:schedule/default/${prefix}-${name}`],
        detail: '{}',
      }),
    /** For everybody: the functions, the queues and Stripe. */
    later: (seconds: number) => {
      aheadMillis += seconds * 1000;
    },
    now,
    /** Webhooks delivered, queues empty but for what is delayed. */
    async settled(): Promise<void> {
      await double.control.settled();
      await queue.sync.settled();
      await queue.mail.settled();
    },
    queue,
    /** The text of the newest mail. */
    newestMail(): string {
      const mail = sentMail.parse(JSON.parse(functions.mail.aws.mailed.at(-1) ?? '{}'));
      return mail.Content.Simple.Body.Text.Data;
    },
    async stop(): Promise<void> {
      await double.stop();
      await Promise.all(Object.values(queue).map((one) => one.stop()));
      await Promise.all(Object.values(functions).map((one) => one.stop()));
      await stripeServer.close();
      queues.close();
    },
  };
}
