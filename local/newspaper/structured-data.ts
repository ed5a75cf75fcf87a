import type { Article } from './article.ts';
import { SECTIONS } from './sections.ts';

/** The element that holds what only subscribers read; on a locked page the offer stands in its place. */
export const GATED_CLASS = 'gated';

/**
 * Schema.org's NewsArticle, with paid parts declared as search engines ask.
 * https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
 * It never holds the text, so it is the same locked and unlocked.
 */
export function newsArticle(article: Article, publicOrigin: string): object {
  const url = `${publicOrigin}/articles/${article.slug}`;
  const paidPart = {
    '@type': 'WebPageElement',
    isAccessibleForFree: false,
    cssSelector: `.${GATED_CLASS}`,
  };
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: article.headline,
    description: article.standfirst,
    url,
    mainEntityOfPage: url,
    datePublished: article.publishedAt,
    articleSection: SECTIONS[article.section].title,
    author: { '@type': 'Person', name: article.author.name },
    publisher: { '@type': 'NewsMediaOrganization', name: 'The Fold', url: publicOrigin },
    image: `${publicOrigin}/images/${article.slug}.svg`,
    isAccessibleForFree: article.free,
    ...(article.free ? {} : { hasPart: paidPart }),
  };
}

/** JSON for a script element: `<` is written as an escape, so that no value can close the element. */
export function scriptJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
