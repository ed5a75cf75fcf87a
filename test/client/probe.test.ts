/**
 * Claims: the probe finds a page that gives its paid text away, in every way that we know of, and says where. It finds
 * nothing on the newspaper or any example, cannot be told that all is well where nothing says what is paid for, and
 * sends a token to nobody but its own site. Its exit code is 0, 1 or 2.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paywallJsonLd } from '../../client/src/json-ld.ts';
import { exitCodeOf } from '../../client/src/probe/report.ts';
import { probe, type Report } from '../../client/src/probe/run.ts';
import { articlesNewestFirst } from '../../local/newspaper/articles/index.ts';
import { createNewspaper } from '../../local/newspaper/app.ts';
import { listen } from '../../local/ports.ts';
import { startService, type Service } from '../local/newspaper/service.ts';
import { startExample } from '../support/example.ts';
import { packClient } from '../support/packed-client.ts';
import { AUDIENCE } from '../support/tokens.ts';

const SECRET = 'The difference is paid in Wexcombe, where the last mill buys at the higher price.';
const TEASER = 'A fleece has doubled in price since the spring.';
const PROSE = Array.from({ length: 8 }, (_, index) => `${index}. It’s the mill's: ${SECRET}`).join(' ');
const JSON_LD = paywallJsonLd({ '@type': 'NewsArticle', headline: 'Wool' }, '.paid');
const PRIVATE = { 'cache-control': 'private, no-store', vary: 'Cookie, Authorization' };

type Site = (request: Request) => Response | undefined;

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

async function serve(site: Site): Promise<string> {
  const { url, close } = await listen((request) => site(request) ?? new Response('', { status: 404 }));
  stack.defer(close);
  return url;
}

const page = (inner: string, { head = '', jsonLd = JSON_LD } = {}) =>
  `<!doctype html><html><head><title>Wool</title>${head}<script type="application/ld+json">${jsonLd}</script></head>
  <body><h1>Wool</h1><p>${TEASER}</p>${inner}</body></html>`;
const LOCKED = page(
  '<div class="paid"></div><aside>Subscribe for $100 a year and read all of it, every day.</aside>',
);
const UNLOCKED = page(`<div class="paid"><p>${SECRET}</p></div>`);

const answer = (body: string, headers: Record<string, string> = {}, status = 200) =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...PRIVATE, ...headers },
  });

async function look(site: Site, changes: Partial<Parameters<typeof probe>[0]> = {}): Promise<Report> {
  const defaults = { paidTexts: [], paidSelectors: [], feature: undefined, token: undefined };
  return probe({ url: `${await serve(site)}/wool`, ...defaults, ...changes });
}

const codesOf = ({ checks }: Report) => [
  ...new Set(
    checks.flatMap(({ findings }) => findings).flatMap(({ kind, code }) => (kind === 'leak' ? code : [])),
  ),
];
const leakingOf = ({ checks }: Report) =>
  checks.filter(({ findings }) => findings.some(({ kind }) => kind === 'leak')).map(({ what }) => what);

/** A page that is locked for all but what `leaks` answers. */
const only =
  (leaks: Site): Site =>
  (request) =>
    leaks(request) ?? (new URL(request.url).pathname === '/wool' ? answer(LOCKED) : undefined);
const saying = (name: string, value: RegExp): Site =>
  only(({ headers }) => (value.test(headers.get(name) ?? '') ? answer(UNLOCKED) : undefined));

