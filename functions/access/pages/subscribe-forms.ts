import { html } from 'hono/html';
import type { Plan, PriceOnSale } from '../../../shared/membership/catalogue.ts';
import type { AccessRefusal } from '../refusals.ts';
import { addressField, alert } from './fields.ts';
import type { Html } from './layout.ts';
import { priceWords } from './price-words.ts';

export interface Offer {
  readonly plan: Plan;
  /** Those of the plan that this reader can take, with the free days that they have. */
  readonly prices: readonly PriceOnSale[];
  readonly to: string;
  /** The address of who is signed in, with proof. */
  readonly signedInAs?: string | undefined;
  readonly email?: string | undefined;
  readonly wrong?: AccessRefusal;
}

/** What is sold, and to whom. */
export function offerForm(service: string, { plan, prices, to, signedInAs, email, wrong }: Offer): Html {
  const isTrial = prices.some(({ trialDays }) => trialDays !== undefined);
  return html`<form method="post" action="${service}/account/subscribe">
      <input type="hidden" name="plan" value="${plan.id}" />
      <input type="hidden" name="to" value="${to}" />
      ${priceField(prices)}
      <p class="quiet-text">
        Includes ${listWords(plan.features)}.
        ${isTrial && signedInAs === undefined ? 'The free days are for readers who have not had this plan before.' : ''}
      </p>
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
        <p>${plan.onSale.map(priceWords).join(', or ')}. Includes ${listWords(plan.features)}.</p>
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

export function accountButton(service: string, look: '' | 'quiet' = 'quiet'): Html {
  return html`<p><a class="button ${look}" href="${service}/account">Go to your account</a></p>`;
}

function priceField(prices: readonly PriceOnSale[]) {
  const [price, ...others] = prices;
  if (price === undefined) return '';
  if (others.length > 0) return priceChoice(prices);
  return html`<p class="price">${priceWords(price)}</p>
    <input type="hidden" name="lookup_key" value="${price.lookupKey}" />`;
}

function priceChoice(prices: readonly PriceOnSale[]) {
  return html`<fieldset>
    <legend>Choose how to pay</legend>
    ${prices.map(
      (price, index) =>
        html`<label
          ><input type="radio" name="lookup_key" value="${price.lookupKey}" ${index === 0 ? 'checked' : ''} />
          ${priceWords(price)}</label
        >`,
    )}
  </fieldset>`;
}

function listWords(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}
