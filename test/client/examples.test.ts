/**
 * Claims: every example runs by the command that it is shown with, opens its article to a reader who holds it and to
 * nobody else, in under forty lines of its own; npm start knows the ports that they are served on, and whoever pays
 * there reads here. The one for the edge needs nothing of Node.js.
 */
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_TOKEN_COOKIE, SESSION_HINT_COOKIE } from '../../client/src/claims.ts';
import { EXAMPLE_PORTS, localConfig } from '../../local/config.ts';
import { openDataFolder } from '../../local/data-folder.ts';
import { freePort, freePorts } from '../../local/ports.ts';
import { start } from '../../local/start.ts';
import { startService, type Service } from '../local/newspaper/service.ts';
import { installExamples, startExample, type RunningExample } from '../support/example.ts';
import { plainRequest } from '../support/plain-request.ts';
import { createReader } from '../support/reader.ts';
import { CARD } from '../support/world.ts';

const PAID = 'Wexcombe';
const EXAMPLES = [
  ['hono', 'hono/server.ts'],
  ['express', 'express/server.ts'],
  ['edge', 'edge/serve.ts'],
] as const;

let service: Service;
beforeAll(async () => {
  service = await startService();
  await installExamples();
}, 60_000);
afterAll(() => service[Symbol.asyncDispose]());

const bearer = (ent: string[]) => ({ authorization: `Bearer ${service.token(ent)}` });

/** Reads the three articles that the edge gives away. */
async function useUpTheMeter(example: RunningExample): Promise<Record<string, string>> {
  let cookie = '';
  for (const slug of ['one', 'two', 'three']) {
    const response = await plainRequest(example.page.replace('wool', slug), { cookie });
    expect(await response.text()).toContain(PAID);
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
  }
  return { cookie };
}

describe.each(EXAMPLES)('%s', (name, file) => {
  test('opens to a reader who holds the feature, and shows others two ways in', async () => {
    await using example = await startExample(file, service.issuer);
    const stranger = name === 'edge' ? await useUpTheMeter(example) : {};
    const reader = await plainRequest(example.page, { ...stranger, ...bearer(['analysis', 'news']) });
    expect(await reader.text()).toContain(PAID);
    for (const headers of [stranger, { ...stranger, ...bearer(['news']) }]) {
      const response = await plainRequest(example.page, headers);
      const html = await response.text();
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(html).not.toContain(PAID);
      expect(html).toContain(`${service.issuer}/account/subscribe?to=${encodeURIComponent(example.page)}`);
      expect(html).toContain(`${service.issuer}/account/sign-in?to=${encodeURIComponent(example.page)}`);
    }
  });

  test('is served on a port that npm start knows', async () => {
    const source = await readFile(join(import.meta.dirname, '../../examples', file), 'utf8');
    expect(source).toContain(`PORT = '${EXAMPLE_PORTS[name]}'`);
    expect(localConfig({ service: 8787, site: 8788 }).hosts.allowedOrigins).toContain(
      `http://127.0.0.1:${EXAMPLE_PORTS[name]}`,
    );
  });
});

test.each(['hono/server.ts', 'express/server.ts', 'edge/worker.ts', 'edge/serve.ts'])(
  '%s is under forty lines',
  async (file) => {
    const source = await readFile(join(import.meta.dirname, '../../examples', file), 'utf8');
    expect(source.split('\n').length).toBeLessThan(40);
  },
);

test('the site that docs/front-ends.md begins with runs as it is written', async () => {
  const guide = await readFile(join(import.meta.dirname, '../../docs/front-ends.md'), 'utf8');
  const [, source = ''] = /cat > server\.js <<'END'\n([\s\S]*?)\nEND\n/.exec(guide) ?? [];
  const port = await freePort();
  const here = source
    .replace('http://127.0.0.1:8787', service.issuer)
    .replace('port: 3002', `port: ${port}`)
    .replace(/ }\);$/, ` }, () => console.log('http://127.0.0.1:${port}/articles/wool'));`);
  await writeFile(join(await installExamples(), 'guide.js'), here);
  await using guided = await startExample('guide.js', service.issuer);
  expect(await (await plainRequest(guided.page)).text()).not.toContain('The last mill');
  expect(await (await plainRequest(guided.page, bearer(['analysis']))).text()).toContain('The last mill');
});

test('the API of the Express example refuses a stranger with problem details', async () => {
  await using example = await startExample('express/server.ts', service.issuer);
  const api = example.page.replace('/articles', '/api/articles');
  const refused = await plainRequest(api);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await (await plainRequest(api, bearer(['analysis']))).json()).toEqual({
    slug: 'wool',
    member: 'mem_4hq8',
  });
});

test('the edge example is bundled for a Worker without a module of Node.js', async () => {
  const folder = await installExamples();
  const { metafile } = await build({
    entryPoints: [join(folder, 'edge/worker.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'import'],
    external: ['node:*'],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  expect(imports).toEqual([]);
});

test('who pays at the service of npm start comes back to the example and reads', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-example-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const data = openDataFolder(folder);
  stack.defer(() => {
    data.release();
  });
  const [port, examplePort] = [await freePorts(3), await freePort()];
  const furtherOrigins = [`http://127.0.0.1:${examplePort}`];
  const running = await start({ data, port, furtherOrigins, quiet: true });
  stack.defer(() => running.stop());
  const { page } = stack.use(await startExample('hono/server.ts', running.service, examplePort));

  const reader = createReader();
  const visit = () => {
    const held = [ACCESS_TOKEN_COOKIE, SESSION_HINT_COOKIE].map(
      (name) => `${name}=${reader.cookie(name) ?? ''}`,
    );
    return plainRequest(page, { accept: 'text/html', cookie: held.join('; ') });
  };
  expect(await (await visit()).text()).not.toContain(PAID);
  const asked = { plan: 'annual', to: page, email: 'ada@example.com' };
  const begun = await reader.submit(`${running.service}/account/subscribe`, asked);
  const paid = await reader.submit(begun.headers.get('location') ?? '', CARD);
  await reader.get(paid.headers.get('location') ?? '');
  const hop = await visit();
  expect(hop.status).toBe(303);
  const continued = await reader.get(hop.headers.get('location') ?? '');
  expect(continued.headers.get('location')).toBe(page);
  expect(await (await visit()).text()).toContain(PAID);
});