describe('a page that leaks', () => {
  test.each<[string, string, string]>([
    [
      'its paid part, hidden by a class',
      page(`<style>.paid { display: none }</style><div class="paid"><p>${SECRET}</p></div>`),
      'paid_part',
    ],
    [
      'its paid part, in a template',
      page(`<div class="paid"><template><p>${SECRET}</p></template></div>`),
      'paid_part',
    ],
    [
      'its paid part, hidden by an attribute',
      page(`<div class="paid" hidden><p>${SECRET}</p></div>`),
      'paid_part',
    ],
    [
      'a text that its own style hides',
      page(`<div class="paid"></div><div style="display:none">${PROSE}</div>`),
      'hidden_text',
    ],
    [
      'its text in the JSON-LD',
      page('<div class="paid"></div>', {
        jsonLd: JSON.stringify({ ...(JSON.parse(JSON_LD) as object), articleBody: SECRET }),
      }),
      'json_ld_text',
    ],
    [
      'its text in the state of a framework',
      page(
        `<div class="paid"></div><script id="__NEXT_DATA__" type="application/json">${JSON.stringify({ props: { body: PROSE } })}</script>`,
      ),
      'script_text',
    ],
    [
      'its text in a script that draws it',
      page(`<div class="paid"></div><script>window.__STATE__ = { body: "${PROSE}" }</script>`),
      'script_text',
    ],
  ])('%s', async (_, html, code) => {
    const report = await look(() => answer(html));
    expect(codesOf(report)).toContain(code);
    expect(exitCodeOf(report)).toBe(1);
  });

  test.each<[string, Site, string]>([
    ['to whoever says that they are Googlebot', saying('user-agent', /Googlebot/), 'Googlebot'],
    ['to a feed reader', saying('user-agent', /Feedly/), 'feed reader'],
    ['to a read-it-later service', saying('user-agent', /Instapaper/), 'read-it-later'],
    ['to who comes from a search', saying('referer', /google/), 'search result'],
    [
      'as Markdown',
      only(({ headers }) =>
        headers.get('accept') === 'text/markdown'
          ? answer(SECRET, { 'content-type': 'text/markdown' })
          : undefined,
      ),
      'Markdown',
    ],
    [
      'as JSON',
      only(({ headers }) =>
        headers.get('accept') === 'application/json'
          ? answer(JSON.stringify({ body: SECRET.replace('W', '\\u0057') }), {
              'content-type': 'application/json',
            })
          : undefined,
      ),
      'JSON',
    ],
    [
      'in a range',
      only(({ headers }) => (headers.has('range') ? answer(UNLOCKED, {}, 206) : undefined)),
      'range',
    ],
    ['to a token that is none', saying('authorization', /Bearer/), 'token that is none'],
    ['to a browser that fetches ahead', saying('sec-purpose', /prefetch/), 'ahead'],
  ])('%s', async (_, site, what) => {
    const report = await look(site, { paidTexts: [SECRET] });
    expect(leakingOf(report)).toEqual([expect.stringContaining(what)]);
    expect(exitCodeOf(report)).toBe(1);
  });

  test.each([
    ['an AMP page', '<link rel="amphtml" href="/other">', 'text/html'],
    ['a JSON form', '<link rel="alternate" type="application/json" href="other">', 'application/json'],
    ['oEmbed', '<link rel="alternate" type="application/json+oembed" href="/other">', 'application/json'],
    ['a feed', '<link rel="alternate" type="application/rss+xml" href="/other">', 'application/rss+xml'],
    ['a form for the printer', '<a href="/other" rel="alternate">Print</a>', 'text/html'],
  ])('in %s that it links to', async (_, link, type) => {
    const html = page('<div class="paid"></div>', { head: link });
    const site: Site = ({ url }) =>
      url.endsWith('/other')
        ? answer(`<![CDATA[<p>${SECRET}</p>]]>`, { 'content-type': type })
        : answer(html);
    const report = await look(site, { paidTexts: [SECRET] });
    expect(leakingOf(report)).toEqual(['a link of the page to another form of it']);
  });

  test.each([
    ['no Cache-Control', ''],
    ['private alone', 'private, max-age=60'],
    ['public', 'public, no-store'],
  ])('to the next reader of a shared cache: %s', async (_, cacheControl) => {
    const report = await look(() => answer(LOCKED, { 'cache-control': cacheControl }));
    expect(codesOf(report)).toEqual(['cache_control']);
  });

  test('through the source of its gate', async () => {
    const shell = page(
      '<gatefold-gate feature="analysis" src="/part"></gatefold-gate><gatefold-gate feature="news" src="/free"></gatefold-gate>',
    );
    const site: Site = ({ url }) =>
      url.endsWith('/wool')
        ? answer(shell, { 'cache-control': 'public, max-age=60' })
        : answer(`<p>${SECRET}</p>`);
    const report = await look(site, { feature: 'analysis' });
    expect(codesOf(report)).toEqual(['source_open']);
    expect(leakingOf(report)).toHaveLength(1);
    const refusing: Site = ({ url }) =>
      url.endsWith('/wool')
        ? answer(shell)
        : answer('{}', { 'content-type': 'application/problem+json' }, 401);
    expect(exitCodeOf(await look(refusing))).toBe(0);
  });
});

