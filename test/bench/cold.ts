import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FUNCTIONS } from '../../infra/rights.ts';
import type { FunctionName } from '../../infra/rights.ts';
import { bundleFunctions } from '../infra/bundle.ts';
import { prepareFunction } from '../infra/lambda.ts';
import type { Prepared } from '../infra/lambda.ts';
import { synthesize } from '../infra/synthesize.ts';
import type { ColdStart } from './cold-child.ts';
import { median, type Ratio } from './ratio.ts';

const STARTS = 11;
const GOALS: Readonly<Partial<Record<FunctionName, number>>> = { webhook: 2, access: 3 };
/** What anything that speaks HTTPS has to load. */
const LEAST = pathToFileURL(join(import.meta.dirname, 'cold-least.ts')).href;

/**
 * What a function loads before its first event, in processor time over that of loading `node:https` and `node:http2`. Load
 * ends where it first opens a socket, or is ready; init is all of it, with the secrets read from AWS's stand-in.
 */
export async function benchCold(): Promise<Ratio[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-bench-'));
  const functions = await prepareAll(folder);
  const starts = new Map<FunctionName, { load: number; init: number }[]>(FUNCTIONS.map((name) => [name, []]));
  for (let round = 0; round < STARTS; round += 1) {
    const least = await coldStart(LEAST);
    for (const [name, { bundle, environment }] of functions) {
      const { load, init } = await coldStart(bundle, environment);
      starts.get(name)?.push({ load: load / least.load, init: init / least.load });
    }
  }
  const rows = await Promise.all(
    functions.map(async ([name, { bundle }]) => {
      const { size } = await stat(fileURLToPath(bundle));
      const taken = starts.get(name) ?? [];
      const goal = GOALS[name];
      const load = {
        name: `${name}: load, ${Math.round(size / 1_000)} kB`,
        ratio: median(taken.map((one) => one.load)),
      };
      const init = { name: `${name}: init`, ratio: median(taken.map((one) => one.init)) };
      return [{ ...load, ...(goal !== undefined && { goal }) }, init];
    }),
  );
  await Promise.all(functions.map(([, { aws }]) => aws.close()));
  await rm(folder, { recursive: true });
  return rows.flat();
}

async function prepareAll(folder: string): Promise<(readonly [FunctionName, Prepared])[]> {
  const { service } = synthesize(join(folder, 'templates'));
  const secret = () => randomBytes(32).toString('base64url');
  const names = ['stripe-key', 'stripe-webhook-secret', 'session-secret', 'origin-secret'];
  const secrets = Object.fromEntries(names.map((name) => [`/gatefold/prod/${name}`, secret()]));
  const bundles = await bundleFunctions(join(folder, 'bundles'));
  const deployed = { ...{ service, prefix: 'gatefold-prod', bundles, secrets }, dynamodb: '' };
  return Promise.all(FUNCTIONS.map(async (name) => [name, await prepareFunction(deployed, name)] as const));
}

async function coldStart(module: string, env: NodeJS.ProcessEnv = {}): Promise<ColdStart> {
  const child = fork(join(import.meta.dirname, 'cold-child.ts'), [module], { execArgv: [], env });
  const exited = once(child, 'exit');
  const [measured] = (await once(child, 'message')) as [ColdStart];
  await exited;
  return measured;
}
