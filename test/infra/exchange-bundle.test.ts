/**
 * Claims: where ID tokens are exchanged, the bundle that is deployed reads them, keys and all; where none ever comes, the code
 * that reads them is not run.
 */
import { build } from 'esbuild';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_ID, startTokenMaker } from '../functions/access/token-maker.ts';
import type { TokenMaker } from '../functions/access/token-maker.ts';

const NOW = 1_800_000_000;
const PROBE = `
import { createIdTokens } from '${join(import.meta.dirname, '../../shared/oidc/id-tokens.ts')}';
const [issuer, clientId, token] = process.argv.slice(2);
const idTokens = createIdTokens([{ issuer, clientIds: [clientId] }], () => undefined);
const before = globalThis.joseWasRun === true;
const proof = await idTokens.read(token, ${NOW});
process.send({ before, after: globalThis.joseWasRun === true, proof });
`;

let folder: string;
let maker: TokenMaker;
beforeAll(async () => {
  maker = await startTokenMaker(() => NOW * 1000);
  folder = await mkdtemp(join(tmpdir(), 'gatefold-exchange-'));
  await writeFile(join(folder, 'probe.ts'), PROBE);
  // As infra/functions.ts has it, and a word from jose when it is run.
  await build({
    ...{ entryPoints: [join(folder, 'probe.ts')], outfile: join(folder, 'probe.mjs') },
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node24', minify: true },
    mainFields: ['module', 'main'],
    nodePaths: [join(import.meta.dirname, '../../node_modules')],
    plugins: [
      {
        name: 'tell',
        setup: (esbuild) => {
          esbuild.onLoad({ filter: /node_modules\/jose\/dist\/webapi\/index\.js$/ }, async ({ path }) => {
            const contents = `${await readFile(path, 'utf8')}\nglobalThis.joseWasRun = true;`;
            return { contents, loader: 'js' };
          });
        },
      },
    ],
  });
});
afterAll(async () => {
  await maker.close();
  await rm(folder, { recursive: true });
});

async function probe(...args: string[]): Promise<unknown> {
  const child = fork(join(folder, 'probe.mjs'), args, { execArgv: [] });
  const exited = once(child, 'exit');
  const [message] = (await once(child, 'message')) as [unknown];
  await exited;
  return message;
}

test('an ID token is read by the bundle, which ran nothing of jose before', async () => {
  const token = await maker.sign({ nonce: 'a nonce' });
  expect(await probe(maker.issuer, CLIENT_ID, token)).toEqual({
    before: false,
    after: true,
    proof: {
      identity: { issuer: maker.issuer, subject: 'ada' },
      address: { text: 'ada@example.com', key: 'ada@example.com' },
      nonce: 'a nonce',
    },
  });
});
