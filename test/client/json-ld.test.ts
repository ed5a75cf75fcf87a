/**
 * Claims: a page's structured data says which part of it is paid for, as search engines ask, gives none of the paid
 * text away, and no headline can break out of its script element.
 */
import { expect, test } from 'vitest';
import { paywallJsonLd } from '../../client/src/json-ld.ts';

const page = { '@type': 'NewsArticle', headline: 'Ten years of the Durn' };

test('a paid part is named by its class', () => {
  expect(JSON.parse(paywallJsonLd(page, '.gated'))).toEqual({
    '@context': 'https://schema.org',
    ...page,
    isAccessibleForFree: false,
    hasPart: { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: '.gated' },
  });
});

test('several parts are a list, and a free page has none', () => {
  const { hasPart } = JSON.parse(paywallJsonLd(page, '.gated', '.figures')) as { hasPart: unknown };
  expect(hasPart).toMatchObject([{ cssSelector: '.gated' }, { cssSelector: '.figures' }]);
  expect(JSON.parse(paywallJsonLd(page))).toEqual({
    '@context': 'https://schema.org',
    ...page,
    isAccessibleForFree: true,
  });
});

test('no value closes the script element, or opens a comment in it', () => {
  const headline = '</script><script>alert(1)</script><!--';
  const text = paywallJsonLd({ ...page, headline }, '.gated');
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toMatchObject({ headline });
});

test.each([
  ['the text itself', { ...page, articleBody: 'All of it' }, '.gated'],
  ['a selector that is not a class', page, '#main p'],
])('%s is refused', (_, properties, selector) => {
  expect(() => paywallJsonLd(properties, selector)).toThrow(
    expect.objectContaining({ code: 'configuration_invalid' }),
  );
});

test('a free page may say its text', () => {
  expect(paywallJsonLd({ ...page, articleBody: 'All of it' })).toContain('All of it');
});
