import { html } from 'hono/html';
import type { Html } from '../html.ts';
import { page } from './frame.ts';
import type { Visit } from './frame.ts';

export function aboutPage(visit: Visit): Html {
  const head = { title: 'About us | The Fold', description: 'Who makes The Fold, and who pays for it.' };
  return page(
    visit,
    head,
    html`<div class="story text">
      <h1>About The Fold</h1>
      <p>
        The Fold is made by twenty people in two rooms above a chandler’s shop in Port Senning. We cover
        Ostmere: its harbour, its hills, its one river and the five offices that run it.
      </p>
      <p>
        Our readers pay for this. One subscription covers everything we publish, and there is no advertising.
        Some articles are free for all, because the town needs them on the day; they say so at the top.
      </p>
      <h2>How the lock works</h2>
      <p>
        The first paragraphs of every article are open. The rest stays on our server until your browser shows
        us a signed token which says that you hold the section. We check the signature ourselves and ask
        nobody. The token carries no name and no address, and it ends after ten minutes; your browser fetches
        the next one.
      </p>
      <h2>Corrections</h2>
      <p>
        If we got it wrong, write to <a href="mailto:readers@thefold.example">readers@thefold.example</a>. We
        correct at the foot of the article, with the hour, and we do not tidy away what we first said.
      </p>
    </div>`,
  );
}

export function notFoundPage(visit: Visit): Html {
  const head = { title: 'Not found | The Fold', description: 'There is no such page.', robots: 'noindex' };
  return page(
    visit,
    head,
    html`<div class="story text">
      <h1>There is no such page</h1>
      <p>The address may be mistyped, or the page was never here. We do not take articles down.</p>
      <p><a href="/">Back to the front page</a></p>
    </div>`,
  );
}
