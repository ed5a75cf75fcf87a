import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../local/ports.ts';
import { bundleFunctions } from '../infra/bundle.ts';
import type { Bundles } from '../infra/bundle.ts';

/** Bundles the functions when one is first asked for, and tells every process of the run where they lie. */
export async function serveBundles(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-bundles-'));
  let bundled: Promise<Bundles> | undefined;
  const { url, close } = await listen(async () => Response.json(await (bundled ??= bundleFunctions(folder))));
  return {
    url,
    async stop() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
