import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../local/ports.ts';
import { median, type Ratio } from './ratio.ts';

const GOAL_SECONDS = 3;
const STARTS = 3;

/** From `npm start`'s own command to an article that is served, with no data yet, over the three seconds it may take. */
export async function benchStart(): Promise<Ratio[]> {
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start += 1) seconds.push(await startOnce());
  return [{ name: 'npm start to a served article / 3 s', ratio: median(seconds) / GOAL_SECONDS, goal: 1 }];
}

async function startOnce(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-bench-'));
  const port = await freePorts(3);
  const began = performance.now();
  const child = spawn(process.execPath, ['local/main.ts'], {
    env: { ...process.env, PORT: String(port), GATEFOLD_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const article = await fetch(`http://127.0.0.1:${port + 1}/articles/the-last-bus`);
  await article.text();
  const seconds = (performance.now() - began) / 1_000;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
  rmSync(folder, { recursive: true });
  return seconds;
}
