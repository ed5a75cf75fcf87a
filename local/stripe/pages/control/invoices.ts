import { html } from 'hono/html';
import { intentOfInvoice } from '../../billing/invoiceIntent.ts';
import { money } from '../../money.ts';
import { tag, toneOf } from '../parts.ts';
import { moment } from './moments.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';
import type Stripe from 'stripe';

const SHOWN = 6;

export function invoicesOf(world: World, acts: Acts, subscription: string): Html {
  const { data, hasMore } = world.objects.list('invoice', {
    where: { invoiceSubscription: subscription },
    limit: SHOWN,
  });
  if (data.length === 0) return html``;
  return html`<div class="scroll" role="region" aria-label="Invoices of ${subscription}" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Invoice</th>
          <th scope="col">Status</th>
          <th scope="col">For</th>
          <th scope="col" class="number">Total</th>
          <th scope="col">Acts</th>
        </tr>
      </thead>
      <tbody>
        ${data.map((invoice) => invoiceRow(world, acts, invoice))}
      </tbody>
    </table>
    ${hasMore ? html`<p class="quiet">The ${SHOWN} newest are shown.</p>` : ''}
  </div>`;
}

function invoiceRow(world: World, acts: Acts, invoice: Stripe.Invoice): Html {
  const {
    id,
    billing_reason: reason,
    created,
    currency,
    next_payment_attempt: next,
    status,
    total,
  } = invoice;
  const intentId = intentOfInvoice(world, id);
  const intent = intentId === null ? undefined : world.objects.get('payment_intent', intentId);
  const waits = status === 'open' && intent?.status === 'requires_action';
  return html`<tr>
    <td><span class="fixed">${moment(created)}</span><br /><code class="quiet">${id}</code></td>
    <td>
      ${tag(waits ? 'authentication' : (status ?? 'draft'), toneOf(status ?? 'draft'))}
      ${next === null ? '' : html`<br /><span class="quiet">next ${moment(next)}</span>`}
    </td>
    <td>${reason?.replace('subscription_', '') ?? ''}</td>
    <td class="number">${money(total, currency)}</td>
    <td>
      <div class="row">
        ${
          waits
            ? html`${acts.button(`/invoices/${id}/authenticate`, 'Authenticated', { fields: { passed: 'true' } })}
              ${acts.button(`/invoices/${id}/authenticate`, 'Fails it', { fields: { passed: 'false' } })}`
            : ''
        }
        ${
          status === 'open'
            ? html`${acts.button(`/invoices/${id}/void`, 'Void')}
              ${acts.button(`/invoices/${id}/mark-uncollectible`, 'Uncollectible')}`
            : ''
        }
      </div>
    </td>
  </tr>`;
}
