import { html } from 'hono/html';
import type { Reason } from '../../../client/src/claims.ts';
import { accountUrl } from '../../../client/src/links.ts';
import type { Html } from '../html.ts';

type PlainReason = Exclude<Reason, 'grace'>;

const WITH: Readonly<Record<PlainReason, string>> = {
  subscription: 'your subscription',
  trial: 'your free trial',
  comp: 'a complimentary membership',
  gift: 'a gift subscription',
  pass: 'a pass',
  group: 'your organisation’s membership',
};

/** The line under an unlocked article's headline: why it reads. */
export function standing(why: Reason | undefined, issuer: string): Html {
  if (why === 'grace') {
    return html`<p class="standing standing-grace">
      Your last payment did not go through. You can still read for a few days, in grace:
      <a href="${accountUrl(issuer)}">please update your card</a>.
    </p>`;
  }
  const words = why === undefined ? 'your membership' : WITH[why];
  const ends = why === 'trial' || why === 'pass';
  return html`<p class="standing">
    You read this with ${words}. ${ends ? html`<a href="${accountUrl(issuer)}">See when it ends</a>` : ''}
  </p>`;
}
