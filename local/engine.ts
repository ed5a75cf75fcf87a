import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { freePort } from './ports.ts';

const READY_WITHIN_MILLIS = 10_000;

export interface Engine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Thrown where no DynamoDB-compatible engine is to be had on this machine. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  constructor() {
    super(
      'The local database engine is only to be had for Linux on x64. Elsewhere, run any DynamoDB-compatible engine ' +
        'and name it: DYNAMODB_ENDPOINT=http://127.0.0.1:8000 npm start',
    );
  }
}

/**
 * Starts the DynamoDB-compatible engine on a free port, or uses the one that `DYNAMODB_ENDPOINT` names. It ends with
 * this process, however that ends.
 *
 * @param options.dbPath the file its data is kept in; in memory where absent
 * @throws {EngineUnavailable}
 */
export async function startEngine(options: { readonly dbPath?: string } = {}): Promise<Engine> {
  const named = process.env.DYNAMODB_ENDPOINT;
  if (named !== undefined && named !== '') return { endpoint: named, stop: () => Promise.resolve() };
  const binary = findBinary();
  if (binary === undefined) throw new EngineUnavailable();
  const port = await freePort();
  const args = [
    binary,
    '--port',
    String(port),
    ...(options.dbPath === undefined ? [] : ['--db-path', options.dbPath]),
  ];
  // A group of its own: Ctrl-C is for us, and the engine goes when we say so, or are gone.
  const keeper = fork(new URL('./engine-keeper.ts', import.meta.url), args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    keeper.once('exit', () => {
      resolve();
    });
  });
  keeper.unref();
  const endpoint = `http://127.0.0.1:${port}`;
  await ready(endpoint, ended);
  keeper.channel?.unref();
  return {
    endpoint,
    async stop() {
      if (keeper.connected) keeper.disconnect();
      await ended;
    },
  };
}

function findBinary(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    const binary = manifest.replace(/package\.json$/, 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

async function ready(endpoint: string, ended: Promise<void>): Promise<void> {
  const gone = ended.then(() => false);
  const deadline = Date.now() + READY_WITHIN_MILLIS;
  while (Date.now() < deadline) {
    const answered = fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => undefined,
    );
    const outcome = await Promise.race([answered, gone]);
    if (outcome === true) return;
    if (outcome === false) break;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error('The local database engine did not start: is its data file in use, or the disk full?');
}
