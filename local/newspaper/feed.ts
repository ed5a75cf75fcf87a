import { html, raw } from 'hono/html';
import type { Article } from './article.ts';
import type { Html } from './html.ts';
import { SECTIONS } from './sections.ts';

const DECLARATION = raw('<?xml version="1.0" encoding="utf-8"?>\n');

function item(article: Article, publicOrigin: string): Html {
  const url = `${publicOrigin}/articles/${article.slug}`;
  return html`<item>
    <title>${article.headline}</title>
    <link>${url}</link>
    <guid isPermaLink="true">${url}</guid>
    <dc:creator>${article.author.name}</dc:creator>
    <category>${SECTIONS[article.section].title}</category>
    <pubDate>${new Date(article.publishedAt).toUTCString()}</pubDate>
    <description>${article.excerpt.join('\n\n')}</description>
  </item>`;
}

/** RSS 2.0, with excerpts only: feed readers carry no token. */
export function feed(articles: readonly Article[], publicOrigin: string): Html {
  return html`${DECLARATION}<rss
      version="2.0"
      xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:dc="http://purl.org/dc/elements/1.1/"
    >
      <channel>
        <title>The Fold</title>
        <link>${publicOrigin}/</link>
        <description>The first paragraphs of everything The Fold publishes.</description>
        <language>en-GB</language>
        <atom:link href="${publicOrigin}/feed.xml" rel="self" type="application/rss+xml" />
        ${articles.map((article) => item(article, publicOrigin))}
      </channel>
    </rss>`;
}
