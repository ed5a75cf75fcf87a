import { html } from 'hono/html';
import { accountUrl, signInUrl, subscribeUrl } from '../../../client/src/links.ts';
import type { Article } from '../article.ts';
import type { Html } from '../html.ts';
import type { Offer } from '../offer.ts';
import { SECTIONS } from '../sections.ts';
import type { Visit } from './frame.ts';

export type LockedBecause = 'signed_out' | 'token_refused' | 'not_entitled';

function invitation(why: LockedBecause, article: Article): Html {
  const { title } = SECTIONS[article.section];
  switch (why) {
    case 'signed_out':
      return html`<h2 id="offer">Read on with a subscription</h2>
        <p>The rest of this article is for our subscribers. They pay for the reporting in it.</p>`;
    case 'token_refused':
      return html`<h2 id="offer">Please sign in again</h2>
        <p>
          We could not confirm your membership this time. If you have one, signing in will open this page.
        </p>`;
    case 'not_entitled':
      return html`<h2 id="offer">Your membership does not cover ${title}</h2>
        <p>You are signed in, but your plan or complimentary membership leaves this section out.</p>`;
  }
}

function subscribe(offer: Offer, visit: Visit): Html {
  if (offer.kind === 'not_sold') return html`<p>This section is not on sale at the moment.</p>`;
  const href = subscribeUrl(visit.issuer, { plan: offer.plan, to: visit.publicOrigin + visit.path });
  return html`${offer.kind === 'priced' ? html`<p class="price">Only ${offer.price} <span class="plan">The ${offer.planName} plan</span></p>` : ''}
    <p><a class="button" href="${href}" rel="nofollow">Subscribe</a></p>`;
}

function alternative(why: LockedBecause, visit: Visit): Html {
  return why === 'not_entitled'
    ? html`<p><a href="${accountUrl(visit.issuer)}">See what your membership covers</a></p>`
    : html`<p>
        Already a subscriber?
        <a href="${signInUrl(visit.issuer, { to: visit.publicOrigin + visit.path })}" rel="nofollow"
          >Sign in</a
        >
      </p>`;
}

/** What stands in the place of the text that the reader may not have. */
export function offerBox(article: Article, why: LockedBecause, offer: Offer, visit: Visit): Html {
  return html`<section class="offer" aria-labelledby="offer">
    ${invitation(why, article)} ${subscribe(offer, visit)} ${alternative(why, visit)}
  </section>`;
}
