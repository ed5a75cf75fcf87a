import { createVerifier } from '@gatefold/client';
import { gate } from '@gatefold/client/express';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { renderArticle } from '../page.ts';

const { PORT = '3003', GATEFOLD_ISSUER = 'http://127.0.0.1:8787' } = process.env;

const verifier = createVerifier({
  issuer: GATEFOLD_ISSUER,
  audience: 'the-fold',
  features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
});

const app = express();

// A page: draws itself, locked or not.
app.get('/articles/:slug', gate(verifier, 'analysis', { onLocked: 'render' }), (request, response) => {
  if (request.gatefold !== undefined) response.send(renderArticle(request.gatefold));
});

// An API: its handler runs for readers who hold the feature, and others are refused with problem details.
app.get('/api/articles/:slug', gate(verifier, 'analysis'), (request, response) => {
  response.json({ slug: request.params.slug, member: request.gatefold?.access?.member });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}/articles/wool\n`);
});
