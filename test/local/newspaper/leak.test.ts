/**
 * What is paid for leaves the server only for those who have paid.
 * - No sentence after the excerpt occurs in any locked page, in its JSON-LD, in a list or in the feed.
 * - Each of those sentences does reach a reader who holds the section: the check above can fail.
 * - A token for every other section opens none of them.
 * - No gated page, locked or not, may be kept by any cache (threats, row 61).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { articlesNewestFirst } from '../../../local/newspaper/articles/index.ts';
import { FEATURES } from '../../../local/newspaper/sections.ts';
import { openNewspaper } from './reader.ts';
import type { Visit } from './reader.ts';
import { startService } from './service.ts';
import type { Service } from './service.ts';
import { paidSentences } from './text.ts';

const gated = articlesNewestFirst.filter((article) => !article.free);

let service: Service;
let visit: Visit;
beforeAll(async () => {
  service = await startService();
  visit = openNewspaper(service);
});
afterAll(() => service[Symbol.asyncDispose]());

it('every section has at least two articles behind the lock', () => {
  for (const section of FEATURES) {
    expect(gated.filter((article) => article.section === section).length).toBeGreaterThanOrEqual(2);
  }
});

describe.each(gated)('$slug', (article) => {
  const path = `/articles/${article.slug}`;
  const sentences = paidSentences(article);

  it('has a real excerpt, and much more behind it', () => {
    expect(article.excerpt.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeGreaterThan(20);
  });

  it('says none of it while locked', async () => {
    const otherSections = FEATURES.filter((feature) => feature !== article.section);
    const strangers = [{}, { token: service.token(otherSections) }, { token: service.forgedToken(FEATURES) }];
    for (const holding of strangers) {
      const { response, html } = await visit(path, holding);
      expect(html).toContain(article.excerpt.at(-1));
      expect(sentences.filter((sentence) => html.includes(sentence))).toEqual([]);
      expect(response.headers.get('Cache-Control')).toBe('private, no-store');
      expect(response.headers.get('Vary')).toMatch(/\bCookie\b/);
    }
  });

  it('says all of it to a reader who holds the section', async () => {
    const { response, html } = await visit(path, { token: service.token([article.section]) });
    expect(sentences.filter((sentence) => !html.includes(sentence))).toEqual([]);
    expect(response.headers.get('Cache-Control')).toBe('private, no-store');
    expect(response.headers.get('Vary')).toMatch(/\bCookie\b/);
  });
});

it.each(['/', '/feed.xml', '/about', '/no-such-page', ...FEATURES.map((section) => `/${section}`)])(
  'no paid sentence is on %s, even for a subscriber',
  async (path) => {
    const { html } = await visit(path, { token: service.token(FEATURES) });
    const found = gated.flatMap(paidSentences).filter((sentence) => html.includes(sentence));
    expect(found).toEqual([]);
  },
);

it('the page after an unlocked one is locked again for the next reader', async () => {
  const [article] = gated;
  const path = `/articles/${article?.slug ?? ''}`;
  const unlocked = await visit(path, { token: service.token(FEATURES) });
  const next = await visit(path);
  expect(unlocked.html).not.toContain('Read on with a subscription');
  expect(next.html).toContain('Read on with a subscription');
});
