import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { FUNCTIONS } from '../../infra/rights.ts';
import type { FunctionName } from '../../infra/rights.ts';

/** Where each function's bundle lies: the folder that Lambda would be given. */
export type Bundles = Readonly<Record<FunctionName, string>>;

const bundles = z.record(z.enum(FUNCTIONS), z.string());

/** Bundles every function as a deployment does, in a process of its own: it keeps one busy for seconds. */
export async function bundleFunctions(folder: string): Promise<Bundles> {
  const command = join(import.meta.dirname, 'bundle-command.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [command, folder]);
  return bundles.parse(JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)));
}
