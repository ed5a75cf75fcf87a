import { html } from 'hono/html';
import { productName } from '../billing/issue.ts';
import { saveSubscription } from '../billing/save.ts';
import { isOver, lastPeriodEnd, willCancelAt, willNotCancel } from '../billing/subscriptionState.ts';
import { money } from '../money.ts';
import { idOf } from '../objects/reference.ts';
import { subscriptionsOf } from '../resources/customers.ts';
import { day, message, page } from './layout.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type { Hono } from 'hono';
import type Stripe from 'stripe';

/** The hosted customer portal: cancel at the end of the period, and think again. */
export function portalPages(app: Hono, world: World, changed: () => void): void {
  app.get('/p/session/:id', (context) => {
    const session = world.objects.get('billing_portal.session', context.req.param('id'));
    return session === undefined ? context.html(notFound(), 404) : context.html(portal(world, session));
  });

  app.post('/p/session/:id/:act{cancel|resume}/:subscription', (context) => {
    const { id, act, subscription: subscriptionId } = context.req.param();
    const session = world.objects.get('billing_portal.session', id);
    const subscription = world.objects.get('subscription', subscriptionId);
    if (session === undefined || subscription === undefined || !mayChange(session, subscription)) {
      return context.html(notFound(), 404);
    }
    const after =
      act === 'cancel'
        ? willCancelAt(subscription, lastPeriodEnd(subscription), world.now(), true)
        : willNotCancel(subscription);
    world.transaction(() => saveSubscription(world, subscription, after));
    changed();
    const next = session.flow?.after_completion.redirect?.return_url;
    return context.redirect(next ?? `/p/session/${session.id}`, 303);
  });
}

function mayChange(session: Stripe.BillingPortal.Session, subscription: Stripe.Subscription): boolean {
  const only = session.flow?.subscription_cancel?.subscription;
  return (
    idOf(subscription.customer) === session.customer &&
    (only === undefined || only === subscription.id) &&
    !isOver(subscription)
  );
}

function notFound(): Html {
  return message('No such portal session', 'The address of this page is not one that the double gave out.');
}

function portal(world: World, session: Stripe.BillingPortal.Session): Html {
  const customer = world.objects.get('customer', session.customer);
  const mine = subscriptionsOf(world, session.customer).filter((one) => mayChange(session, one));
  return page({
    title: 'Your subscription',
    narrow: true,
    body: html`<h1>Your subscription</h1>
      <p class="quiet">${customer?.deleted === true ? '' : (customer?.email ?? '')}</p>
      ${mine.length === 0 ? html`<p class="card">There is no subscription to manage.</p>` : ''}
      ${mine.map((subscription) => subscriptionCard(world, session, subscription))}
      ${session.return_url === null ? '' : html`<p><a href="${session.return_url}">Back</a></p>`}`,
  });
}

function subscriptionCard(
  world: World,
  session: Stripe.BillingPortal.Session,
  subscription: Stripe.Subscription,
): Html {
  const { cancel_at: cancelAt, items } = subscription;
  const act = cancelAt === null ? 'cancel' : 'resume';
  return html`<section class="card">
    ${items.data.map(
      ({ price, quantity = 1 }) =>
        html`<p>
          <strong>${productName(world, price)}</strong><br />
          ${money((price.unit_amount ?? 0) * quantity, price.currency)} every
          ${price.recurring?.interval ?? 'year'}
        </p>`,
    )}
    <p>
      ${
        cancelAt === null
          ? `Renews on ${day(lastPeriodEnd(subscription))}.`
          : `Cancelled. You can read until ${day(cancelAt)}.`
      }
    </p>
    <form method="post" action="/p/session/${session.id}/${act}/${subscription.id}">
      <button class="${act === 'resume' ? 'primary' : ''}">
        ${act === 'cancel' ? 'Cancel at the end of the period' : 'Keep my subscription'}
      </button>
    </form>
  </section>`;
}
