import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listen } from '../../local/ports.ts';

const run = promisify(execFile);
const client = join(import.meta.dirname, '../../client');

export interface Tarball {
  /** Gone after the run, with all that is put into it. */
  readonly folder: string;
  /** What `npm pack` makes. */
  readonly tarball: string;
}

/** Builds and packs the client when it is first asked for, and tells every process of the run where it lies. */
export async function servePackedClient(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-packed-'));
  let packed: Promise<Tarball> | undefined;
  const { url, close } = await listen(async () => Response.json(await (packed ??= pack(folder))), 0);
  return {
    url,
    async stop() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function pack(folder: string): Promise<Tarball> {
  const source = join(folder, 'source');
  await mkdir(source);
  for (const part of ['package.json', 'README.md', 'bin']) {
    await cp(join(client, part), join(source, part), { recursive: true });
  }
  await run(process.execPath, [join(client, 'build.ts'), join(source, 'dist')]);
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder],
    { cwd: source },
  );
  return { folder, tarball: join(folder, stdout.trim()) };
}
