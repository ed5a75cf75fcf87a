/** Builds what `@gatefold/client` ships into `dist`: one module an entry, and the declarations of all. */
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ENTRIES = ['index', 'node', 'server', 'plans', 'links'];
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const root = import.meta.dirname;
await rm(join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
  build({
    absWorkingDir: root,
    entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    target: 'es2022',
    logLevel: 'warning',
  }),
  promisify(execFile)(process.execPath, [tsc, '--project', 'tsconfig.build.json'], { cwd: root }),
]);
