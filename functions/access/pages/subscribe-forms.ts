import { html } from 'hono/html';
import { formatPrice } from '../../../client/src/prices.ts';
import type { Plan } from '../../../shared/membership/catalogue.ts';
import type { AccessRefusal } from '../refusals.ts';
import { addressField, alert } from './fields.ts';
import type { Html } from './layout.ts';

export interface Offer {
  readonly plan: Plan;
  readonly to: string;
  /** The address of who is signed in, with proof. */
  readonly signedInAs?: string | undefined;
  readonly email?: string | undefined;
  readonly wrong?: AccessRefusal;
}

/** What is sold, and to whom. */
export function offerForm(service: string, { plan, to, signedInAs, email, wrong }: Offer): Html {
  return html`<form method="post" action="${service}/account/subscribe">
      <input type="hidden" name="plan" value="${plan.id}" />
      <input type="hidden" name="to" value="${to}" />
      ${plan.onSale.length === 1 ? onePrice(plan) : priceChoice(plan)}
      <p class="quiet-text">Includes ${listWords(plan.features)}.</p>
      ${
        signedInAs === undefined
          ? addressField(email, wrong)
          : html`<p>You are signed in as <strong>${signedInAs}</strong>.</p>
              ${alert(wrong)}`
      }
      <button>Continue to payment</button>
    </form>
    ${
      signedInAs === undefined
        ? html`<h2>Already a subscriber?</h2>
            ${signInButton(service, to)}`
        : ''
    }`;
}

/** The plans on sale, each with its own page. */
export function planChoice(service: string, plans: readonly Plan[], to: string): Html {
  return html`${plans.map(
    (plan) =>
      html`<h2>${plan.name}</h2>
        <p>
          ${plan.onSale.map((price) => formatPrice(price)).join(', or ')}. Includes
          ${listWords(plan.features)}.
        </p>
        <p>
          <a class="button" href="${service}/account/subscribe?plan=${plan.id}&to=${encodeURIComponent(to)}"
            >Choose ${plan.name}</a
          >
        </p>`,
  )}`;
}

export function signInButton(service: string, to: string): Html {
  const url = `${service}/account/sign-in?to=${encodeURIComponent(to)}`;
  return html`<p><a class="button quiet" href="${url}">Sign in</a></p>`;
}

function onePrice(plan: Plan) {
  const [price] = plan.onSale;
  if (price === undefined) return '';
  return html`<p class="price">${formatPrice(price)}</p>
    <input type="hidden" name="lookup_key" value="${price.lookupKey}" />`;
}

function priceChoice(plan: Plan) {
  return html`<fieldset>
    <legend>Choose how to pay</legend>
    ${plan.onSale.map(
      (price, index) =>
        html`<label
          ><input type="radio" name="lookup_key" value="${price.lookupKey}" ${index === 0 ? 'checked' : ''} />
          ${formatPrice(price)}</label
        >`,
    )}
  </fieldset>`;
}

function listWords(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}
