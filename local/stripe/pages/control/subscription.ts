import { html } from 'hono/html';
import { productName } from '../../billing/issue.ts';
import { isOver } from '../../billing/subscriptionState.ts';
import { idOf } from '../../objects/reference.ts';
import { tag, toneOf } from '../parts.ts';
import { priceText } from '../portal/planChange.ts';
import { choice } from './acts.ts';
import { invoicesOf } from './invoices.ts';
import { moment } from './moments.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Acts } from './acts.ts';
import type Stripe from 'stripe';

/** One subscription: what it stands at, what can be done to it, and its invoices. */
export function subscriptionLife(world: World, acts: Acts, subscription: Stripe.Subscription): Html {
  const { id, items, status } = subscription;
  return html`<div class="sunk stack">
    <p class="row">
      ${tag(status, toneOf(status))} <code>${id}</code>
      <span class="quiet">${notes(world, subscription)}</span>
    </p>
    <ul class="plain">
      ${items.data.map(
        ({ price, quantity = 1, current_period_start: start, current_period_end: end }) =>
          html`<li>
            <strong>${productName(world, price)}</strong> ${priceText(price, quantity)}
            <span class="quiet">${moment(start)} to ${moment(end)}</span>
          </li>`,
      )}
    </ul>
    ${isOver(subscription) ? setStatus(acts, id) : actsOn(acts, subscription)} ${invoicesOf(world, acts, id)}
  </div>`;
}

function notes(world: World, subscription: Stripe.Subscription): string {
  const {
    cancel_at: cancelAt,
    ended_at: endedAt,
    pause_collection: pause,
    schedule,
    trial_end: trialEnd,
  } = subscription;
  const reference = subscription.default_payment_method;
  const method = reference === null ? undefined : world.objects.get('payment_method', idOf(reference));
  const held = world.settings.get('heldDrafts').includes(subscription.id);
  const failing = world.settings.get('failingFinalizations').includes(subscription.id);
  return [
    method?.card && `card ${method.card.last4}`,
    subscription.status === 'trialing' && trialEnd !== null && `trial to ${moment(trialEnd)}`,
    endedAt === null ? cancelAt !== null && `ends ${moment(cancelAt)}` : `ended ${moment(endedAt)}`,
    pause !== null && `paused: ${pause.behavior.replaceAll('_', ' ')}`,
    schedule !== null && 'has a schedule',
    subscription.pending_update !== null && 'an update waits for payment',
    held && 'the next draft is held',
    failing && 'the next draft cannot be finalized',
  ]
    .filter((note) => typeof note === 'string')
    .join(' · ');
}

function actsOn(acts: Acts, subscription: Stripe.Subscription): Html {
  const { id, cancel_at: cancelAt, pause_collection: pause, status } = subscription;
  const path = `/subscriptions/${id}`;
  const renews = status === 'active' || status === 'past_due';
  return html`<div class="stack">
    <div class="row">
      ${
        renews
          ? html`${acts.button(`${path}/renew`, 'Renew by the card')}
            ${acts.button(`${path}/renew`, 'Renew, paid', { fields: { outcome: 'paid' } })}
            ${acts.button(`${path}/renew`, 'Renew, fails', { fields: { outcome: 'failed' } })}`
          : ''
      }
      ${acts.button(`${path}/pay`, 'Pay open invoice')}
      ${acts.button(`${path}/hold-draft`, 'Hold the next draft')}
      ${acts.button(`${path}/fail-finalization`, 'Fail the next finalization')}
    </div>
    <div class="row">
      ${
        cancelAt === null
          ? acts.button(`${path}/cancel`, 'Cancel at period end', { fields: { when: 'period_end' } })
          : acts.button(`${path}/keep`, 'Keep after all')
      }
      ${acts.button(`${path}/cancel`, 'Cancel now', { fields: { when: 'now' }, tone: 'danger' })}
      ${
        pause === null
          ? acts.entry(
              `${path}/pause`,
              'Pause collection',
              choice('behavior', `What becomes of invoices of ${id}`, [
                'keep_as_draft',
                'mark_uncollectible',
                'void',
              ]),
            )
          : acts.button(`${path}/unpause`, 'Resume collection')
      }
      ${setStatus(acts, id)}
    </div>
  </div>`;
}

function setStatus(acts: Acts, id: string): Html {
  return acts.entry(
    `/subscriptions/${id}/status`,
    'Set status',
    html`<input
      name="status"
      list="statuses"
      aria-label="Status of ${id}"
      placeholder="any status"
      required
    />`,
  );
}
