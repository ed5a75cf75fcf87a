import { html } from 'hono/html';
import { lastPeriodEnd } from '../../billing/subscriptionState.ts';
import { productName } from '../../billing/issue.ts';
import { money } from '../../money.ts';
import { idOf } from '../../objects/reference.ts';
import { day } from '../layout.ts';
import { button, tag, toneOf } from '../parts.ts';
import { framed } from './frame.ts';
import { priceText } from './planChange.ts';
import type { Visit } from './visit.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type Stripe from 'stripe';

const INVOICES_SHOWN = 24;

/** What the reader has, pays with and has paid, and what they may change of it. */
export function homePage(world: World, visit: Visit): Html {
  const { features, subscriptions, customer } = visit;
  return framed(
    visit,
    'Your subscription',
    html`<p class="quiet">${customer.email ?? ''}</p>
      ${subscriptions.length === 0 ? html`<p class="card">There is no subscription to manage.</p>` : ''}
      ${subscriptions.map((subscription) => subscriptionCard(world, visit, subscription))}
      ${features.payment_method_update.enabled ? paymentCard(world, visit) : ''}
      ${features.invoice_history.enabled ? invoicesCard(world, visit) : ''}`,
    visit.session.return_url === null ? null : { href: visit.session.return_url, text: 'Back' },
  );
}

export function subscriptionCard(world: World, visit: Visit, subscription: Stripe.Subscription): Html {
  const { features, home } = visit;
  const { cancel_at: cancelAt, items, status } = subscription;
  const mayUpdate = features.subscription_update.enabled && items.data.length === 1 && cancelAt === null;
  return html`<section class="card">
    ${items.data.map(
      ({ price, quantity = 1 }) =>
        html`<p>
          <strong>${productName(world, price)}</strong>
          ${status === 'active' ? '' : tag(status.replaceAll('_', ' '), toneOf(status))}<br />
          ${priceText(price, quantity)}
        </p>`,
    )}
    <p>${outlook(world, subscription)}</p>
    <div class="row">
      ${mayUpdate ? html`<a class="button" href="${home}/plan/${subscription.id}">Change plan</a>` : ''}
      ${
        subscription.schedule === null
          ? ''
          : button(`${home}/plan/${subscription.id}/stay`, 'Keep the present plan')
      }
      ${
        !features.subscription_cancel.enabled
          ? ''
          : cancelAt === null
            ? html`<a class="button" href="${home}/cancel/${subscription.id}">Cancel</a>`
            : html`<form method="post" action="${home}/resume/${subscription.id}">
                <button class="primary">Keep my subscription</button>
              </form>`
      }
    </div>
  </section>`;
}

function outlook(world: World, subscription: Stripe.Subscription): string {
  const { cancel_at: cancelAt, status, trial_end: trialEnd } = subscription;
  if (cancelAt !== null) return `Cancelled. You can read until ${day(cancelAt)}.`;
  const next = scheduledChange(world, subscription);
  if (next !== undefined) return `Changes to ${next.name} on ${day(next.at)}.`;
  if (status === 'trialing' && trialEnd !== null) return `Your trial ends on ${day(trialEnd)}.`;
  return `Renews on ${day(lastPeriodEnd(subscription))}.`;
}

/** What the subscription's schedule makes of it next. */
function scheduledChange(
  world: World,
  { schedule: reference }: Stripe.Subscription,
): { readonly name: string; readonly at: number } | undefined {
  const schedule =
    reference === null ? undefined : world.objects.get('subscription_schedule', idOf(reference));
  const phase = schedule?.phases.find(({ start_date: start }) => start > world.now());
  const price = phase?.items[0]?.price;
  const found = price === undefined ? undefined : world.objects.get('price', idOf(price));
  return phase === undefined || found === undefined
    ? undefined
    : { name: productName(world, found), at: phase.start_date };
}

function paymentCard(world: World, { customer, home, subscriptions }: Visit): Html {
  const [reference] = [
    ...subscriptions.map((one) => one.default_payment_method),
    customer.invoice_settings.default_payment_method,
  ].filter((one) => one !== null);
  const method = reference === undefined ? undefined : world.objects.get('payment_method', idOf(reference));
  return html`<section class="card">
    <h2>Payment method</h2>
    <p>${method === undefined ? 'None on file.' : methodText(method)}</p>
    <a class="button" href="${home}/card">Change card</a>
  </section>`;
}

function methodText({ card, sepa_debit: debit, type }: Stripe.PaymentMethod): string {
  if (card !== undefined) {
    return `${card.brand} •••• ${card.last4}, expires ${card.exp_month}/${card.exp_year}`;
  }
  return debit === undefined ? type : `SEPA debit •••• ${debit.last4 ?? ''}`;
}

function invoicesCard(world: World, { customer, home }: Visit): Html {
  const invoices = world.objects
    .list('invoice', { where: { customer: customer.id }, limit: INVOICES_SHOWN })
    .data.filter(({ status }) => status !== 'draft');
  return html`<section class="card">
    <h2>Receipts</h2>
    ${invoices.length === 0 ? html`<p>None yet.</p>` : ''}
    <ul class="plain">
      ${invoices.map(
        ({ id, created, currency, number, status, total }) =>
          html`<li class="row spread">
            <span>${day(created)}<br /><span class="quiet">${number ?? ''}</span></span>
            <span class="row">
              ${money(total, currency)} ${tag(status ?? 'draft', toneOf(status ?? 'draft'))}
              ${status === 'open' ? button(`${home}/invoices/${id}/pay`, 'Pay now', { tone: 'primary' }) : ''}
            </span>
          </li>`,
      )}
    </ul>
  </section>`;
}
