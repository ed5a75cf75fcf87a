import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { ROOT } from './support.ts';

export interface Started {
  readonly pid: number;
  readonly service: string;
  readonly site: string;
  readonly stripe: string;
  readonly adminKey: string;
  /** All that was written so far. */
  readonly output: () => string;
  /** As the terminal sends it: to the process and all of its group. */
  signal(signal: NodeJS.Signals): void;
  /** The exit code; `null` where a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface Settings {
  readonly port: number;
  readonly data: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** `npm start`, as a process of its own; gone with the test. */
function launch({ port, data, more = {} }: Settings) {
  const environment = { ...process.env, PORT: String(port), GATEFOLD_DATA_DIR: data };
  for (const name of ['DYNAMODB_ENDPOINT', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'NODE_OPTIONS']) {
    Reflect.deleteProperty(environment, name);
  }
  const child = spawn(process.execPath, ['local/main.ts'], {
    cwd: ROOT,
    detached: true,
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('No process could be made.');
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (written[stream] += text));
  }
  const ended = once(child, 'exit').then(() => child.exitCode);
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, pid, written, ended, closed };
}

/** Starts it and waits until it greets. */
export async function npmStart(settings: Settings): Promise<Started> {
  const { child, pid, written, ended } = launch(settings);
  const greeted = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      if (written.stdout.includes('Ctrl-C stops everything.')) resolve();
    });
  });
  await Promise.race([greeted, ended]);
  const shown = (label: string) => new RegExp(`^  ${label} +(\\S+)$`, 'm').exec(written.stdout)?.[1] ?? '';
  if (shown('Newspaper') === '') throw new Error(`It did not start: ${written.stderr}`);
  return {
    pid,
    site: shown('Newspaper'),
    service: shown('Your account').replace(/\/account$/, ''),
    stripe: shown('Stripe'),
    adminKey: shown('Admin key'),
    output: () => written.stdout + written.stderr,
    signal: (signal) => {
      process.kill(-pid, signal);
    },
    ended,
  };
}

/** Starts what is expected not to start, and waits for its end. */
export async function npmStartRefused(settings: Settings) {
  const { written, ended, closed } = launch(settings);
  await closed;
  return { code: await ended, ...written };
}

/** Every living process that this one started, and those that they started. */
export function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const children = parents.filter(({ parent }) => parent === pid).map((child) => child.pid);
  return [...children, ...children.flatMap(descendants)];
}

/** `undefined` for a process that is gone, or that only its exit status is left of. proc_pid_stat(5). */
function parentOf(pid: string): number | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

export const isAlive = (pid: number) => parentOf(String(pid)) !== undefined;

/** The database engine among the processes that one started. */
export function engineOf(pid: number): number {
  const engine = descendants(pid).find((one) =>
    readFileSync(`/proc/${one}/cmdline`, 'utf8').split('\0')[0]?.endsWith('/dynoxide'),
  );
  if (engine === undefined) throw new Error(`${pid} runs no engine.`);
  return engine;
}

/** Resolves when all of these processes are gone; the test's own time limit is how long that may take. */
export async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 10));
}
