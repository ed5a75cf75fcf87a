import { ConfigError } from '../shared/config/schema.ts';
import { DataFolderInUse, openDataFolder } from './data-folder.ts';
import { EngineUnavailable } from './engine.ts';
import { PortTaken } from './ports.ts';
import { Misused, dataFolder, firstPort, furtherOrigins, stripeSettings } from './settings.ts';
import type { Running } from './start.ts';

try {
  await run();
} catch (error) {
  const expected = [Misused, ConfigError, DataFolderInUse, EngineUnavailable, PortTaken];
  if (!expected.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const port = firstPort(process.env);
  const stripe = stripeSettings(process.env);
  const folder = dataFolder(process.env);
  const data = openDataFolder(folder);
  let stopping: Promise<void> | undefined;
  try {
    // Not before: a mistake in gatefold.config.ts, which it loads, is to be told like any other.
    const { start } = await import('./start.ts');
    const running = await start({ data, port, ...stripe, furtherOrigins: furtherOrigins(process.env) });
    const stop = () => {
      stopping ??= running.stop().then(() => {
        data.release();
      });
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    console.log(greeting(running, folder));
  } catch (error) {
    data.release();
    throw error;
  }
}

function greeting({ service, site, stripeDouble, adminKey, now }: Running, folder: string): string {
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
       -d '{"email":"press@example.com","features":["memos"],"ends_at":"${inAYear(now())}","reason":"Press"}'

Ctrl-C stops everything. Data is kept in ${folder}.
`;
}

function inAYear(now: number): string {
  return `${new Date(now + 365 * 86_400_000).toISOString().slice(0, 19)}Z`;
}
