import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { createStripeDouble } from './double.ts';

const USAGE = `Usage: node local/stripe/main.ts [options]
  --port <number>            default 8789
  --host <address>           default 127.0.0.1
  --file <path>              where state is kept; default :memory:, which keeps none
  --public-url <url>         where browsers reach it; default http://<host>:<port>
  --api-key <sk_test_…>      the one key that is accepted; default any that begins with sk_test_
  --webhook-url <url>        gets every event
  --webhook-secret <whsec_…> signs them`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8789' },
    host: { type: 'string', default: '127.0.0.1' },
    file: { type: 'string', default: ':memory:' },
    'public-url': { type: 'string' },
    'api-key': { type: 'string' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function main(): void {
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const url = values['webhook-url'];
  const secret = values['webhook-secret'];
  if ((url === undefined) !== (secret === undefined)) {
    console.error(`Give --webhook-url and --webhook-secret together.\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const publicUrl = values['public-url'] ?? `http://${values.host}:${values.port}`;
  const double = createStripeDouble({
    file: values.file,
    publicUrl,
    apiKey: values['api-key'],
    ticks: true,
    webhook: url === undefined || secret === undefined ? undefined : { url, secret },
  });
  const server = serve({ fetch: double.app.fetch, hostname: values.host, port: Number(values.port) }, () => {
    double.start();
    console.log(`Stripe double: ${publicUrl}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      void double.stop();
    });
  }
}

main();
