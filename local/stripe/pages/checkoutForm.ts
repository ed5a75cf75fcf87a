import { html } from 'hono/html';
import { asksForMeans, givenEmail } from '../billing/checkout.ts';
import { orderOf } from '../billing/purchase.ts';
import { money } from '../money.ts';
import { CHECKOUT_STYLE } from './checkoutStyle.ts';
import { checkoutSummary } from './checkoutSummary.ts';
import { page } from './layout.ts';
import { testNumbers } from './testNumbers.ts';
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
  /** A promotion code. */
  readonly code: string;
}

/** The order and the form that pays for it, with what was wrong in the last try. */
export function checkoutForm(
  world: World,
  session: Stripe.Checkout.Session,
  fields: CheckoutFields,
  problem?: Problem,
): Html {
  const codeProblem =
    problem?.kind === 'invalid' && problem.field === 'code'
      ? { typed: fields.code, message: problem.message }
      : undefined;
  return page({
    title: 'Checkout',
    style: CHECKOUT_STYLE,
    body: html`<div class="checkout">
      <div>
        ${checkoutSummary(world, session, codeProblem)}
        ${session.cancel_url === null ? '' : html`<p class="back"><a href="${session.cancel_url}">Back without paying</a></p>`}
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
        : html`<div class="payer">
            <p class="quiet">Paying as</p>
            <p><strong>${email}</strong></p>
          </div>`
    }
    ${asksForMeans(session) ? meansFields(session, fields, input) : ''}
    ${input({ name: 'name', label: 'Name', autocomplete: 'name' })}
    <button class="primary wide">${buttonText(world, session)}</button>
    ${
      session.mode === 'subscription'
        ? html`<p class="fine">It renews by itself until you cancel. You can cancel at any time.</p>`
        : ''
    }
  </form>`;
}

function buttonText(world: World, session: Stripe.Checkout.Session): string {
  const due = money(session.amount_total ?? 0, session.currency ?? 'usd');
  if (session.mode === 'payment') return session.amount_total === 0 ? 'Complete order' : `Pay ${due}`;
  if (orderOf(world, session).subscription.trial !== undefined) return 'Start trial';
  return session.amount_total === 0 ? 'Subscribe' : `Subscribe and pay ${due}`;
}

/** Both ways to pay are on the page; which is shown is the radio button's to say. */
function meansFields(
  { mode, payment_method_types: types }: Stripe.Checkout.Session,
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
      By paying you let the seller debit this
      account${mode === 'payment' ? ' once' : ' now and whenever the subscription renews'}. It takes a few
      days.
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

interface Field {
  readonly name: Exclude<keyof CheckoutFields, 'means' | 'code'>;
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
