import { html } from 'hono/html';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import type { Html } from './layout.ts';

/** Where an address is typed, with what is wrong with it. */
export function addressField(email = '', wrong?: AccessRefusal, autofocus = false): Html {
  return html`<label for="email">Your e-mail address</label>
    <input
      id="email"
      name="email"
      type="email"
      autocomplete="email"
      required
      ${autofocus ? 'autofocus' : ''}
      value="${email}"
      ${pointsAtAlert(wrong)}
    />
    ${alert(wrong)}`;
}

export function pointsAtAlert(wrong: AccessRefusal | undefined): Html | '' {
  return wrong ? html`aria-invalid="true" aria-describedby="wrong"` : '';
}

export function alert(wrong: AccessRefusal | undefined): Html | '' {
  return wrong
    ? html`<p id="wrong" class="alert" role="alert" data-code="${wrong}">${refusal(wrong).detail}</p>`
    : '';
}

/** What a reader is told when they come to a page. */
export function notice(words: string | undefined, code = ''): Html | '' {
  return words === undefined ? '' : html`<p class="notice" role="status" data-code="${code}">${words}</p>`;
}
