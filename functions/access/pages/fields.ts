import { html } from 'hono/html';
import type { Speaker } from '../../../shared/words/speaker.ts';
import type { AccessRefusal } from '../refusals.ts';
import type { Html } from './layout.ts';
import { ENGLISH, refusalWords } from './words.ts';

/** Where an address is typed, with what is wrong with it. */
export function addressField(
  email = '',
  wrong?: AccessRefusal,
  autofocus = false,
  speaker: Speaker = ENGLISH,
): Html {
  return html`<label for="email">${speaker.say('signIn.address')}</label>
    <input
      id="email"
      name="email"
      type="email"
      autocomplete="email"
      required
      ${autofocus ? 'autofocus' : ''}
      dir="ltr"
      value="${email}"
      ${pointsAtAlert(wrong)}
    />
    ${alert(wrong, speaker)}`;
}

export function pointsAtAlert(wrong: AccessRefusal | undefined): Html | '' {
  return wrong ? html`aria-invalid="true" aria-describedby="wrong"` : '';
}

export function alert(wrong: AccessRefusal | undefined, speaker: Speaker = ENGLISH): Html | '' {
  return wrong
    ? html`<p id="wrong" class="alert" role="alert" data-code="${wrong}">${refusalWords(wrong, speaker)}</p>`
    : '';
}

/** What a reader is told when they come to a page. */
export function notice(words: string | undefined, code = ''): Html | '' {
  return words === undefined ? '' : html`<p class="notice" role="status" data-code="${code}">${words}</p>`;
}
