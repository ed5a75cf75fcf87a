import { createVerifier } from '@gatefold/client';
import { requireFeature } from '@gatefold/client/server';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { renderArticle } from '../page.ts';

const { PORT = '3002', GATEFOLD_ISSUER = 'http://127.0.0.1:8787' } = process.env;

const verifier = createVerifier({
  issuer: GATEFOLD_ISSUER,
  audience: 'the-fold',
  features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
});
const analysis = requireFeature(verifier, 'analysis');

const app = new Hono();
app.get('/articles/:slug', async (c) => {
  const gate = await analysis(c.req.raw);
  return gate.hop ?? c.html(renderArticle(gate), 200, gate.headers);
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`http://127.0.0.1:${port}/articles/wool\n`);
});
