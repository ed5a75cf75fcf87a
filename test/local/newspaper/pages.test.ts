/**
 * The site around the lock is a decent newspaper.
 * - Search engines are told in their own terms which part of an article is paid for.
 * - Nothing on a page can run, be framed, or come from elsewhere.
 * - The header says "My account" to those who have one at hand and "Sign in" to the others.
 * - Lists, feed, pictures and the not-found page are what they claim to be.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { articlesNewestFirst } from '../../../local/newspaper/articles/index.ts';
import { FEATURES, SECTIONS } from '../../../local/newspaper/sections.ts';
import { linkTo, openNewspaper, SITE } from './reader.ts';
import type { Visit } from './reader.ts';
import { startService } from './service.ts';
import type { Service } from './service.ts';

let service: Service;
let visit: Visit;
beforeAll(async () => {
  service = await startService();
  visit = openNewspaper(service);
});
afterAll(() => service[Symbol.asyncDispose]());

const GATED = '/articles/the-last-bus';
const FREE = '/articles/how-to-read-a-budget-in-twenty-minutes';

function structuredData(html: string): unknown {
  return JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)?.[1] ?? 'null');
}

describe('structured data', () => {
  it.each(['locked', 'unlocked'])('declares the paid part of an article: %s', async (state) => {
    const holding = state === 'locked' ? {} : { token: service.token(['reports']) };
    const { html } = await visit(GATED, holding);
    expect(structuredData(html)).toMatchObject({
      '@type': 'NewsArticle',
      headline: 'The last bus: what forty-one routes were for',
      datePublished: '2026-05-07T06:00:00Z',
      author: { name: 'Pell Adeyo' },
      isAccessibleForFree: false,
      hasPart: { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: '.gated' },
    });
    expect(html).toContain('<div class="gated">');
  });

  it('says that a free article is free', async () => {
    const { html } = await visit(FREE);
    expect(structuredData(html)).toMatchObject({ isAccessibleForFree: true });
    expect(structuredData(html)).not.toHaveProperty('hasPart');
  });

  it('names a picture that is there', async () => {
    const { html } = await visit(GATED);
    const { image } = structuredData(html) as { image: string };
    const { response } = await visit(image.replace(SITE, ''));
    expect(response.headers.get('Content-Type')).toBe('image/svg+xml');
  });
});

describe('headers', () => {
  it.each([
    '/',
    '/news',
    GATED,
    FREE,
    '/about',
    '/no-such-page',
    '/style.css',
    '/feed.xml',
    '/images/the-last-bus.svg',
  ])('nothing on %s can run, be framed, or come from elsewhere', async (path) => {
    const { headers } = (await visit(path)).response;
    const policy = headers.get('Content-Security-Policy')?.split('; ') ?? [];
    expect(policy).toEqual([
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Referrer-Policy')).toBe('strict-origin-when-cross-origin');
  });

  it('pages keep that policy: no script but data, no inline style', async () => {
    for (const { slug } of articlesNewestFirst) {
      const { html } = await visit(`/articles/${slug}`, { token: service.token(FEATURES) });
      const picture = await visit(`/images/${slug}.svg`);
      for (const markup of [html, picture.html]) {
        expect(markup).not.toMatch(/<script(?! type="application\/ld\+json">)|<style|\sstyle=|\son[a-z]+=/);
      }
    }
  });

  it('shared caches keep the stylesheet, and no page', async () => {
    const { html, response } = await visit('/');
    expect(response.headers.get('Cache-Control')).toContain('private');
    const stylesheet = /<link rel="stylesheet" href="([^"]+)"/.exec(html)?.[1] ?? '';
    const css = (await visit(stylesheet)).response;
    expect(css.status).toBe(200);
    expect(css.headers.get('Content-Type')).toContain('text/css');
    expect(css.headers.get('Cache-Control')).toBe('public, max-age=86400');
  });
});

describe('the header', () => {
  it.each(['/', '/memos', '/about', '/no-such-page', FREE])(
    'on %s asks a stranger to sign in',
    async (path) => {
      const { html } = await visit(path);
      expect(linkTo('Sign in', html)).toBe(
        `${service.issuer}/account/sign-in?to=${encodeURIComponent(SITE + path)}`,
      );
      expect(linkTo('My account', html)).toBeUndefined();
    },
  );

  it.each([
    ['a token', () => ({ token: service.token(['news']) })],
    ['a token that holds nothing', () => ({ token: service.token([], { why: undefined, plan: undefined }) })],
    ['the hint', () => ({ hint: true })],
  ])('shows the account to a browser with %s', async (_name, holding) => {
    for (const path of ['/', FREE]) {
      const { html } = await visit(path, holding());
      expect(linkTo('My account', html)).toBe(`${service.issuer}/account`);
      expect(linkTo('Sign in', html)).toBeUndefined();
    }
  });

  it('is not taken in by a forged token', async () => {
    const { html } = await visit('/', { token: service.forgedToken(['news']) });
    expect(linkTo('My account', html)).toBeUndefined();
  });
});

describe('lists', () => {
  it('the front page links every article once', async () => {
    const { html } = await visit('/');
    for (const { slug } of articlesNewestFirst) {
      expect(html.split(`href="/articles/${slug}"`)).toHaveLength(2);
    }
  });

  it.each(FEATURES)('the section page of %s links its own articles, newest first', async (section) => {
    const { html } = await visit(`/${section}`);
    const linked = [...html.matchAll(/href="\/articles\/([^"]+)"/g)].map(([, slug]) => slug);
    const own = articlesNewestFirst.filter((article) => article.section === section);
    expect(html).toContain(`<h1>${SECTIONS[section].title}</h1>`);
    expect(linked).toEqual(own.map(({ slug }) => slug));
  });

  it.each(['/', ...FEATURES.map((section) => `/${section}`)])(
    'on %s each article says whether it is for subscribers or free',
    async (path) => {
      const { html } = await visit(path);
      const teasers = html.split('<article ').slice(1);
      expect(teasers).not.toEqual([]);
      for (const teaser of teasers) {
        const slug = /href="\/articles\/([^"]+)"/.exec(teaser)?.[1];
        const isFree = articlesNewestFirst.find((article) => article.slug === slug)?.free;
        expect(teaser.includes(' Subscribers</span>')).toBe(!isFree);
        expect(teaser.includes('>Free to read</span>')).toBe(isFree);
      }
    },
  );

  it('articles are kept newest first', () => {
    const times = articlesNewestFirst.map(({ publishedAt }) => publishedAt);
    expect(times).toEqual(times.toSorted().reverse());
  });
});

describe('an article', () => {
  it.each(articlesNewestFirst)(
    '$slug has its landmarks, picture, caption, credit and time',
    async (article) => {
      const { html } = await visit(`/articles/${article.slug}`);
      expect(html.match(/<h1[ >]/g)).toHaveLength(1);
      expect(html).toContain('<a class="skip" href="#main">');
      expect(html).toContain('<main id="main"');
      expect(html).toContain(`<time datetime="${article.publishedAt}">`);
      expect(html).toContain(`alt="${article.illustration.alt}"`);
      expect(html).toContain(article.illustration.caption);
      expect(html).toContain(article.illustration.credit);
      expect(html).toContain(`<link rel="canonical" href="${SITE}/articles/${article.slug}"`);
    },
  );
});

describe('the rest', () => {
  it('an unknown address is a 404 that asks not to be indexed', async () => {
    for (const path of ['/no-such-page', '/articles/no-such-article', '/images/no-such-picture.svg']) {
      const { response, html } = await visit(path);
      expect(response.status).toBe(404);
      expect(html).toContain('<meta name="robots" content="noindex"');
    }
  });

  it('the feed lists every article with its excerpt', async () => {
    const { response, html: xml } = await visit('/feed.xml');
    expect(response.headers.get('Content-Type')).toBe('application/rss+xml; charset=utf-8');
    expect(xml.startsWith('<?xml version="1.0" encoding="utf-8"?> <rss ')).toBe(true);
    expect(xml.match(/<item>/g)).toHaveLength(articlesNewestFirst.length);
    for (const { slug, excerpt } of articlesNewestFirst) {
      expect(xml).toContain(`<link>${SITE}/articles/${slug}</link>`);
      expect(xml).toContain(excerpt.join(' '));
    }
  });

  it('answers HEAD as it answers GET, without a body', async () => {
    const paths = ['/', GATED];
    for (const path of paths) {
      const { response, html } = await visit(path, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(html).toBe('');
    }
  });
});
