import { createVerifier } from '@gatefold/client';
import { requireFeature } from '@gatefold/client/server';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readFile } from 'node:fs/promises';

const LOCAL_ISSUER = 'http://127.0.0.1:8787';
const { PORT = '3001', GATEFOLD_ISSUER = LOCAL_ISSUER } = process.env;

const verifier = createVerifier({
  issuer: GATEFOLD_ISSUER,
  audience: 'the-fold',
  features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
});
const analysis = requireFeature(verifier, 'analysis');
const read = (file: string, from = import.meta.url) => readFile(new URL(file, from), 'utf8');

const app = new Hono();
app.get('/', async (c) => c.html((await read('index.html')).replace(LOCAL_ISSUER, GATEFOLD_ISSUER)));
app.get('/gatefold/:file{(element|browser)\\.js}', async (c) => {
  const script = await read(c.req.param('file'), import.meta.resolve('@gatefold/client/element'));
  return c.body(script, 200, { 'content-type': 'text/javascript' });
});
app.get('/paid/wool.html', async (c) => {
  const gate = await analysis(c.req.raw);
  return gate.unlocked ? c.html(await read('paid/wool.html'), 200, gate.headers) : gate.refusal();
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`http://127.0.0.1:${port}/\n`);
});
