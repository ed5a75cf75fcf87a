import { html } from 'hono/html';
import { money } from '../money.ts';
import { page } from './layout.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

/** What a bank shows before it lets a payment through: https://docs.stripe.com/payments/3d-secure */
export function challengePage({ id, amount_total: amount, currency }: Stripe.Checkout.Session): Html {
  return page({
    title: 'Authentication',
    narrow: true,
    body: html`<div class="card">
      <h1>Your bank asks: is this you?</h1>
      <p>
        Stripe double asks for <strong>${money(amount ?? 0, currency ?? 'usd')}</strong>. A real bank would
        send a code to your telephone, or ask for your face or finger.
      </p>
      <form method="post" action="/c/pay/${id}/authenticate">
        <button class="primary wide" name="answer" value="complete">Complete authentication</button>
        <button class="wide" name="answer" value="fail">Fail authentication</button>
      </form>
    </div>`,
  });
}
