import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installBeside, packClient } from './packed-client.ts';

const examples = join(import.meta.dirname, '../../examples');

export interface RunningExample extends AsyncDisposable {
  /** The page that it names when it is up. */
  readonly page: string;
}

let installed: Promise<string> | undefined;

/** The examples, in a site's folder with the packed package installed. */
export function installExamples(): Promise<string> {
  return (installed ??= install());
}

async function install(): Promise<string> {
  const { site } = await packClient();
  await installBeside(site, 'hono', '@hono/node-server', 'express');
  await cp(examples, join(site, 'examples'), {
    recursive: true,
    filter: (path) => !path.endsWith('tsconfig.json'),
  });
  return join(site, 'examples');
}

/** Runs one of `examples/` as its reader would. @param port any that is free where absent */
export async function startExample(file: string, issuer: string, port = 0): Promise<RunningExample> {
  const folder = await installExamples();
  const child = spawn(process.execPath, [join(folder, file)], {
    env: { ...process.env, PORT: String(port), GATEFOLD_ISSUER: issuer },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [page] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error(`${file} ended before it was up`))),
  ])) as [string];
  return {
    page,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}
