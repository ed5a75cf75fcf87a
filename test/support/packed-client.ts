import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

export interface PackedClient {
  /** What `npm pack` makes. */
  readonly tarball: string;
  /** A site's folder, with that installed in it. */
  readonly site: string;
  /** The installed package. */
  readonly folder: string;
}

let packed: Promise<PackedClient> | undefined;

/** The client package as a publisher gets it: built, packed and unpacked, once for all test files of a process. */
export function packClient(): Promise<PackedClient> {
  return (packed ??= pack());
}

async function pack(): Promise<PackedClient> {
  await clearUp();
  const site = await mkdtemp(join(tmpdir(), `gatefold-site-${process.pid}-`));
  const source = join(site, 'source');
  const folder = join(site, 'node_modules/@gatefold/client');
  await mkdir(source);
  await mkdir(folder, { recursive: true });
  for (const file of ['package.json', 'README.md']) await cp(join(root, 'client', file), join(source, file));
  await run(process.execPath, [join(root, 'client/build.ts'), join(source, 'dist')]);
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', site], {
    cwd: source,
  });
  const tarball = join(site, stdout.trim());
  await run('tar', ['--extract', '--file', tarball, '--strip-components=1', '--directory', folder]);
  await writeFile(join(site, 'package.json'), '{"type":"module"}');
  return { tarball, site, folder };
}

/** A test process is ended without a word, so the next one removes what it leaves. */
async function clearUp(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^gatefold-site-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Installs packages of this repository's beside it. */
export async function installBeside(site: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const at = join(site, 'node_modules', name);
    await mkdir(join(at, '..'), { recursive: true });
    await symlink(join(root, 'node_modules', name), at).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
}
