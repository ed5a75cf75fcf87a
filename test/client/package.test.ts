/**
 * Claims: what a site installs is what was tested. Each platform gets the entry made for it, nothing is pulled in
 * behind it, a site's compiler reads its types, and a page loads little for it.
 */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build, type Metafile } from 'esbuild';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../client/package.json' with { type: 'json' };
import { installBeside, packClient, type PackedClient } from '../support/packed-client.ts';

const run = promisify(execFile);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
let packed: PackedClient;
/** A site's folder, with the package installed. */
let site: string;

beforeAll(async () => {
  packed = await packClient();
  ({ site } = packed);
}, 60_000);

/** What a bundler takes for an import under some conditions. */
async function bundle(specifier: string, conditions: string[]): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents: `export * from '${specifier}'`, resolveDir: site },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions,
    external: ['node:*'],
  });
  return metafile;
}

const resolutionOf = (problem: object) => ('resolutionKind' in problem ? problem.resolutionKind : undefined);

const filesOf = ({ inputs }: Metafile) => Object.keys(inputs).map((path) => path.split('/dist/')[1]);

describe('what is installed', () => {
  test.each([
    [['browser', 'import'], 'index.js'],
    [['workerd', 'worker', 'import'], 'index.js'],
    [['edge-light', 'node', 'import'], 'index.js'],
    [['deno', 'node', 'import'], 'index.js'],
    [['bun', 'node', 'import'], 'index.js'],
    [['node', 'import'], 'node.js'],
  ])('under %j is one file, %s', async (conditions, file) => {
    expect(filesOf(await bundle('@gatefold/client', conditions))).toContain(file);
    expect(filesOf(await bundle('@gatefold/client', conditions))).toHaveLength(2);
  });

  test.each(['server', 'express', 'meter', 'crawler', 'json-ld', 'plans', 'links'])(
    'for %s is one file',
    async (entry) => {
      const files = filesOf(await bundle(`@gatefold/client/${entry}`, ['import']));
      expect(files.filter((file) => file !== undefined)).toEqual([`${entry}.js`]);
    },
  );

  test('imports nothing but modules of Node.js, and those on Node.js only', async () => {
    const ofNode: Record<string, string[]> = {
      'node.js': ['node:crypto'],
      'crawler.js': ['node:dns/promises', 'node:net'],
      'probe.js': ['node:util'],
    };
    const files = (await readdir(join(packed.folder, 'dist'))).filter((name) => name.endsWith('.js'));
    for (const file of files) {
      const text = await readFile(join(packed.folder, 'dist', file), 'utf8');
      const imported = [...text.matchAll(/^import\b.*?"([^"]+)";$/gm)].map(([, name = '']) => name);
      const others = imported.filter((name) => !name.startsWith('./'));
      expect({ file, imports: others }).toEqual({ file, imports: ofNode[file] ?? [] });
    }
    expect(manifest).not.toHaveProperty('dependencies');
  });

  test('is as publint would have it', async () => {
    const { messages, pkg } = await publint({ pkgDir: packed.folder, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('has types for every entry, by every resolution that knows ES modules', async () => {
    const tarball = createPackageFromTarballData(new Uint8Array(await readFile(packed.tarball)));
    const analysis = await checkPackage(tarball);
    if (analysis.types === false) throw new Error('The package has no types');
    expect(Object.keys(analysis.entrypoints).toSorted()).toEqual(Object.keys(manifest.exports).toSorted());
    // Node 10's resolution knows no exports, and CommonJS is told by its compiler to import an ES module.
    const problems = analysis.problems.filter(
      (problem) => !(problem.kind === 'CJSResolvesToESM' || resolutionOf(problem) === 'node10'),
    );
    expect(problems).toEqual([]);
  });

  test('works: a gate of one file takes a verifier of another, and knows its refusals', async () => {
    const program = `
      import { createVerifier } from '@gatefold/client';
      import { requireFeature } from '@gatefold/client/server';
      const verifier = createVerifier({ issuer: 'https://a.example', audience: 'a', features: ['news'] });
      const headers = { authorization: 'Bearer x' };
      const { why, code } = await requireFeature(verifier, 'news')(new Request('https://b.example', { headers }));
      console.log(JSON.stringify({ why, code, isNode: 'verifyNow' in verifier }));`;
    await writeFile(join(site, 'run.js'), program);
    const { stdout } = await run(process.execPath, [join(site, 'run.js')]);
    expect(JSON.parse(stdout)).toEqual({ why: 'token_refused', code: 'token_malformed', isNode: true });
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'has types for %s: a site’s compiler refuses what must not be written (types/*.ts), and knows the rest',
    async (module, resolution) => {
      await installBeside(site, '@types/node', '@types/express', '@types/express-serve-static-core');
      await installBeside(site, '@types/body-parser', '@types/connect', '@types/qs', '@types/range-parser');
      await installBeside(site, '@types/send', '@types/serve-static', '@types/http-errors', 'undici-types');
      const folder = join(site, `types-${resolution}`);
      await mkdir(folder);
      await cp(join(import.meta.dirname, 'types'), folder, { recursive: true });
      const files = (await readdir(folder)).map((file) => join(folder, file));
      const options = {
        '--module': module,
        '--moduleResolution': resolution,
        '--target': 'es2022',
        '--lib': 'es2022,dom,dom.iterable',
        '--types': 'node',
      };
      const compiled = run(
        process.execPath,
        [tsc, '--ignoreConfig', '--noEmit', '--strict', ...Object.entries(options).flat(), ...files],
        { cwd: site },
      );
      await expect(compiled.catch((error: unknown) => error)).resolves.toMatchObject({ stdout: '' });
    },
    60_000,
  );
});
