import { paywallJsonLd } from '../../client/src/json-ld.ts';
import type { Article } from './article.ts';
import { SECTIONS } from './sections.ts';

/** The element that holds what only subscribers read; on a locked page it is empty, and the offer follows it. */
export const GATED_CLASS = 'gated';

/** Schema.org's NewsArticle as JSON-LD. It never holds the text, so it is the same locked and unlocked. */
export function newsArticle(article: Article, publicOrigin: string): string {
  const url = `${publicOrigin}/articles/${article.slug}`;
  return paywallJsonLd(
    {
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
    },
    ...(article.free ? [] : [`.${GATED_CLASS}`]),
  );
}
