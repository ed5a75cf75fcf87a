import { html } from 'hono/html';
import type { AccessRefusal } from '../refusals.ts';
import { addressField, alert, pointsAtAlert } from './fields.ts';
import type { Html } from './layout.ts';

/** Asks for the address. */
export function addressForm(
  service: string,
  shown: { readonly to?: string | undefined; readonly email?: string; readonly wrong?: AccessRefusal },
): Html {
  const { to, email = '', wrong } = shown;
  return html`<p>We send a code to your address. There is no password.</p>
    <form method="post" action="${service}/account/sign-in">
      ${to === undefined ? '' : html`<input type="hidden" name="to" value="${to}" />`}
      ${addressField(email, wrong, true)}
      <button>Send me a code</button>
    </form>`;
}

/** Asks for the code that was sent. */
export function codeForm(service: string, sentTo: string, wrong: AccessRefusal | undefined): Html {
  return html`<p>
      We have sent a six-digit code to <strong>${sentTo}</strong>. It is good for 15 minutes, in this browser.
      The mail has a link, too, for another device.
    </p>
    <form method="post" action="${service}/account/sign-in/code">
      <label for="code">Six-digit code</label>
      <input
        id="code"
        class="code"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        required
        autofocus
        ${pointsAtAlert(wrong)}
      />
      ${alert(wrong)}
      <button>Sign in</button>
    </form>
    ${againForm(service)}
    <p class="quiet-text"><a href="${service}/account/sign-in">Use another address</a></p>`;
}

/** Sends another code to the address that this browser asked for. */
export function againForm(service: string): Html {
  return html`<form method="post" action="${service}/account/sign-in/again">
    <button class="quiet">Send a new code</button>
  </form>`;
}

/** What a link opens: it names whom it would sign in, and asks. */
export function linkForm(service: string, address: string, token: string): Html {
  return html`<p>You are about to sign in on this device as <strong>${address}</strong>.</p>
    <p class="quiet-text">Did you not ask for this, or is this not your address? Then close this page.</p>
    <form method="post" action="${service}/account/sign-in/link">
      <input type="hidden" name="token" value="${token}" />
      <button>Sign in</button>
    </form>`;
}
