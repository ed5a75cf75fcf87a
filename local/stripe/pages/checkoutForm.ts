import { html } from 'hono/html';
import { asksForMeans, givenEmail } from '../billing/checkout.ts';
import { money } from '../money.ts';
import { IBAN_THAT_FAILS, IBAN_THAT_PAYS } from '../objects/sepaDebit.ts';
import { CHECKOUT_STYLE } from './checkoutStyle.ts';
import { checkoutSummary } from './checkoutSummary.ts';
import { page } from './layout.ts';
import type { PaymentResult } from '../billing/checkout.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

type Problem = Extract<PaymentResult, { kind: 'declined' | 'invalid' }>;

/** What the form holds, as it was typed. */
export interface CheckoutFields {
  readonly email: string;
  readonly name: string;
  readonly means: string;
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
  readonly iban: string;
}

/** The order and the form that pays for it, with what was wrong in the last try. */
export function checkoutForm(
  world: World,
  session: Stripe.Checkout.Session,
  fields: CheckoutFields,
  problem?: Problem,
): Html {
  const codeProblem = problem?.kind === 'invalid' && problem.field === 'code' ? problem.message : undefined;
  return page({
    title: 'Checkout',
    style: CHECKOUT_STYLE,
    body: html`<div class="checkout">
      <div>
        ${checkoutSummary(world, session, codeProblem)}
        ${session.cancel_url === null ? '' : html`<p><a href="${session.cancel_url}">Back without paying</a></p>`}
      </div>
      <div>
        ${paymentForm(world, session, fields, codeProblem === undefined ? problem : undefined)}
        ${asksForMeans(session) ? testNumbers(session) : ''}
      </div>
    </div>`,
  });
}

function paymentForm(
  world: World,
  session: Stripe.Checkout.Session,
  fields: CheckoutFields,
  problem: Problem | undefined,
): Html {
  const email = givenEmail(world, session);
  const wrong = problem?.kind === 'invalid' ? problem.field : problem && 'number';
  const input = (field: Omit<Field, 'value'>) =>
    inputField({ ...field, value: fields[field.name], invalid: wrong === field.name });
  return html`<form class="card" method="post" action="/c/pay/${session.id}" novalidate>
    ${problem === undefined ? '' : html`<p class="error" id="problem" role="alert">${problem.message}</p>`}
    ${
      email === null
        ? input({ name: 'email', label: 'Email', autocomplete: 'email', type: 'email' })
        : html`<p class="quiet" style="margin:0">Paying as</p>
            <p style="margin:0"><strong>${email}</strong></p>`
    }
    ${asksForMeans(session) ? meansFields(session, fields, input) : ''}
    ${input({ name: 'name', label: 'Name', autocomplete: 'name' })}
    <button class="primary wide">${buttonText(session)}</button>
    ${
      session.mode === 'subscription'
        ? html`<p class="fine">It renews by itself until you cancel. You can cancel at any time.</p>`
        : ''
    }
  </form>`;
}

function buttonText(session: Stripe.Checkout.Session): string {
  const due = money(session.amount_total ?? 0, session.currency ?? 'usd');
  if (session.mode === 'payment') return session.amount_total === 0 ? 'Complete order' : `Pay ${due}`;
  return session.amount_total === 0 ? 'Start now' : `Subscribe and pay ${due}`;
}

/** Both ways to pay are on the page; which is shown is the radio button's to say. */
function meansFields(
  { payment_method_types: types }: Stripe.Checkout.Session,
  { means }: CheckoutFields,
  input: (field: Omit<Field, 'value'>) => Html,
): Html {
  const card = html`<div class="panel-card">
    ${input({ name: 'number', label: 'Card number', autocomplete: 'cc-number', digits: true })}
    <div class="pair">
      <div>${input({ name: 'expiry', label: 'Expiry', autocomplete: 'cc-exp', digits: true })}</div>
      <div>${input({ name: 'cvc', label: 'CVC', autocomplete: 'cc-csc', digits: true })}</div>
    </div>
  </div>`;
  const debit = html`<div class="panel-sepa">
    ${input({ name: 'iban', label: 'IBAN', autocomplete: 'off' })}
    <p class="fine">
      By paying you let the seller debit this account once, and again whenever a subscription renews. It takes
      a few days.
    </p>
  </div>`;
  if (!types.includes('sepa_debit')) return html`<input type="hidden" name="means" value="card" />${card}`;
  if (!types.includes('card')) return html`<input type="hidden" name="means" value="sepa_debit" />${debit}`;
  const radio = (id: string, value: string, label: string) =>
    html`<label for="${id}"
      ><input type="radio" id="${id}" name="means" value="${value}" ${means === value ? 'checked' : ''} />
      ${label}</label
    >`;
  return html`<fieldset class="means">
      <legend>Pay by</legend>
      ${radio('means-card', 'card', 'Card')} ${radio('means-sepa', 'sepa_debit', 'SEPA debit')}
    </fieldset>
    ${card} ${debit}`;
}

const CARDS: readonly (readonly [string, string])[] = [
  ['4242 4242 4242 4242', 'pays'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0027 6000 3184', 'asks you to authenticate'],
  ['4000 0000 0000 0341', 'pays now, fails when it renews'],
  ['4000 0000 0000 0259', 'pays, then the payment is disputed'],
  ['4000 0000 0000 1976', 'pays, then the bank inquires'],
];
const IBANS: readonly (readonly [string, string])[] = [
  [IBAN_THAT_PAYS, 'pays in the end'],
  [IBAN_THAT_FAILS, 'fails in the end'],
];

function testNumbers({ payment_method_types: types }: Stripe.Checkout.Session): Html {
  const numbers = [...(types.includes('card') ? CARDS : []), ...(types.includes('sepa_debit') ? IBANS : [])];
  return html`<details>
    <summary>Test numbers</summary>
    <table>
      ${numbers.map(
        ([number, what]) =>
          html`<tr>
            <th scope="row">${number}</th>
            <td>${what}</td>
          </tr>`,
      )}
    </table>
  </details>`;
}

interface Field {
  readonly name: Exclude<keyof CheckoutFields, 'means'>;
  readonly label: string;
  readonly value: string;
  readonly autocomplete: string;
  readonly type?: string;
  readonly digits?: boolean;
}

function inputField(field: Field & { invalid: boolean }): Html {
  const { name, label, value, autocomplete, type = 'text', digits = false, invalid } = field;
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      ${digits ? html`inputmode="numeric"` : ''}
      ${invalid ? html`aria-invalid="true" aria-describedby="problem"` : ''}
      required
    />`;
}
