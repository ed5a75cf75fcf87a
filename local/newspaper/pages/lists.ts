import { html } from 'hono/html';
import type { Article } from '../article.ts';
import { time } from '../html.ts';
import type { Html } from '../html.ts';
import { FEATURES, SECTIONS } from '../sections.ts';
import type { Section } from '../sections.ts';
import { page } from './frame.ts';
import type { Visit } from './frame.ts';
import { teaser } from './teaser.ts';

/** Articles that stand beside the lead. */
const BESIDE_COUNT = 3;

const inSection = (section: Section, articles: readonly Article[]) =>
  articles.filter((article) => article.section === section);

function sectionBlock(section: Section, articles: readonly Article[]): Html | '' {
  const listed = inSection(section, articles);
  if (listed.length === 0) return '';
  return html`<section aria-labelledby="section-${section}">
    <h2 id="section-${section}"><a href="/${section}">${SECTIONS[section].title}</a></h2>
    ${listed.map((article) => teaser(article, 'listed'))}
  </section>`;
}

/** `articles` are newest first: the first leads, some stand beside it, the others follow by section. */
export function frontPage(visit: Visit, [lead, ...others]: readonly [Article, ...Article[]]): Html {
  const head = {
    title: 'The Fold',
    description: 'News, analysis, memos, reports and newsletters from Ostmere.',
  };
  const beside = others.slice(0, BESIDE_COUNT);
  const below = others.slice(BESIDE_COUNT);
  return page(
    visit,
    head,
    html`<div class="front">
      <h1 class="visually-hidden">The Fold</h1>
      <p class="edition">Edition of ${time(lead.publishedAt)}</p>
      <div class="above-the-fold">
        ${teaser(lead, 'lead')}
        <div class="second">${beside.map((article) => teaser(article, 'beside'))}</div>
      </div>
      <div class="below-the-fold">${FEATURES.map((section) => sectionBlock(section, below))}</div>
    </div>`,
  );
}

export function sectionPage(visit: Visit, section: Section, articles: readonly Article[]): Html {
  const { title, about } = SECTIONS[section];
  return page(
    visit,
    { title: `${title} | The Fold`, description: about, section },
    html`<div class="section-page">
      <h1>${title}</h1>
      <p class="standfirst">${about}</p>
      ${inSection(section, articles).map((article) => teaser(article, 'section'))}
    </div>`,
  );
}
