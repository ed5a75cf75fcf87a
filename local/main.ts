import { ConfigError } from '../shared/config/schema.ts';
import { DataFolderInUse, openDataFolder } from './data-folder.ts';
import { EngineUnavailable } from './engine.ts';
import { PortTaken } from './ports.ts';
import { start } from './start.ts';
import type { Running } from './start.ts';

const DEFAULT_PORT = 8787;

/** What a person can mend, told in one sentence. */
class Misused extends Error {
  override readonly name = 'Misused';
}

try {
  await run();
} catch (error) {
  const expected = [Misused, ConfigError, DataFolderInUse, EngineUnavailable, PortTaken];
  if (!expected.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { PORT, GATEFOLD_DATA_DIR, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = process.env;
  const port = readPort(PORT);
  const stripeKey = readStripeKey(STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET);
  const data = openDataFolder(GATEFOLD_DATA_DIR ?? '.gatefold');
  let stopping: Promise<void> | undefined;
  try {
    const running = await start({ data, port, stripeKey, webhookSecret: STRIPE_WEBHOOK_SECRET });
    const stop = () => {
      stopping ??= running.stop().then(() => {
        data.release();
      });
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    console.log(greeting(running));
  } catch (error) {
    data.release();
    throw error;
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= 65_533) return port;
  throw new Misused('PORT must be a number from 1 to 65533; the two after it are used too.');
}

function readStripeKey(key: string | undefined, webhookSecret: string | undefined): string | undefined {
  if (key === undefined || key === '') return undefined;
  if (!/^(sk|rk)_test_/.test(key)) {
    throw new Misused(
      'STRIPE_SECRET_KEY must be a test-mode key (sk_test_…): no real money moves on this machine.',
    );
  }
  if (webhookSecret === undefined || webhookSecret === '') {
    throw new Misused('With STRIPE_SECRET_KEY, set STRIPE_WEBHOOK_SECRET too: `stripe listen` prints it.');
  }
  return key;
}

function greeting({ service, site, stripeDouble, adminKey }: Running): string {
  const stripe = stripeDouble ?? 'Stripe’s own test mode';
  const forwarding =
    stripeDouble === undefined
      ? `\n  Forward its events:  stripe listen --forward-to ${service}/webhooks/stripe\n`
      : '';
  return `
Gatefold is running.

  Newspaper      ${site}
  Your account   ${service}/account
  Mail outbox    ${service}/outbox
  Stripe         ${stripe}
  Admin key      ${adminKey}
${forwarding}
Three things to try:

  1. Open ${site}, pick a locked article, subscribe, pay with the
     card that is filled in, and read on.
  2. In another browser (or a private window), sign in with the same address;
     the code is in the mail outbox.
  3. Give somebody the memos for a year, then sign in as them:

     curl ${service}/admin/v1/grants \\
       -H 'Authorization: Bearer ${adminKey}' \\
       -H 'Content-Type: application/json' \\
       -d '{"email":"press@example.com","features":["memos"],"ends_at":"${inAYear()}","reason":"Press"}'

Ctrl-C stops everything. Data is kept in ${process.env.GATEFOLD_DATA_DIR ?? '.gatefold'}.
`;
}

function inAYear(): string {
  return `${new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 19)}Z`;
}
