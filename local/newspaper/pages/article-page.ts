import { html } from 'hono/html';
import type { Article } from '../article.ts';
import { time } from '../html.ts';
import type { Html } from '../html.ts';
import type { Meeting } from '../meeting.ts';
import { SECTIONS } from '../sections.ts';
import { GATED_CLASS, newsArticle } from '../structured-data.ts';
import { block } from './blocks.ts';
import { page } from './frame.ts';
import type { Visit } from './frame.ts';
import { offerBox } from './offer-box.ts';
import { standing } from './standing.ts';

function picture({ slug, illustration }: Article): Html {
  return html`<figure class="illustration">
    <img src="/images/${slug}.svg" alt="${illustration.alt}" width="1200" height="675" />
    <figcaption>${illustration.caption} <span class="credit">${illustration.credit}</span></figcaption>
  </figure>`;
}

/** What follows the excerpt. Only here is the rest of the text read. */
function rest(article: Article, meeting: Meeting, visit: Visit): Html {
  switch (meeting.state) {
    case 'free':
      return html`${article.body.map(block)}`;
    case 'unlocked':
      return html`<div class="${GATED_CLASS}">${article.body.map(block)}</div>`;
    case 'locked':
      return html`<div class="${GATED_CLASS}"></div>
        ${offerBox(article, meeting.why, meeting.offer, visit)}`;
  }
}

export function articlePage(article: Article, meeting: Meeting, visit: Visit): Html {
  const section = SECTIONS[article.section];
  const head = {
    title: `${article.headline} | The Fold`,
    description: article.standfirst,
    section: article.section,
    structuredData: newsArticle(article, visit.publicOrigin),
    ...(article.free ? {} : { robots: 'noarchive' }),
  };
  return page(
    visit,
    head,
    html`<article class="story" data-state="${meeting.state}">
      <header>
        <p class="kicker">
          <a href="/${article.section}">${section.title}</a>
          ${article.free ? html`<span class="free">Free to read</span>` : ''}
        </p>
        <h1>${article.headline}</h1>
        <p class="standfirst">${article.standfirst}</p>
        <p class="byline">
          By <strong>${article.author.name}</strong>, ${article.author.role}
          ${time(article.publishedAt, true)}
        </p>
        ${meeting.state === 'unlocked' ? standing(meeting.why, visit.issuer) : ''}
      </header>
      ${picture(article)}
      <div class="text">${article.excerpt.map(block)} ${rest(article, meeting, visit)}</div>
    </article>`,
  );
}
