import { html } from 'hono/html';
import { IBAN_THAT_FAILS, IBAN_THAT_PAYS } from '../objects/sepaDebit.ts';
import type { Html } from './layout.ts';
import type Stripe from 'stripe';

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

/** What can be typed into the form, and what comes of it: https://docs.stripe.com/testing */
export function testNumbers({ payment_method_types: types }: Stripe.Checkout.Session): Html {
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
