import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../../local/ports.ts';
import { SECRET, signed } from './payloads.ts';
import type { Payload } from './payloads.ts';

/** What is used of it; its own types need those of its PostgreSQL client. */
interface StripeSync {
  processWebhook(body: string, signature: string): Promise<void>;
  readonly postgresClient: {
    readonly pool: { on(event: 'error', listener: () => void): void; end(): Promise<void> };
  };
}

// Its ES module does not find its own migrations.
const { StripeSync, runMigrations } = createRequire(import.meta.url)('@supabase/stripe-sync-engine') as {
  readonly StripeSync: new (config: object) => StripeSync;
  readonly runMigrations: (config: object) => Promise<void>;
};

/** Where Debian puts it. */
const POSTGRESQL = '/usr/lib/postgresql';
const CONNECTIONS = 5;

export interface Rival {
  /** Seconds for all of them. */
  take(payloads: readonly Payload[]): Promise<number>;
  close(): Promise<void>;
}

/**
 * stripe-sync-engine on PostgreSQL, which stores what each event carries and asks Stripe nothing. Its database need not
 * outlive the machine, as ours need not here.
 *
 * @returns `undefined` where there is no PostgreSQL
 */
export async function openRival(): Promise<Rival | undefined> {
  const [version] = existsSync(POSTGRESQL) ? readdirSync(POSTGRESQL) : [];
  if (version === undefined) return undefined;
  const bin = join(POSTGRESQL, version, 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-postgres-'));
  const user = postgresUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust'], {
    stdio: 'ignore',
    ...user,
  });
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, fsync: 'off' };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...args], { stdio: 'ignore', ...user });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await accepting(bin, port);
  await runMigrations({ databaseUrl: url, schema: 'stripe' });
  const sync = new StripeSync({
    poolConfig: { connectionString: url, max: CONNECTIONS },
    stripeSecretKey: 'sk_test_bench',
    stripeWebhookSecret: SECRET,
    backfillRelatedEntities: false,
  });

  const { pool } = sync.postgresClient;
  // The server ends while connections are still closing.
  pool.on('error', () => undefined);

  return {
    async take(payloads) {
      const left = signed(payloads, Date.now()).values();
      const began = performance.now();
      const work = async () => {
        for (const { body, signature } of left) await sync.processWebhook(body, signature);
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, work));
      return (performance.now() - began) / 1000;
    },
    async close() {
      await pool.end();
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function accepting(bin: string, port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const asking = spawn(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], {
      stdio: 'ignore',
    });
    const [code] = (await once(asking, 'exit')) as [number];
    if (code === 0) return;
    await setTimeout(100);
  }
  throw new Error('PostgreSQL did not start.');
}
