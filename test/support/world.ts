import { randomBytes } from 'node:crypto';
import type { Access } from '../../client/src/node.ts';
import { createVerifier } from '../../client/src/node.ts';
import { createLog } from '../../functions/http/log.ts';
import { localConfig } from '../../local/config.ts';
import { ensureFirstAdminKey } from '../../functions/admin/first-key.ts';
import { openOutbox } from '../../local/outbox.ts';
import { freePort, listen } from '../../local/ports.ts';
import { openQueues } from '../../local/queue.ts';
import { createService } from '../../local/service.ts';
import { ensureCatalogue } from '../../local/stripe-catalogue.ts';
import { createStripeDouble } from '../../local/stripe/double.ts';
import { defineConfig } from '../../shared/config/schema.ts';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { CARD } from './card.ts';
import { createClock } from './clock.ts';
import { createAdminContract } from './admin-contract.ts';
import type { AdminDocument } from './admin-contract.ts';
import { openTestDatabase } from './engine.ts';
import { openFront } from './front.ts';
import { createReader } from './reader.ts';
import type { Reader } from './reader.ts';

export { CARD } from './card.ts';

const SECRET_KEY = 'sk_test_world';
export const WEBHOOK_SECRET = 'whsec_world';

export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * The whole of Gatefold on this machine, for one test file: the real engine, apps, queues and tokens, the Stripe
 * double behind real HTTP, and one clock that stands still. Workers run; {@link World.settled} waits for them.
 */
export async function openWorld(
  options: { readonly change?: (config: GatefoldConfig) => GatefoldConfig; readonly workers?: boolean } = {},
) {
  const clock = createClock();
  const [servicePort, sitePort, stripePort] = [await freePort(), await freePort(), await freePort()];
  const local = localConfig({ service: servicePort, site: sitePort });
  const config = defineConfig(options.change?.(local) ?? local);
  const stripeUrl = `http://127.0.0.1:${stripePort}`;
  const { service: issuer, site } = config.hosts;

  const double = createStripeDouble({
    file: ':memory:',
    publicUrl: stripeUrl,
    apiKey: SECRET_KEY,
    now: clock.now,
    webhook: { url: `${issuer}/webhooks/stripe`, secret: WEBHOOK_SECRET },
    retries: { firstWaitMs: 50 },
  });
  const front = await openFront(double.app, stripePort);
  const { client: dynamo, prefix: tablePrefix } = await openTestDatabase();
  const queues = openQueues(':memory:', clock.now);
  const outbox = openOutbox(':memory:', clock.now);
  const logLines: string[] = [];
  const [sessionSecret, wrapKey] = [randomBytes(32), randomBytes(32)];
  const service = await createService({
    config,
    dynamo,
    tablePrefix,
    queues,
    mailer: outbox,
    stripe: { secretKey: SECRET_KEY, apiBase: stripeUrl },
    webhookSecrets: [WEBHOOK_SECRET],
    sessionSecret,
    wrapKey,
    now: clock.now,
    log: createLog((line) => logLines.push(line)),
  });
  const server = await listen((request) => service.fetch(request), servicePort);
  await ensureCatalogue(service.stripeClient, config);
  const verifier = createVerifier({
    issuer,
    audience: config.publication.id,
    features: config.features,
    now: clock.now,
  });
  const adminKey = await ensureFirstAdminKey(service.stores.apiKeys, issuer, randomBytes(48), clock.now());
  if (options.workers !== false) service.startWorkers();
  double.start();
  let contract: ReturnType<typeof createAdminContract> | undefined;

  async function settled(): Promise<void> {
    await double.control.settled();
    await service.syncQueue.settled();
    await service.mailQueue.settled();
  }

  return {
    clock,
    config,
    issuer,
    site,
    double,
    service,
    stripe: service.stripeClient,
    stripeUrl,
    front,
    dynamo,
    tablePrefix,
    outbox,
    adminKey,
    sessionSecret,
    wrapKey,
    logLines,
    settled,

    /** Stripe is gone: every call to it fails at once. */
    stopStripe: () => front.close(),

    /** A call of the admin API with the first admin's key, or another; its answer is held to the API's document. */
    async admin(method: string, path: string, body?: unknown, key = adminKey): Promise<Response> {
      const url = `${issuer}/admin/v1${path}`;
      const response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      contract ??= createAdminContract(
        (await (await fetch(`${issuer}/admin/openapi.json`)).json()) as AdminDocument,
      );
      await contract.check(method, url, response);
      return response;
    },

    /** Begins to subscribe on our page; gives Stripe's. */
    async beginCheckout(reader: Reader, email: string, to = site): Promise<string> {
      const begun = await reader.submit(`${issuer}/account/subscribe`, { plan: 'annual', to, email });
      const checkout = begun.headers.get('location');
      if (checkout === null) throw new Error(`No Checkout: ${begun.status}: ${await begun.text()}`);
      return checkout;
    },

    /** Pays on Stripe's page; gives the address that it sends the reader back to. */
    async pay(reader: Reader, checkout: string): Promise<string> {
      const paid = await reader.submit(checkout, CARD);
      const back = paid.headers.get('location');
      if (back === null) throw new Error(`Checkout answered ${paid.status}: ${await paid.text()}`);
      return back;
    },

    /** Subscribes and pays as a reader would: our page, Stripe's page, and back. */
    async subscribe(reader: Reader, email: string, to = site): Promise<Response> {
      return reader.get(await this.pay(reader, await this.beginCheckout(reader, email, to)));
    },

    /** Signs in by the code in the outbox. */
    async signIn(reader: Reader, email: string): Promise<Response> {
      await reader.call(`${issuer}/v1/sign-in`, { email }, site);
      await service.mailQueue.settled();
      return reader.call(`${issuer}/v1/sign-in/verify`, { code: this.codeFor(email) }, site);
    },

    /** The code in the newest mail to an address, '' where it has a link only. */
    codeFor(email: string): string {
      const [mail] = outbox.to(email);
      const [, first = '', second = ''] = /(\d{3}) (\d{3})/.exec(mail?.text ?? '') ?? [];
      return first + second;
    },

    /** The link in the newest mail to an address. */
    linkFor(email: string): string {
      return /https?:\S+\/account\/sign-in\/link\?\S+/.exec(outbox.to(email)[0]?.text ?? '')?.[0] ?? '';
    },

    /** A fresh access token of a signed-in reader. */
    async token(reader: Reader): Promise<string> {
      const response = await reader.call(`${issuer}/v1/token`, {}, site);
      const { access_token } = (await response.json()) as { access_token?: string };
      if (access_token === undefined) throw new Error(`No token: ${response.status}`);
      return access_token;
    },

    /** What a fresh token of a signed-in reader unlocks, as our own client reads it. */
    async access(reader: Reader): Promise<Access<string>> {
      return verifier.verify(await this.token(reader));
    },

    reader: createReader,

    async close(): Promise<void> {
      await service.stopWorkers();
      await double.stop();
      await front.close();
      await server.close();
      queues.close();
      outbox.close();
      dynamo.destroy();
    },
  };
}
