import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { Tarball } from './pack-client.ts';

const exec = promisify(execFile);
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

/** The client package as a publisher gets it, installed in a site of this process's own. */
export function packClient(): Promise<PackedClient> {
  return (packed ??= install(inject('packedClientUrl')));
}

/** The whole run packs it once, when the first file needs it: global-setup.ts answers with where it lies. */
async function install(packedClientUrl: string): Promise<PackedClient> {
  const { folder: run, tarball } = (await (await fetch(packedClientUrl)).json()) as Tarball;
  const site = await mkdtemp(join(run, 'site-'));
  const folder = join(site, 'node_modules/@gatefold/client');
  await mkdir(folder, { recursive: true });
  await exec('tar', ['--extract', '--file', tarball, '--strip-components=1', '--directory', folder]);
  await writeFile(join(site, 'package.json'), '{"type":"module"}');
  return { tarball, site, folder };
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
