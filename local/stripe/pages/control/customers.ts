import { html } from 'hono/html';
import { lastPeriodEnd } from '../../billing/subscriptionState.ts';
import { idOf } from '../../objects/reference.ts';
import { tag, toneOf } from '../parts.ts';
import { actsWithin, choice } from './acts.ts';
import { moment } from './moments.ts';
import { paymentsOf } from './payments.ts';
import { subscriptionLife } from './subscription.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type Stripe from 'stripe';

const SHOWN = 50;

/** https://docs.stripe.com/testing, as far as a card on file can tell them apart */
export const TEST_CARDS = [
  ['4242424242424242', '4242: pays'],
  ['4000000000000341', '0341: declined when charged'],
  ['4000000000009995', '9995: no funds'],
  ['4000000000000069', '0069: expired'],
  ['4000002760003184', '3184: authenticate each time'],
] as const;

/** Every customer in a line, and the life of the one that was asked for, or of the newest. */
export function customersPart(world: World, asked: string | undefined): Html {
  const customers = world.objects
    .list('customer', { limit: SHOWN })
    .data.flatMap((customer) => (customer.deleted ? [] : customer));
  const open = customers.find(({ id }) => id === asked) ?? customers[0];
  return html`<h2 id="customers">Customers</h2>
    ${customers.length === 0 ? html`<p class="card quiet">None yet. The first Checkout makes one.</p>` : ''}
    ${customers.map((customer) =>
      customer === open ? openCustomer(world, customer) : closedCustomer(world, customer),
    )}`;
}

function subscriptionsOf(world: World, customer: string): Stripe.Subscription[] {
  return world.objects.list('subscription', { where: { customer }, limit: 100 }).data;
}

function closedCustomer(world: World, customer: Stripe.Customer): Html {
  return html`<section class="card" id="${customer.id}">
    <div class="row spread">
      <a href="/?customer=${customer.id}#${customer.id}">${customer.email ?? customer.id}</a>
      <span class="row">
        ${subscriptionsOf(world, customer.id).map(
          (one) =>
            html`${tag(one.status, toneOf(one.status))}
              <span class="quiet">to ${moment(one.cancel_at ?? lastPeriodEnd(one)).slice(0, 10)}</span>`,
        )}
      </span>
    </div>
  </section>`;
}

function openCustomer(world: World, customer: Stripe.Customer): Html {
  const { id, email } = customer;
  const acts = actsWithin(`/?customer=${id}#${id}`);
  const subscriptions = subscriptionsOf(world, id);
  return html`<section class="card stack" id="${id}">
    <div class="row spread">
      <h3>${email ?? 'no address'}</h3>
      <code>${id}</code>
    </div>
    <p class="quiet">Card on file: ${cardText(world, customer)}</p>
    <div class="row">
      ${acts.entry(`/customers/${id}/card`, 'Put on file', choice('number', `Card of ${id}`, TEST_CARDS))}
      ${acts.button(`/customers/${id}/remove-card`, 'Take card away')}
      ${acts.button(`/customers/${id}/delete`, 'Delete customer', { tone: 'danger' })}
    </div>
    ${subscriptions.map((subscription) => subscriptionLife(world, acts, subscription))}
    ${paymentsOf(world, acts, id)}
  </section>`;
}

function cardText(world: World, { invoice_settings: settings }: Stripe.Customer): string {
  const reference = settings.default_payment_method;
  const method = reference === null ? undefined : world.objects.get('payment_method', idOf(reference));
  return method?.card === undefined ? 'none of their own' : `${method.card.brand} ${method.card.last4}`;
}
