import { build } from 'esbuild';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import manifest from '../../client/package.json' with { type: 'json' };
import type { Ratio } from './ratio.ts';

const GOAL_BYTES = 3_072;
const root = join(import.meta.dirname, '../..');

/** What a page loads, as a site's bundler makes it: minified, gzipped, without what is not imported. Over 3 KB. */
export async function benchSize(): Promise<Ratio[]> {
  const index = join(root, 'client/src/index.ts');
  const verifier = await measure('verifier', `export { createVerifier } from '${index}'`);
  return [
    { ...verifier, goal: 1 },
    await measure('verifier that polls', `export { createVerifier, pollRevocations } from '${index}'`),
    ...(await Promise.all(entries().map(({ name, source }) => measure(name, `export * from '${source}'`)))),
    await measure('jose, the same', "export { createRemoteJWKSet, jwtVerify } from 'jose'"),
    await measure('aws-jwt-verify, the same', "export { JwtVerifier } from 'aws-jwt-verify'"),
    await measure('fast-jwt, on Node.js, no key set', "export { createVerifier } from 'fast-jwt'", 'node'),
  ];
}

/** All that the package exports, in every file that some platform gets. */
function entries(): { name: string; source: string }[] {
  return Object.entries(manifest.exports).flatMap(([path, conditions]) => {
    const files = JSON.stringify(conditions).match(/\.\/dist\/[\w-]+\.js/g) ?? [];
    return [...new Set(files)].map((file) => {
      const module = basename(file, '.js');
      return {
        name: `@gatefold/client${path.slice(1)}, all of ${module}.js`,
        source: join(root, `client/src/${module}.ts`),
      };
    });
  });
}

async function measure(
  name: string,
  contents: string,
  platform: 'browser' | 'node' = 'browser',
): Promise<Ratio> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    external: ['node:*'],
    write: false,
    logLevel: 'error',
  });
  const bytes = outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
  return { name: `${name}: ${bytes} bytes`, ratio: bytes / GOAL_BYTES };
}
