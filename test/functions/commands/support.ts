import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import publication from '../../../gatefold.config.ts';
import { SQSClient } from '@aws-sdk/client-sqs';
import { stripeImport } from '../../../functions/commands/stripe-import.ts';
import { stripeSetup } from '../../../functions/commands/stripe-setup.ts';
import { openSyncQueue } from '../../../functions/commands/sync-queue.ts';
import type { Terminal } from '../../../functions/commands/terminal.ts';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { defineConfig } from '../../../shared/config/schema.ts';
import type { GatefoldConfig, GatefoldConfigInput } from '../../../shared/config/schema.ts';
import { createStripeClient } from '../../../shared/stripe/client.ts';
import { ROOT, temporaryFolder } from '../../local/support.ts';
import { openFront } from '../../support/front.ts';

export const TEST_KEY = 'sk_test_commands';

export type Account = Awaited<ReturnType<typeof openAccount>>;

/** An account at Stripe, as the double keeps one, behind a server that counts and can misbehave. Gone with the test. */
export async function openAccount() {
  const double = createStripeDouble({ file: ':memory:', publicUrl: 'http://127.0.0.1' });
  const front = await openFront(double.app);
  onTestFinished(async () => {
    await front.close();
    await double.stop();
  });
  return {
    ...{ double, front },
    stripe: createStripeClient({ secretKey: TEST_KEY, apiBase: front.url }),
    environment: { STRIPE_SECRET_KEY: TEST_KEY, STRIPE_API_BASE: front.url },

    /** What was written since this was last asked for, such as `POST /v1/products`. */
    writes(): string[] {
      return front.asked.splice(0).filter((call) => !call.startsWith('GET '));
    },
  };
}

export function configWith(change: Partial<GatefoldConfigInput>): GatefoldConfig {
  return defineConfig({ ...publication, ...change });
}

/** A file that a command can be given with `--config`. */
export function configFile(change: Partial<GatefoldConfigInput>): string {
  const file = join(temporaryFolder(), 'gatefold.config.ts');
  const schema = new URL('shared/config/schema.ts', ROOT).href;
  const config = JSON.stringify({ ...publication, ...change });
  writeFileSync(file, `import { defineConfig } from '${schema}';\nexport default defineConfig(${config});\n`);
  return file;
}

export interface Ended {
  /** `null` where it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command of functions/commands as a process of its own, without a terminal. */
export function startCommand(
  name: 'stripe-setup' | 'stripe-import' | 'keys-rotate',
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
) {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [`functions/commands/${name}-command.ts`, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const written = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.err += text));
  const ended: Promise<Ended> = once(child, 'close').then(() => ({ code: child.exitCode, ...written }));
  return { child, ended };
}

/** `stripe:setup` in this process. */
export function runSetup(
  args: readonly string[],
  environment: Environment,
  agree?: Terminal['agree'],
): Promise<Ended> {
  return withTerminal((terminal) => stripeSetup(args, environment, terminal), agree);
}

/** `stripe:import` in this process, with the SQS that the environment names; it waits in no time, and says how long. */
export async function runImport(
  args: readonly string[],
  environment: Environment,
): Promise<Ended & { readonly waitedMillis: number }> {
  let waitedMillis = 0;
  const clockwork = {
    now: () => waitedMillis,
    sleep: (millis: number) => {
      waitedMillis += millis;
      return Promise.resolve();
    },
  };
  const onAws = (stage: string) => {
    const client = new SQSClient({
      endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDOUBLE', secretAccessKey: 'double' },
    });
    return openSyncQueue(client, stage);
  };
  const onThisMachine = () => {
    throw new Error('Put it into a process of its own.');
  };
  const queues = { onAws, onThisMachine };
  const ended = await withTerminal((terminal) =>
    stripeImport(args, environment, terminal, queues, clockwork),
  );
  return { ...ended, waitedMillis };
}

type Environment = Readonly<Record<string, string>>;

async function withTerminal(
  command: (terminal: Terminal) => Promise<number>,
  agree: Terminal['agree'] = () => Promise.resolve('nobody'),
): Promise<Ended> {
  const written = { out: '', err: '' };
  const code = await command({
    print: (text) => (written.out += `${text}\n`),
    tell: (text) => (written.err += `${text}\n`),
    agree,
  });
  return { code, ...written };
}
