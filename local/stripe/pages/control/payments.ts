import { html } from 'hono/html';
import { disputesOf } from '../../billing/chargeLookup.ts';
import { nextStatuses } from '../../billing/disputeState.ts';
import { money } from '../../money.ts';
import { idOf } from '../../objects/reference.ts';
import { tag, toneOf } from '../parts.ts';
import { choice } from './acts.ts';
import { moment } from './moments.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';
import type Stripe from 'stripe';

const SHOWN = 8;

/** A customer's charges, what was given back of them, and what is disputed. */
export function paymentsOf(world: World, acts: Acts, customer: string): Html {
  const charges = world.objects.list('charge', { where: { customer }, limit: SHOWN }).data;
  if (charges.length === 0) return html``;
  return html`<h4>Payments</h4>
    <ul class="plain">
      ${charges.map((charge) => html`<li class="stack">${payment(world, acts, charge)}</li>`)}
    </ul>`;
}

function payment(world: World, acts: Acts, charge: Stripe.Charge): Html {
  const { id, amount, amount_refunded: refunded, created, currency, status } = charge;
  const refunds = world.objects.list('refund', { where: { charge: id }, limit: SHOWN }).data;
  const disputes = disputesOf(world, id);
  return html`<div class="row spread">
      <span>
        ${moment(created)} <strong>${money(amount, currency)}</strong> ${tag(status, toneOf(status))}
        ${refunded === 0 ? '' : html`<span class="quiet">${money(refunded, currency)} given back</span>`}
      </span>
      <code class="quiet">${id}</code>
    </div>
    <div class="row">
      ${status === 'pending' ? debitActs(acts, charge) : ''}
      ${status === 'succeeded' && refunded < amount ? refundActs(acts, charge) : ''}
      ${status === 'succeeded' && disputes.length === 0 ? disputeActs(acts, id) : ''}
    </div>
    ${refunds.map((refund) => refundRow(acts, refund))}
    ${disputes.map((dispute) => disputeRow(acts, dispute))}`;
}

function debitActs(acts: Acts, charge: Stripe.Charge): Html {
  const path = `/payments/${charge.payment_intent === null ? charge.id : idOf(charge.payment_intent)}/debit`;
  return html`${acts.button(path, 'Debit succeeds', { fields: { succeeds: 'true' } })}
  ${acts.button(path, 'Debit fails', { fields: { succeeds: 'false' } })}`;
}

function refundActs(acts: Acts, { id, amount, amount_refunded: refunded, currency }: Stripe.Charge): Html {
  const left = amount - refunded;
  return html`${acts.button(`/payments/${id}/refund`, `Refund ${money(left, currency)}`)}
  ${acts.entry(
    `/payments/${id}/refund`,
    'Refund a part',
    html`<input
        type="number"
        name="amount"
        min="1"
        max="${left}"
        aria-label="Amount of ${id} to give back, in the smallest unit"
        placeholder="in cents"
        required
      />${choice('status', `How the refund of ${id} begins`, ['succeeded', 'pending'])}`,
  )}`;
}

function disputeActs(acts: Acts, charge: string): Html {
  return html`${acts.button(`/payments/${charge}/dispute`, 'Dispute', { fields: { kind: 'dispute' } })}
  ${acts.button(`/payments/${charge}/dispute`, 'Inquiry', { fields: { kind: 'inquiry' } })}`;
}

function refundRow(acts: Acts, { id, amount, currency, status }: Stripe.Refund): Html {
  const open = status === 'pending' || status === 'requires_action';
  return html`<div class="row">
    <span>Refund of ${money(amount, currency)}</span> ${tag(status ?? 'pending', toneOf(status ?? 'pending'))}
    ${open ? acts.button(`/refunds/${id}/complete`, 'It arrives') : ''}
    ${open || status === 'succeeded' ? acts.button(`/refunds/${id}/fail`, 'The bank sends it back') : ''}
  </div>`;
}

function disputeRow(acts: Acts, dispute: Stripe.Dispute): Html {
  return html`<div class="row">
    <span>${dispute.status.startsWith('warning_') ? 'Inquiry' : 'Dispute'}, ${dispute.reason}</span>
    ${tag(dispute.status, toneOf(dispute.status))}
    ${nextStatuses(dispute).map((status) =>
      acts.button(`/disputes/${dispute.id}/settle`, status.replaceAll('_', ' '), { fields: { status } }),
    )}
  </div>`;
}
