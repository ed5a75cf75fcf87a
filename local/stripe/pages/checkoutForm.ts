import { html } from 'hono/html';
import { givenEmail } from '../billing/checkout.ts';
import { productName } from '../billing/issue.ts';
import { money } from '../money.ts';
import { orderId } from '../objects/checkoutSession.ts';
import { page } from './layout.ts';
import type { PaymentForm, PaymentResult } from '../billing/checkout.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

type Problem = Extract<PaymentResult, { kind: 'declined' | 'invalid' }>;

/** What is sold, and the form that pays for it, with what was wrong in the last try. */
export function checkoutForm(
  world: World,
  session: Stripe.Checkout.Session,
  form: PaymentForm,
  problem?: Problem,
): Html {
  const email = givenEmail(world, session);
  const wrong = problem?.kind === 'invalid' ? problem.field : problem && 'number';
  const input = (field: Field) => inputField({ ...field, invalid: wrong === field.name });
  return page({
    title: 'Checkout',
    narrow: true,
    body: html`${summary(world, session)}
      <form class="card" method="post" novalidate>
        ${problem === undefined ? '' : html`<p class="error" id="problem" role="alert">${problem.message}</p>`}
        ${
          email === null
            ? input({
                name: 'email',
                label: 'Email',
                value: form.email,
                autocomplete: 'email',
                type: 'email',
              })
            : html`<p class="quiet">Paying as</p>
                <p><strong>${email}</strong></p>`
        }
        ${input({ name: 'number', label: 'Card number', value: form.card.number, autocomplete: 'cc-number' })}
        <div class="pair">
          <div>
            ${input({ name: 'expiry', label: 'Expiry', value: form.card.expiry, autocomplete: 'cc-exp' })}
          </div>
          <div>${input({ name: 'cvc', label: 'CVC', value: form.card.cvc, autocomplete: 'cc-csc' })}</div>
        </div>
        ${input({ name: 'name', label: 'Name on card', value: form.name, autocomplete: 'cc-name' })}
        <button class="primary wide">
          Pay ${money(session.amount_total ?? 0, session.currency ?? 'usd')}
        </button>
      </form>
      <p class="quiet">
        4242 4242 4242 4242 pays. 4000 0000 0000 0002 is declined. 4000 0000 0000 0341 pays now and fails when
        the subscription renews.
      </p>
      ${session.cancel_url === null ? '' : html`<p><a href="${session.cancel_url}">Back without paying</a></p>`}`,
  });
}

function summary(world: World, session: Stripe.Checkout.Session): Html {
  const lines = world.objects.get('session_order', orderId(session.id))?.lines ?? [];
  return html`<h1>Subscribe</h1>
    <div class="card">
      <ul class="plain">
        ${lines.map(
          ({ price, quantity, amount_total: amount, currency }) =>
            html`<li>
              <strong>${price === null ? '' : productName(world, price)}</strong>
              ${(quantity ?? 1) > 1 ? html`<span class="quiet">× ${quantity ?? 1}</span>` : ''}
              <p class="amount">${money(amount, currency)}</p>
              <span class="quiet">every ${every(price)}, until you cancel</span>
            </li>`,
        )}
      </ul>
    </div>`;
}

function every(price: Stripe.Price | null): string {
  const { interval = 'year', interval_count: count = 1 } = price?.recurring ?? {};
  return count === 1 ? interval : `${count} ${interval}s`;
}

interface Field {
  readonly name: 'email' | 'number' | 'expiry' | 'cvc' | 'name';
  readonly label: string;
  readonly value: string;
  readonly autocomplete: string;
  readonly type?: string;
}

function inputField({
  name,
  label,
  value,
  autocomplete,
  type = 'text',
  invalid,
}: Field & { invalid: boolean }): Html {
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      ${name === 'email' || name === 'name' ? '' : html`inputmode="numeric"`}
      ${invalid ? html`aria-invalid="true" aria-describedby="problem"` : ''}
      required
    />`;
}