describe('what is paid for', () => {
  const withToken: Site = ({ headers }) =>
    answer(
      headers.get('authorization') === 'Bearer good'
        ? page(`<div><p>${SECRET}</p></div>`, { jsonLd: '{}' })
        : page(`<i hidden>${SECRET}</i>`, { jsonLd: '{}' }),
    );

  test('is learnt with a token, and found where it is hidden', async () => {
    const locked: Site = (request) =>
      request.headers.get('user-agent')?.includes('Feedly')
        ? withToken(new Request(request.url, { headers: { authorization: 'Bearer good' } }))
        : answer(request.headers.get('authorization') === 'Bearer good' ? UNLOCKED : LOCKED);
    const report = await look(locked, { token: 'good' });
    expect(report.paid.sentences).toEqual([SECRET]);
    expect(leakingOf(report)).toEqual(['the page, asked for by a feed reader']);
  });

  test.each<[string, Site, object]>([
    ['the page is not there', () => answer(LOCKED, {}, 404), {}],
    ['nothing tells', () => answer(page('', { jsonLd: '{}' })), {}],
    ['the token opens nothing', () => answer(LOCKED), { token: 'bad' }],
    ['the page shows all of it', () => answer(UNLOCKED), { token: 'good' }],
  ])('is not known, and nothing is promised: %s', async (_, site, changes) => {
    const report = await look(site, changes);
    expect(report.fault).toBeDefined();
    expect(exitCodeOf(report)).toBe(2);
  });

  test('a token is sent to its own site and to nobody else', async () => {
    const seen: (string | null)[] = [];
    const elsewhere = await serve(({ headers }) => {
      // The probe's own, of no worth: it shows whether any token at all opens the page.
      if (headers.get('authorization') !== 'Bearer x') seen.push(headers.get('authorization'));
      return answer(LOCKED);
    });
    await look(() => new Response(null, { status: 302, headers: { location: `${elsewhere}/x` } }), {
      token: 'good',
    });
    const gateElsewhere = page(`<gatefold-gate feature="news" src="${elsewhere}/part"></gatefold-gate>`);
    await look(() => answer(gateElsewhere), { token: 'good' });
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([null]));
  });

  test('a free article of a meter is no leak, and is said to be one', async () => {
    const report = await look(() => answer(UNLOCKED, { 'set-cookie': 'gatefold_meter=x' }));
    expect(exitCodeOf(report)).toBe(0);
    const advice = report.checks[0]?.findings.map(({ kind, code }) => `${kind} ${code}`);
    expect(advice).toEqual(['advice metered', 'advice text_unknown']);
  });
});

describe('the command', () => {
  let service: Service;
  let command: string;
  beforeAll(async () => {
    service = stack.use(await startService());
    command = join((await packClient()).folder, 'dist/probe.js');
  }, 60_000);

  async function run(args: readonly string[], token?: string) {
    const env = { ...process.env, ...(token !== undefined && { GATEFOLD_TOKEN: token }) };
    const ended = promisify(execFile)(process.execPath, [command, ...args], { env });
    return ended.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    );
  }

  test.each(['static/serve.ts', 'hono/server.ts', 'express/server.ts', 'edge/serve.ts'])(
    'finds nothing on examples/%s',
    async (file) => {
      await using example = await startExample(file, service.issuer);
      const { code, stdout } = await run([example.page]);
      expect(stdout).toContain('No leak was found.');
      expect(code).toBe(0);
    },
  );

  test('finds nothing on the newspaper, and knows what is paid for by a token', async () => {
    const paper = createNewspaper({
      issuer: service.issuer,
      audience: AUDIENCE,
      publicOrigin: 'http://paper.example',
    });
    const origin = await serve((request) => paper.fetch(request) as never);
    const slug = articlesNewestFirst.find(({ free }) => !free)?.slug ?? '';
    const token = service.token(['analysis', 'memos', 'news', 'newsletters', 'reports']);
    const { code, stdout } = await run([`${origin}/articles/${slug}`, '--json'], token);
    const report = JSON.parse(stdout) as Report & { verdict: string };
    expect(report.verdict).toBe('sound');
    expect(report.paid.sentences.length).toBeGreaterThan(15);
    expect(code).toBe(0);
    expect(stdout).not.toContain(token);
  });

  test('says where a page leaks, and ends with 1', async () => {
    const origin = await serve(() => answer(UNLOCKED));
    const { code, stdout } = await run([`${origin}/wool`, '--paid-text', SECRET]);
    expect(stdout).toContain('LEAK  the page, asked for by a stranger’s browser');
    expect(stdout).toContain(`“${SECRET}”`);
    expect(code).toBe(1);
  });

  test.each([
    ['no address', []],
    ['no address of the web', ['file:///etc/passwd']],
    ['an unknown option', ['https://a.example', '--paid']],
    ['an address at which nobody answers', ['http://127.0.0.1:1/']],
  ])('ends with 2 for %s', async (_, args) => {
    expect((await run(args)).code).toBe(2);
  });

  test('teaches what it does', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const word of ['--paid-text', '--paid-selector', 'GATEFOLD_TOKEN', 'JSON-LD', 'ends with 0'])
      expect(stdout).toContain(word);
  });
});
