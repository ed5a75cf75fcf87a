import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startEngine } from '../../local/engine.ts';
import { localDynamo } from '../../local/tables.ts';
import { addReport, emptyReport, sayFailure, sayTotals, tryLife } from './campaign.ts';
import type { Report } from './campaign.ts';

/** Runs of one process with one engine, which is then thrown away with all that it holds. */
const RUNS_A_PROCESS = 15;

const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '300' },
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    'stop-at-first': { type: 'boolean', default: false },
    'no-shrinking': { type: 'boolean', default: false },
    /** This process is a worker, and lives so many runs from the seed. */
    worker: { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
const runs = values.runs === undefined ? Infinity : Number(values.runs);
await (values.worker ? work(seed, runs) : lead());

async function work(from: number, count: number): Promise<void> {
  const { endpoint } = await startEngine();
  const dynamo = localDynamo(endpoint);
  const report = emptyReport();
  // A life that waits for nothing but the engine's socket must not end the process.
  const keepAlive = setInterval(() => undefined, 60_000);
  for (let run = 0; run < count; run += 1) {
    addReport(report, await tryLife(dynamo, from + run, !values['no-shrinking']));
    if (values['stop-at-first'] && report.failures.length > 0) break;
  }
  dynamo.destroy();
  clearInterval(keepAlive);
  // The engine ends with this process.
  process.send?.(report, () => process.exit());
}

async function lead(): Promise<void> {
  const lives = values.runs === undefined ? Number(values.lives) : Infinity;
  const started = Date.now();
  const sum = emptyReport();
  const workers = Number(values.workers);
  let begun = 0;
  const isOver = () =>
    sum.lives >= lives || begun >= runs || (values['stop-at-first'] && sum.failures.length > 0);

  async function queue(): Promise<void> {
    while (!isOver()) {
      const wanted = Math.ceil((lives - sum.lives) / 3 / workers);
      const most = values['stop-at-first'] ? 5 : RUNS_A_PROCESS;
      const count = Math.max(1, Math.min(most, runs - begun, wanted));
      const from = seed + begun;
      begun += count;
      const report = await inProcess(from, count);
      addReport(sum, report);
      for (const failure of report.failures) console.log(sayFailure(failure));
      const seconds = Math.round((Date.now() - started) / 1000);
      console.log(`${sum.lives} lives, ${seconds} s, ${sum.failures.length} divergences`);
    }
  }

  await Promise.all(Array.from({ length: workers }, queue));
  console.log(sayTotals(sum, (Date.now() - started) / 1000, seed));
  process.exitCode = sum.failures.length === 0 ? 0 : 1;
}

async function inProcess(from: number, count: number): Promise<Report> {
  const options = ['stop-at-first', 'no-shrinking'] as const;
  const child = fork(import.meta.filename, [
    ...['--worker', '--seed', String(from), '--runs', String(count)],
    ...options.filter((name) => values[name]).map((name) => `--${name}`),
  ]);
  let report: Report | undefined;
  child.on('message', (message) => {
    report = message as Report;
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  // Comes once all that it sent has been read.
  await once(child, 'disconnect');
  if (report === undefined) {
    const [code, signal] = await exited;
    throw new Error(`The runs from seed ${from} ended without a report: ${code ?? signal ?? 'no code'}.`);
  }
  return report;
}
