/**
 * Claims: one line gates a route of Express or Connect. A locked reader is refused, or sent for a new token, before the
 * handler runs; a site that draws its own locked page is told what it needs. No answer may be kept by a shared cache,
 * and what other middleware put into the headers stays. A fault goes to the site's own error handler.
 */
import express from 'express';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gate, gateBy } from '../../client/src/express.ts';
import { meterFeature } from '../../client/src/meter.ts';
import { createVerifier } from '../../client/src/node.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import { plainRequest } from '../support/plain-request.ts';
import { createClaims, createSigningKey, ISSUER, keySetOf, NOW, signToken } from '../support/tokens.ts';
import { foldOptions, type FoldVerifier } from './entries.ts';

const key = createSigningKey('key-1');
const reads = { authorization: `Bearer ${signToken(key)}` };
const newsOnly = { authorization: `Bearer ${signToken(key, createClaims({ ent: ['news'] }))}` };
const visit = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

let keys: JsonServer;
let verifier: FoldVerifier;
let site: { origin: string; close: () => Promise<void> };

beforeAll(async () => {
  keys = await startJsonServer(answerJson(keySetOf(key)));
  verifier = createVerifier(foldOptions(keys.origin));
  site = await serve(createSite());
});
afterAll(async () => {
  await site.close();
  await keys[Symbol.asyncDispose]();
});

function createSite() {
  const app = express();
  app.use((_, response, next) => {
    response.setHeader('Vary', 'Accept-Encoding').cookie('theme', 'dark');
    next();
  });
  app.get('/analysis/:slug', gate(verifier, 'analysis'), (request, response) => {
    response.json({ slug: request.params.slug, gatefold: request.gatefold, locals: response.locals });
  });
  app.get('/rendered', gate(verifier, 'analysis', { onLocked: 'render' }), (request, response) => {
    const { gatefold } = request;
    response.send(gatefold?.unlocked === true ? 'all of it' : `locked: ${gatefold?.why ?? ''}`);
  });
  const allowCrawler = (_: Request, address: string | undefined) => address === '127.0.0.1';
  app.get('/crawled', gate(verifier, 'analysis', { allowCrawler }), (request, response) => {
    response.json({ why: request.gatefold?.why });
  });
  const mounted = express.Router();
  mounted.use(gate(verifier, 'memos', { publicOrigin: 'https://www.thefold.example' }));
  app.use('/memos', mounted);
  const metered = meterFeature(verifier, 'analysis', {
    free: 1,
    secrets: ['a secret of the site, of 32 or more'],
    now: () => NOW * 1_000,
  });
  app.get('/metered/:slug', gateBy(metered), (request, response) => {
    response.json({ why: request.gatefold?.why });
  });
  const broken = { ...verifier, verify: () => Promise.reject(new TypeError('a bug')) };
  app.get('/broken', gate(broken, 'news'), (_, response) => {
    response.send('never');
  });
  // Express knows an error handler by its four parameters.
  const answerFaults: express.ErrorRequestHandler = (error, _, response, next) => {
    if (error instanceof TypeError) response.status(500).send(`the site’s own: ${error.message}`);
    else next(error);
  };
  app.use(answerFaults);
  return app;
}

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const get = (path: string, headers: Record<string, string> = {}, origin = site.origin) =>
  plainRequest(origin + path, headers);

describe('a gated route', () => {
  test('runs for a reader who holds the feature, and knows what they hold', async () => {
    const response = await get('/analysis/wool', reads);
    expect(response.status).toBe(200);
    const gatefold = { unlocked: true, why: 'entitled', access: { member: 'mem_4hq8' } };
    expect(await response.json()).toMatchObject({ slug: 'wool', gatefold, locals: { gatefold } });
  });

  test.each([
    ['a stranger', {}, 401, 'signed_out'],
    ['a broken token', { authorization: 'Bearer x' }, 401, 'token_refused'],
    ['a member without the feature', newsOnly, 402, 'not_entitled'],
  ])('refuses %s before the handler runs', async (_, headers, status, code) => {
    const response = await get('/analysis/wool', headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code, feature: 'analysis' });
  });

  test('sends a browser with a session for a new token, back to the whole path', async () => {
    const response = await get('/memos/a?page=2', { ...visit, cookie: 'gatefold_hint=1' });
    expect(response.status).toBe(303);
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.href.startsWith(`${ISSUER}/v1/continue?`)).toBe(true);
    expect(location.searchParams.get('to')).toBe('https://www.thefold.example/memos/a?page=2');
    expect(response.headers.getSetCookie().some((line) => line.startsWith('gatefold_hop=1;'))).toBe(true);
  });

  test.each([
    ['unlocked', '/analysis/wool', reads],
    ['refused', '/analysis/wool', {}],
    ['sent on', '/memos', { ...visit, cookie: 'gatefold_hint=1' }],
    ['drawn locked', '/rendered', {}],
  ])('is kept by no shared cache and keeps other middleware’s headers: %s', async (_, path, headers) => {
    const response = await get(path, headers);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('vary')).toBe('Accept-Encoding, Cookie, Authorization');
    expect(response.headers.getSetCookie()).toContainEqual(expect.stringContaining('theme=dark'));
  });

  test('lets a site draw its own locked page', async () => {
    expect(await (await get('/rendered', reads)).text()).toBe('all of it');
    const locked = await get('/rendered', newsOnly);
    expect(locked.status).toBe(200);
    expect(await locked.text()).toBe('locked: not_entitled');
  });

  test('may have a meter', async () => {
    const first = await get('/metered/a');
    expect(await first.json()).toEqual({ why: 'metered' });
    const [line = ''] = first.headers.getSetCookie().filter((one) => one.startsWith('gatefold_meter='));
    const second = await get('/metered/b', { cookie: line.split(';')[0] ?? '' });
    expect(second.status).toBe(401);
  });

  test('hands the address of the connection to who knows crawlers, and not what a header says', async () => {
    const response = await get('/crawled', { 'x-forwarded-for': '66.249.66.1' });
    expect(await response.json()).toEqual({ why: 'crawler' });
  });

  test('leaves a fault to the site', async () => {
    const response = await get('/broken', reads);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('the site’s own: a bug');
  });

  test('takes no harm from a host that is none', async () => {
    const { host, port } = new URL(site.origin);
    const socket = createConnection(Number(port), '127.0.0.1');
    socket.write(`GET http://${host}/analysis/wool HTTP/1.1\r\nHost: a b"\r\nConnection: close\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

test('plain Connect: a server of node:http without Express', async () => {
  const memos = gate(verifier, 'memos');
  const plain = await serve((request, response) => {
    memos(request, response, (error) => {
      response.statusCode = error === undefined ? 200 : 500;
      response.end(`hello ${(request as { gatefold?: { why: string } }).gatefold?.why ?? ''}`);
    });
  });
  expect(await (await get('/x', reads, plain.origin)).text()).toBe('hello entitled');
  expect((await get('/x', {}, plain.origin)).status).toBe(401);
  await plain.close();
});
