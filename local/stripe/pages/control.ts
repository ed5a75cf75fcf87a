import { html } from 'hono/html';
import { productName } from '../billing/issue.ts';
import { isOver, lastPeriodEnd } from '../billing/subscriptionState.ts';

import { day, page } from './layout.ts';
import type { DoubleEvent } from '../objects/event.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type { Hono } from 'hono';
import type Stripe from 'stripe';

const SHOWN = 50;
const STATUSES = [
  'active',
  'trialing',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'incomplete_expired',
  'canceled',
];

/** The page from which a hand drives the double. */
export function controlPage(app: Hono, world: World): void {
  app.get('/', (context) => {
    const customers = world.objects.list('customer', { limit: SHOWN }).data;
    const events = world.objects.list('event', { limit: SHOWN }).data;
    return context.html(
      page({
        title: 'Control',
        body: html`<h1>Stripe double</h1>
          <datalist id="statuses">
            ${STATUSES.map((status) => html`<option value="${status}"></option>`)}
          </datalist>
          ${deliverySwitch(world)}
          <h2>Customers</h2>
          ${customers.length === 0 ? html`<p class="card quiet">None yet. The first Checkout makes one.</p>` : ''}
          ${customers.map((customer) => (customer.deleted ? '' : customerCard(world, customer)))}
          <h2>Events</h2>
          ${
            events.length === 0
              ? html`<p class="card quiet">None yet.</p>`
              : html`<div class="card">
                  <ul class="plain">
                    ${events.map((event) => eventRow(world, event))}
                  </ul>
                </div>`
          }`,
      }),
    );
  });
}

function deliverySwitch(world: World): Html {
  const holding = world.deliveries.isHolding();
  return html`<div class="card row spread">
    <span>
      ${holding ? html`<span class="tag warn">Held</span>` : html`<span class="tag good">Delivering</span>`}
      ${holding ? 'New events wait until they are released.' : 'Events are sent as they happen.'}
    </span>
    ${button(`/_double/deliveries/${holding ? 'release' : 'hold'}`, holding ? 'Release events' : 'Hold events')}
  </div>`;
}

function customerCard(world: World, customer: Stripe.Customer): Html {
  return html`<section class="card">
    <div class="row spread">
      <strong>${customer.email ?? 'no address'}</strong>
      <code>${customer.id}</code>
    </div>
    ${world.objects.list('subscription', { where: { customer: customer.id }, limit: 100 }).data.map((subscription) => subscriptionRow(world, subscription))}
  </section>`;
}

function subscriptionRow(world: World, subscription: Stripe.Subscription): Html {
  const { id, status, cancel_at: cancelAt } = subscription;
  const names = subscription.items.data.map(({ price }) => productName(world, price)).join(', ');
  return html`<div>
    <p class="row">
      <span class="tag ${statusTone(status)}">${status}</span>
      <span>${names}</span>
      <span class="quiet">
        ${cancelAt === null ? 'period ends' : 'will end'} ${day(cancelAt ?? lastPeriodEnd(subscription))}
      </span>
      <code class="quiet">${id}</code>
    </p>
    <div class="row">
      ${
        isOver(subscription)
          ? ''
          : html`${button(`/_double/subscriptions/${id}/renew`, 'Renew, paid', { outcome: 'paid' })}
            ${button(`/_double/subscriptions/${id}/renew`, 'Renew, fails', { outcome: 'failed' })}
            ${button(`/_double/subscriptions/${id}/pay`, 'Pay open invoice')}`
      }
      <form class="inline" method="post" action="/_double/subscriptions/${id}/status">
        <label class="visually-hidden" for="status-${id}">Status of ${id}</label>
        <input id="status-${id}" name="status" list="statuses" placeholder="status" required />
        <button class="small">Set</button>
      </form>
    </div>
  </div>`;
}

function statusTone(status: string): string {
  if (status === 'active' || status === 'trialing') return 'good';
  return status === 'past_due' ? 'warn' : 'bad';
}

function eventRow(world: World, event: DoubleEvent): Html {
  const deliveries = world.deliveries.of(event.id);
  return html`<li>
    <div class="row spread">
      <span><strong>${event.type}</strong> <span class="quiet">${time(event.created)}</span></span>
      <span class="row">
        ${deliveries.length === 0 ? html`<span class="quiet">no endpoint</span>` : ''}
        ${
          deliveries.some(({ state }) => state === 'held')
            ? html`${button('/_double/deliveries/deliver', 'Deliver', { 'events[]': event.id })}
              ${button('/_double/deliveries/lose', 'Lose', { 'events[]': event.id })}`
            : ''
        }
        ${deliveries.map(
          ({ state, attempts, lastAnswer }) =>
            html`<span class="tag ${deliveryTone(state)}"
              >${state}${attempts > 1 ? ` (${attempts})` : ''}${lastAnswer === null ? '' : `: ${lastAnswer}`}</span
            >`,
        )}
        ${deliveries.length === 0 ? '' : button(`/_double/events/${event.id}/redeliver`, 'Send again')}
      </span>
    </div>
    <code class="quiet">${event.id}</code>
  </li>`;
}

function deliveryTone(state: string): string {
  if (state === 'delivered') return 'good';
  return state === 'pending' || state === 'held' ? 'warn' : 'bad';
}

function time(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function button(action: string, text: string, fields: Record<string, string> = {}): Html {
  return html`<form method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="small">${text}</button>
  </form>`;
}
