import { html } from 'hono/html';
import type { Article } from '../article.ts';
import { time } from '../html.ts';
import type { Html } from '../html.ts';
import { SECTIONS } from '../sections.ts';

/** Where a teaser stands: at the top, beside the top, under its section's heading, or on its section's page. */
export type TeaserPlace = 'lead' | 'beside' | 'listed' | 'section';

/** It says nothing there that the headline does not, so its `alt` is empty. */
function picture(article: Article): Html {
  return html`<img src="/images/${article.slug}.svg" alt="" width="1200" height="675" />`;
}

const LOCK = html`<svg class="lock" viewBox="0 0 12 14" aria-hidden="true">
  <path d="M3 6V4a3 3 0 0 1 6 0v2" />
  <rect x="1" y="6" width="10" height="7" rx="1" />
</svg>`;

/** Who may read it; the section is named where the place does not name it already. */
function kicker(article: Article, place: TeaserPlace): Html {
  const named = place === 'lead' || place === 'beside';
  return html`<p class="kicker">
    ${named ? SECTIONS[article.section].title : ''}
    ${
      article.free
        ? html`<span class="free">Free to read</span>`
        : html`<span class="subscribers">${LOCK} Subscribers</span>`
    }
  </p>`;
}

export function teaser(article: Article, place: TeaserPlace): Html {
  const link = html`<a href="/articles/${article.slug}">${article.headline}</a>`;
  return html`<article class="teaser teaser-${place}">
    ${place === 'listed' ? '' : picture(article)}
    <div>
      ${kicker(article, place)} ${place === 'listed' ? html`<h3>${link}</h3>` : html`<h2>${link}</h2>`}
      <p class="standfirst">${article.standfirst}</p>
      ${place === 'lead' ? html`<p>${article.excerpt[0]}</p>` : ''}
      <p class="byline">${article.author.name}, ${time(article.publishedAt)}</p>
    </div>
  </article>`;
}
