import { html } from 'hono/html';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { maskAddress } from '../../../shared/identity/address.ts';
import { unproved } from '../../../shared/identity/address-change.ts';
import type { AddressChange, WhichAddress } from '../../../shared/identity/address-change.ts';
import type { AccessRefusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import { alert, pointsAtAlert } from './fields.ts';
import type { Html } from './layout.ts';

interface Shown {
  readonly address: string | undefined;
  readonly isProved: boolean;
  readonly email: string;
  readonly wrong: AccessRefusal | undefined;
}

/** Asks for the new address. Who has not proved the old one is shown a mask of it. */
export function newAddressForm(
  { hosts: { service }, publication: { supportEmail } }: GatefoldConfig,
  { address, isProved, email, wrong }: Shown,
): Html {
  const now = address === undefined ? '' : isProved ? address : maskAddress(address);
  return html`<p>
      ${
        address === undefined
          ? 'There is no address with this account yet.'
          : html`${isProved ? 'You sign in with' : 'This account is for'} <strong>${now}</strong>.`
      }
      ${
        isProved
          ? 'We send a code there and a code to the new address; with both, it is changed. You stay signed in where you are.'
          : 'Was that mistyped? Give the right one, and we send a code to it.'
      }
    </p>
    <form method="post" action="${service}/account/address">
      <label for="email">Your ${isProved ? 'new' : 'right'} e-mail address</label>
      <input
        id="email"
        name="email"
        type="email"
        dir="ltr"
        autocomplete="email"
        required
        autofocus
        value="${email}"
        ${pointsAtAlert(wrong)}
      />
      ${alert(wrong)}
      <button>${isProved ? 'Send both codes' : 'Send me a code'}</button>
    </form>
    ${
      isProved
        ? html`<p class="quiet-text">
            Can you no longer read mail at ${now}? Write to
            <a href="mailto:${supportEmail}">${supportEmail}</a>.
          </p>`
        : ''
    }
    <p class="quiet-text"><a href="${service}/account">Back to your account</a></p>`;
}

/** Takes the codes, one at a time or together; what has agreed is not asked for again. */
export function bothCodesForm(
  { hosts: { service } }: GatefoldConfig,
  change: AddressChange,
  wrong: Partial<Record<WhichAddress, AccessRefusal>>,
): Html {
  const waiting = unproved(change);
  const both = change.oldChallenge !== undefined;
  return html`<p>
      The ${both ? 'codes are' : 'code is'} good for 15 minutes, in this browser.
      ${both ? 'Type one now and the other later, or both at once.' : ''}
    </p>
    <form method="post" action="${service}/account/address/codes">
      ${both ? codeField('old', change.from ?? '', waiting, wrong.old) : ''}
      ${codeField('new', change.to.text, waiting, wrong.new)}
      <button>${both ? 'Change my address' : 'Correct my address'}</button>
    </form>
    <p class="quiet-text">
      No mail? Look among the unwanted, or <a href="${service}/account/address/new">begin again</a>.
      <a href="${service}/account">Leave it as it is</a>.
    </p>`;
}

function codeField(
  which: WhichAddress,
  address: string,
  waiting: readonly WhichAddress[],
  wrong: AccessRefusal | undefined,
): Html {
  if (!waiting.includes(which)) return html`<p class="agreed"><strong>${address}</strong> has agreed.</p>`;
  const id = `code-${which}`;
  return html`<div class="field">
    <label for="${id}">Code sent to ${address}</label>
    <input
      id="${id}"
      class="code"
      name="${which}"
      dir="ltr"
      inputmode="numeric"
      autocomplete="one-time-code"
      ${waiting.length === 1 ? 'required' : ''}
      ${waiting[0] === which ? 'autofocus' : ''}
      ${wrong === undefined ? '' : html`aria-invalid="true" aria-describedby="${id}-wrong"`}
    />
    ${
      wrong === undefined
        ? ''
        : html`<p id="${id}-wrong" class="alert" role="alert" data-code="${wrong}">${codeWords(wrong)}</p>`
    }
  </div>`;
}

/** A change has no link to fall back on. */
function codeWords(wrong: AccessRefusal): string {
  return wrong === 'code_limit'
    ? 'Too many wrong codes for this address today. Try again tomorrow.'
    : refusal(wrong).detail;
}

/** The ways on where an address, or what came to it, belongs to somebody else: nothing is ever merged. */
export function takenWays({ hosts: { service }, publication: { supportEmail } }: GatefoldConfig): Html {
  return html`<p>
      Two accounts are never joined by themselves. If both are yours, write to
      <a href="mailto:${supportEmail}">${supportEmail}</a>, or sign in with the other address.
    </p>
    <p><a class="button" href="${service}/account">Back to your account</a></p>
    <p><a class="button quiet" href="${service}/account/sign-in">Sign in with the other address</a></p>`;
}
