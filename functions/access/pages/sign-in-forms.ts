import { html } from 'hono/html';
import { CHALLENGE_LIFETIME_SECONDS } from '../../../shared/identity/sign-in.ts';
import type { Challenge } from '../../../shared/identity/sign-in.ts';
import type { Speaker } from '../../../shared/words/speaker.ts';
import { sayHtml } from '../../http/say-html.ts';
import type { AccessRefusal } from '../refusals.ts';
import { addressField, alert, pointsAtAlert } from './fields.ts';
import type { Html } from './layout.ts';

/** What every form of signing in is written with. */
export interface Pen {
  /** The service's URL. */
  readonly service: string;
  readonly speaker: Speaker;
}

/** Asks for the address. */
export function addressForm(
  { service, speaker }: Pen,
  shown: { readonly to?: string | undefined; readonly email?: string; readonly wrong?: AccessRefusal },
): Html {
  const { to, email = '', wrong } = shown;
  return html`<p>${speaker.say('signIn.said')}</p>
    <form method="post" action="${service}/account/sign-in">
      ${returnField(to)} ${addressField(email, wrong, true, speaker)}
      <button>${speaker.say('signIn.button')}</button>
    </form>`;
}

/** Asks for the code that was sent. */
export function codeForm(pen: Pen, sentTo: string, wrong: AccessRefusal | undefined): Html {
  const { service, speaker } = pen;
  const address = html`<strong>${sentTo}</strong>`;
  const minutes = String(CHALLENGE_LIFETIME_SECONDS / 60);
  return html`<p>${sayHtml(speaker, 'code.sent', { address, minutes })}</p>
    <form method="post" action="${service}/account/sign-in/code">
      <label for="code">${speaker.say('code.label')}</label>
      <input
        id="code"
        class="code"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        dir="ltr"
        required
        autofocus
        ${pointsAtAlert(wrong)}
      />
      ${alert(wrong, speaker)}
      <button>${speaker.say('code.button')}</button>
    </form>
    ${againForm(pen)}
    <p class="quiet-text">${speaker.say('code.missing')}</p>
    <p class="quiet-text"><a href="${service}/account/sign-in">${speaker.say('code.otherAddress')}</a></p>`;
}

/** Sends another code to the address that this browser asked for. */
export function againForm({ service, speaker }: Pen): Html {
  return html`<form method="post" action="${service}/account/sign-in/again">
    <button class="quiet">${speaker.say('code.again')}</button>
  </form>`;
}

/** What a link opens: it names whom it would sign in, and asks. */
export function linkForm({ service, speaker }: Pen, sentTo: string, token: string): Html {
  const address = html`<strong>${sentTo}</strong>`;
  return html`<p>${sayHtml(speaker, 'link.said', { address })}</p>
    <p class="quiet-text">${speaker.say('link.unasked')}</p>
    <form method="post" action="${service}/account/sign-in/link">
      <input type="hidden" name="token" value="${token}" />
      <button>${speaker.say('link.button')}</button>
    </form>`;
}

/** The way from a link that is over to a new one: to the address it was sent to, which its holder knows, or to any. */
export function anewForm(pen: Pen, challenge: Challenge | undefined): Html {
  if (challenge === undefined) return addressForm(pen, {});
  const { service, speaker } = pen;
  const { text } = challenge.address;
  return html`<form method="post" action="${service}/account/sign-in">
      ${returnField(challenge.to)}
      <input type="hidden" name="email" value="${text}" />
      <button>${sayHtml(speaker, 'link.anew', { address: text })}</button>
    </form>
    <p class="quiet-text"><a href="${service}/account/sign-in">${speaker.say('code.otherAddress')}</a></p>`;
}

function returnField(to: string | undefined): Html | '' {
  return to === undefined ? '' : html`<input type="hidden" name="to" value="${to}" />`;
}
