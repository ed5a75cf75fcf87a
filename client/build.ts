/** Builds what `@gatefold/client` ships: one module an entry, and the declarations of all. `node build.ts [folder]` */
import { build, type BuildOptions } from 'esbuild';
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const ENTRIES = [
  'index',
  'node',
  'server',
  'express',
  'meter',
  'crawler',
  'json-ld',
  'plans',
  'links',
  'probe',
];
/** A page may load both, and would run two copies of what they share: that is a file of its own, `browser.js`. */
const PAGE_ENTRIES = ['session', 'element'];
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const root = import.meta.dirname;
const outdir = resolve(root, process.argv[2] ?? 'dist');
await rm(outdir, { recursive: true, force: true });
const bundle = (entries: readonly string[], options: BuildOptions = {}) =>
  build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => `src/${entry}.ts`),
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    target: 'es2022',
    logLevel: 'warning',
    ...options,
  });
await Promise.all([
  bundle(ENTRIES),
  bundle(PAGE_ENTRIES, { splitting: true, chunkNames: 'browser' }),
  promisify(execFile)(process.execPath, [tsc, '--project', 'tsconfig.build.json', '--outDir', outdir], {
    cwd: root,
  }),
]);
