import { html } from 'hono/html';
import { accountUrl, signInUrl, subscribeUrl } from '../../../client/src/links.ts';
import type { Article } from '../article.ts';
import type { Html } from '../html.ts';
import type { LockedBecause } from '../meeting.ts';
import type { Offer } from '../offer.ts';
import { SECTIONS } from '../sections.ts';
import type { Visit } from './frame.ts';

const here = ({ publicOrigin, path }: Visit) => publicOrigin + path;

function price(offer: Offer): Html | '' {
  if (offer.kind !== 'priced') return '';
  const { planName, otherPrices, hasTrial } = offer;
  return html`<p class="price">
    ${offer.price}
    <span class="plan"
      >The ${planName} plan${hasTrial ? ', free days for readers who are new to it' : ''}</span
    >
    ${otherPrices.length === 0 ? '' : html`<span class="more">or ${otherPrices.join(', or ')}</span>`}
  </p>`;
}

function subscribe(offer: Offer, visit: Visit): Html {
  if (offer.kind === 'not_sold') return html`<p>This section is not on sale at the moment.</p>`;
  const plan = offer.kind === 'priced' ? offer.plan : undefined;
  const href = subscribeUrl(visit.issuer, { plan, to: here(visit) });
  const label = offer.kind === 'priced' && offer.passesOnly ? 'Get a pass' : 'Subscribe';
  return html`${price(offer)}
    <p><a class="button" href="${href}" rel="nofollow">${label}</a></p>`;
}

function signIn(visit: Visit): Html {
  const href = signInUrl(visit.issuer, { to: here(visit) });
  return html`<a href="${href}" rel="nofollow">Sign in</a>`;
}

const forSubscribers = (offer: Offer, visit: Visit) =>
  html`<h2 id="offer">Read on with a subscription</h2>
    <p>The rest of this article is for our subscribers. They pay for the reporting in it.</p>
    ${subscribe(offer, visit)}`;

const alreadySubscriber = (visit: Visit) => html`<p>Already a subscriber? ${signIn(visit)}</p>`;

function words(article: Article, why: LockedBecause, offer: Offer, visit: Visit): Html {
  switch (why) {
    case 'signed_out':
      return html`${forSubscribers(offer, visit)} ${alreadySubscriber(visit)}`;
    case 'session_ended':
      return html`${forSubscribers(offer, visit)}
        <p>You were signed in here, and that has ended. ${signIn(visit)} again to read on.</p>`;
    case 'token_refused':
      return html`<h2 id="offer">Please sign in again</h2>
        <p>We could not confirm your membership. If you have one, signing in will open this page.</p>
        ${subscribe(offer, visit)} ${alreadySubscriber(visit)}`;
    case 'not_entitled':
      return html`<h2 id="offer">Your membership does not cover ${SECTIONS[article.section].title}</h2>
        <p>You are signed in, but your plan or complimentary membership leaves this section out.</p>
        ${subscribe(offer, visit)}
        <p><a href="${accountUrl(visit.issuer)}">See what your membership covers</a></p>`;
    case 'nothing_held':
      return html`<h2 id="offer">You have no subscription in force</h2>
        <p>You are signed in, and the rest of this article is for our subscribers.</p>
        ${subscribe(offer, visit)}
        <p>
          Has a payment not arrived, or did you subscribe with another address?
          <a href="${accountUrl(visit.issuer)}">Your account says what to do</a>
        </p>`;
    case 'not_checked':
      return html`<h2 id="offer">We cannot check memberships just now</h2>
        <p>The fault is ours. Please try this page again in a few minutes.</p>`;
  }
}

/** What stands in the place of the text that the reader may not have. */
export function offerBox(article: Article, why: LockedBecause, offer: Offer, visit: Visit): Html {
  return html`<section class="offer" aria-labelledby="offer">${words(article, why, offer, visit)}</section>`;
}
