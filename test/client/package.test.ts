/**
 * Claims: what a site installs is what was tested. Each platform gets the entry made for it, nothing is pulled in
 * behind it, a site's compiler reads its types, and a page loads little for it.
 */
import { build, type Metafile } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../client/package.json' with { type: 'json' };

const run = promisify(execFile);
const client = join(import.meta.dirname, '../../client');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
/** A site's folder, with the package installed. */
let site: string;

beforeAll(async () => {
  await run(process.execPath, [join(client, 'build.ts')]);
  site = await mkdtemp(join(tmpdir(), 'gatefold-site-'));
  await mkdir(join(site, 'node_modules/@gatefold'), { recursive: true });
  await symlink(client, join(site, 'node_modules/@gatefold/client'));
  await writeFile(join(site, 'package.json'), '{"type":"module"}');
}, 60_000);
afterAll(() => rm(site, { recursive: true }));

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

  test.each(['server', 'plans', 'links'])('for %s is one file', async (entry) => {
    const files = filesOf(await bundle(`@gatefold/client/${entry}`, ['import']));
    expect(files.filter((file) => file !== undefined)).toEqual([`${entry}.js`]);
  });

  test('imports nothing but node:crypto, and that on Node.js only', async () => {
    const importsOf = async (file: string) =>
      [...(await readFile(join(client, 'dist', file), 'utf8')).matchAll(/from "([^"]+)"/g)].map(
        ([, name]) => name,
      );
    expect(await importsOf('node.js')).toEqual(['node:crypto']);
    for (const file of ['index.js', 'server.js', 'plans.js', 'links.js'])
      expect(await importsOf(file)).toEqual([]);
    expect(manifest).not.toHaveProperty('dependencies');
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

  test.each(['nodenext', 'bundler'])(
    'has types under %s resolution: they know the features and hide nothing behind any',
    async (resolution) => {
      const file = join(site, `${resolution}.ts`);
      await writeFile(
        file,
        `
        import { createVerifier, type Access } from '@gatefold/client';
        import { requireFeature } from '@gatefold/client/server';
        import { createOffers } from '@gatefold/client/plans';
        import { accountUrl } from '@gatefold/client/links';
        const verifier = createVerifier({ issuer: 'https://a.example', audience: 'a', features: ['news'] });
        export const access: Access<'news'> = await verifier.verify('x');
        // @ts-expect-error
        access.unlocks('nws');
        // @ts-expect-error
        requireFeature(verifier, 'nws');
        // @ts-expect-error
        export const notAny: number = verifier;
        export const names: string[] = (await createOffers({ issuer: accountUrl('') }).plans()).map(({ name }) => name);`,
      );
      const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
      const options = [
        '--module',
        module,
        '--moduleResolution',
        resolution,
        '--target',
        'es2022',
        '--lib',
        'es2022,dom',
      ];
      const compiled = run(process.execPath, [
        tsc,
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        ...options,
        file,
      ]);
      await expect(compiled.catch((error: unknown) => error)).resolves.toMatchObject({ stdout: '' });
    },
    60_000,
  );
});
