import { build } from 'esbuild';
import { basename, join } from 'node:path';

/** The package's entries for pages, as client/build.ts makes them, by file name. */
export async function buildPageFiles(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: join(import.meta.dirname, '../../client'),
    entryPoints: ['src/session.ts', 'src/element.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'browser',
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    write: false,
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}
