/**
 * Claims: with a real cache before the site that all readers share, an unlocked page is its reader's alone. Whoever
 * asks for the same address next, in whatever way, gets the locked one; and a reader never gets another's. The cache
 * does keep what it may: the same page without the gate's headers does reach the stranger.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_TOKEN_COOKIE } from '../../client/src/claims.ts';
import { articlesNewestFirst } from '../../local/newspaper/articles/index.ts';
import { createNewspaper } from '../../local/newspaper/app.ts';
import { listen } from '../../local/ports.ts';
import { startService, type Service } from '../local/newspaper/service.ts';
import { paidSentences } from '../local/newspaper/text.ts';
import { startExample } from '../support/example.ts';
import { findNginx, startSharedCache, type SharedCache } from '../support/nginx.ts';
import { plainRequest } from '../support/plain-request.ts';
import { AUDIENCE } from '../support/tokens.ts';

const nginx = findNginx();
if (nginx === undefined)
  console.log('Skipped: no nginx was found to stand before the site as a shared cache.');

const FEATURES = ['analysis', 'memos', 'news', 'newsletters', 'reports'];
const EXAMPLE = { path: '/articles/', paid: 'Wexcombe' };
const article = articlesNewestFirst.find(({ free }) => !free);
const PAPER = {
  path: `/articles/${article?.slug ?? ''}?`,
  paid: (article && paidSentences(article).find((sentence) => /^[\w ,.]+$/.test(sentence))) ?? '',
};

let service: Service;
const sites = new AsyncDisposableStack();
const origins: Record<string, string> = {};

beforeAll(async () => {
  if (nginx === undefined) return;
  service = sites.use(await startService());
  const { issuer } = service;
  for (const name of ['hono', 'express']) {
    const example = sites.use(await startExample(`${name}/server.ts`, issuer));
    origins[name] = new URL(example.page).origin;
  }
  const paper = createNewspaper({ issuer, audience: AUDIENCE, publicOrigin: 'http://paper.example' });
  const listening = await listen((request) => paper.fetch(request));
  sites.defer(listening.close);
  origins.newspaper = listening.url;
}, 60_000);
afterAll(() => sites.disposeAsync());

const byHeader = () => ({ authorization: `Bearer ${service.token(FEATURES)}` });
const byCookie = () => ({ cookie: `${ACCESS_TOKEN_COOKIE}=${service.token(FEATURES)}` });
const range = { range: 'bytes=0-200000' };

describe.skipIf(nginx === undefined).each([
  ['hono', EXAMPLE],
  ['express', EXAMPLE],
  ['newspaper', PAPER],
])('row 61: before the site of %s', (name, { path, paid }) => {
  let cache: SharedCache;
  beforeAll(async () => {
    cache = await startSharedCache(nginx ?? '', origins[name] ?? '');
  });
  afterAll(() => cache[Symbol.asyncDispose]());

  test.each([
    ['a header', 'GET', byHeader],
    ['a cookie', 'GET', byCookie],
    ['a range of it', 'GET', () => ({ ...byCookie(), ...range })],
    ['a HEAD before', 'HEAD', byCookie],
  ])(
    'row 61: unlocked by %s, and locked for the next reader, however they ask',
    async (kind, method, holding) => {
      const url = `${cache.origin}${path}${encodeURIComponent(kind)}`;
      await plainRequest(url, holding(), method);
      const unlocked = await plainRequest(url, holding());
      expect(await unlocked.clone().text()).toContain(paid);
      const revalidation = {
        'if-none-match': unlocked.headers.get('etag') ?? '*',
        'if-modified-since': new Date().toUTCString(),
      };
      const ways: Record<string, string>[] = [{}, { cookie: 'theme=dark' }, range, revalidation];
      for (const headers of ways) {
        const next = await plainRequest(url, headers);
        expect(next.headers.get('cache-control')).toBe('private, no-store');
        expect(next.headers.get('x-cache')).not.toBe('HIT');
        expect(await next.text()).not.toContain(paid);
        expect([200, 206]).toContain(next.status);
      }
      const asked = await plainRequest(url, {}, 'HEAD');
      expect(asked.headers.get('content-length')).not.toBe(
        unlocked.headers.get('content-length') ?? 'absent',
      );
    },
  );

  test('row 61: locked for a stranger, and unlocked for the reader who comes next', async () => {
    const url = `${cache.origin}${path}locked-first`;
    expect(await (await plainRequest(url)).text()).not.toContain(paid);
    expect(await (await plainRequest(url, byCookie())).text()).toContain(paid);
    expect(await (await plainRequest(url, byHeader())).text()).toContain(paid);
  });
});

describe.skipIf(nginx === undefined)('the cache itself', () => {
  test('keeps what it may, such as the newspaper’s style sheet', async () => {
    await using cache = await startSharedCache(nginx ?? '', origins.newspaper ?? '');
    const stylesheet = `${cache.origin}/style.css`;
    expect((await plainRequest(stylesheet)).headers.get('x-cache')).toBe('MISS');
    expect((await plainRequest(stylesheet)).headers.get('x-cache')).toBe('HIT');
  });

  test('gives the next stranger what a site sends without the gate’s headers', async () => {
    const { issuer } = service;
    const paper = createNewspaper({ issuer, audience: AUDIENCE, publicOrigin: 'http://paper.example' });
    const careless = await listen(async (request) => new Response(await (await paper.fetch(request)).text()));
    await using cache = await startSharedCache(nginx ?? '', careless.url);
    await plainRequest(cache.origin + PAPER.path, byCookie());
    expect(await (await plainRequest(cache.origin + PAPER.path)).text()).toContain(PAPER.paid);
    await careless.close();
  });
});
