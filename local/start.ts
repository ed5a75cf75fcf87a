import { Hono } from 'hono';
import { localConfig } from './config.ts';
import type { DataFolder } from './data-folder.ts';
import { startEngine } from './engine.ts';
import { ensureFirstAdminKey } from '../functions/admin/first-key.ts';
import type { GatefoldConfig } from '../shared/config/schema.ts';
import { createNewspaper } from './newspaper/app.ts';
import { openOutbox } from './outbox.ts';
import { LOOPBACK, listen } from './ports.ts';
import { openQueues } from './queue.ts';
import { createService } from './service.ts';
import { ensureCatalogue } from './stripe-catalogue.ts';
import { createStripeDouble } from './stripe/double.ts';
import { createTables, localDynamo } from './tables.ts';

const TABLE_PREFIX = 'gatefold-local';
/** What programs of yours reach the double with. */
export const DOUBLE_KEY = 'sk_test_gatefold_local';

export interface Running {
  readonly service: string;
  readonly site: string;
  /** Absent where Stripe's own test mode is used. */
  readonly stripeDouble?: string;
  readonly adminKey: string;
  /** Milliseconds since 1970 by the clock that all of it lives by. */
  readonly now: () => number;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly data: DataFolder;
  /** The service's port; the newspaper and the Stripe double take the next two. */
  readonly port: number;
  /** A key of Stripe's test mode, to use Stripe itself. */
  readonly stripeKey?: string;
  readonly webhookSecret?: string | undefined;
  readonly furtherOrigins?: readonly string[];
  /** Another publication than the configured one, made of it. */
  readonly change?: (config: GatefoldConfig) => GatefoldConfig;
  /** Writes no log. */
  readonly quiet?: boolean;
}

type Answer = (request: Request) => Response | Promise<Response>;

/** Starts everything, or nothing: what had started is stopped again where a later part can not. */
export async function start({
  data,
  port,
  stripeKey,
  webhookSecret,
  furtherOrigins,
  change = (config) => config,
  quiet,
}: StartOptions): Promise<Running> {
  const started = new AsyncDisposableStack();
  const stop = () => started.disposeAsync();
  try {
    const config = change(localConfig({ service: port, site: port + 1 }, furtherOrigins));
    const { service: issuer, site } = config.hosts;
    const signingSecret = webhookSecret ?? data.secrets.webhook;
    const doubleUrl = `http://${LOOPBACK}:${port + 2}`;

    // Browsers that were open before a restart ask again at once: until all stands, they are told to wait.
    let answer: Answer = () => new Response('Starting.\n', { status: 503 });
    const open = async (at: number, fetch: Answer) => {
      const { close } = await listen(fetch, at);
      started.defer(close);
    };
    await open(port, (request) => answer(request));
    const double =
      stripeKey === undefined
        ? createStripeDouble({
            file: data.file('stripe.db'),
            publicUrl: doubleUrl,
            apiKey: DOUBLE_KEY,
            webhook: { url: `${issuer}/webhooks/stripe`, secret: signingSecret },
            ticks: true,
          })
        : undefined;
    // One clock for all: who moves the double's on, moves everybody's.
    const now = double?.now ?? Date.now;
    if (double !== undefined) {
      started.defer(() => double.stop());
      await open(port + 2, (request) => double.app.fetch(request));
    }

    const newspaper = createNewspaper({
      issuer,
      audience: config.publication.id,
      publicOrigin: site,
      now,
    });
    await open(port + 1, (request) => newspaper.fetch(request));

    const engine = await startEngine({ dbPath: data.file('dynamodb.db') });
    started.defer(() => engine.stop());
    const dynamo = localDynamo(engine.endpoint);
    started.defer(() => {
      dynamo.destroy();
    });
    await createTables(dynamo, TABLE_PREFIX);
    const queues = openQueues(data.file('queues.db'), now);
    const outbox = openOutbox(data.file('outbox.db'), now);
    started.defer(queues.close);
    started.defer(outbox.close);

    const service = await createService({
      config,
      dynamo,
      tablePrefix: TABLE_PREFIX,
      queues,
      mailer: outbox,
      stripe: { secretKey: stripeKey ?? DOUBLE_KEY, ...(double && { apiBase: doubleUrl }) },
      webhookSecrets: [signingSecret],
      sessionSecret: Buffer.from(data.secrets.session, 'base64url'),
      wrapKey: Buffer.from(data.secrets.wrap, 'base64url'),
      now,
      ...(quiet === true && { log: () => undefined }),
    });
    await ensureCatalogue(service.stripeClient, config);
    const drawn = Buffer.from(data.secrets.adminKey, 'base64url');
    const adminKey = await ensureFirstAdminKey(service.stores.apiKeys, issuer, drawn, now());

    const routes = new Hono();
    routes.route('/', outbox.app);
    routes.all('*', (c) => service.fetch(c.req.raw));
    answer = (request) => routes.fetch(request);
    service.startWorkers();
    started.defer(service.stopWorkers);
    service.schedule.start();
    started.defer(service.schedule.stop);
    double?.start();
    return { service: issuer, site, ...(double && { stripeDouble: doubleUrl }), adminKey, now, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
