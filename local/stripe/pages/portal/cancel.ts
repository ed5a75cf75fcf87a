import { html } from 'hono/html';
import { lastPeriodEnd } from '../../billing/subscriptionState.ts';
import { day } from '../layout.ts';
import { framed } from './frame.ts';
import { subscriptionCard } from './home.ts';
import type { Perform } from '../../api/perform.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { Visit } from './visit.ts';
import type Stripe from 'stripe';

/** Stripe's own words for its own reasons. */
const REASONS: Readonly<Record<string, string>> = {
  customer_service: 'Customer service was less than expected',
  low_quality: 'Quality was less than expected',
  missing_features: 'Some features are missing',
  other: 'Other reason',
  switched_service: 'I’m switching to a different service',
  too_complex: 'Ease of use was less than expected',
  too_expensive: 'It’s too expensive',
  unused: 'I don’t use the service enough',
};

/** Asks once, and for the reason where that is wanted; offers to stay where it is cancelled already. */
export function cancelPage(world: World, visit: Visit, subscription: Stripe.Subscription): Html {
  if (subscription.cancel_at !== null) {
    return framed(visit, 'Your subscription', subscriptionCard(world, visit, subscription));
  }
  const { cancellation_reason: reason, mode } = visit.features.subscription_cancel;
  const now = mode === 'immediately';
  return framed(
    visit,
    'Cancel your subscription',
    html`<form class="card" method="post" action="${visit.home}/cancel/${subscription.id}">
      <p>
        ${
          now
            ? 'Your subscription will end now.'
            : `You can read until ${day(lastPeriodEnd(subscription))}, and will not be charged again.`
        }
      </p>
      ${reason.enabled ? reasonFields(reason.options) : ''}
      <button class="primary wide">${now ? 'Cancel now' : 'Cancel at the end of the period'}</button>
    </form>`,
  );
}

function reasonFields(options: readonly string[]): Html {
  return html`<fieldset class="sunk">
      <legend>Why do you leave?</legend>
      ${options.map(
        (option) =>
          html`<label class="choice">
            <input type="radio" name="feedback" value="${option}" /> ${REASONS[option] ?? option}
          </label>`,
      )}
    </fieldset>
    <label for="comment">Anything else you would like to tell us</label>
    <textarea id="comment" name="comment" rows="3" maxlength="500"></textarea>`;
}

/** As the configuration has it: at the end of the period, or now with or without money back in credit. */
export function cancel(
  perform: Perform,
  { features }: Visit,
  subscription: Stripe.Subscription,
  reason: { readonly feedback?: string | undefined; readonly comment?: string | undefined },
): object {
  const { cancellation_reason: asked, mode, proration_behavior: proration } = features.subscription_cancel;
  const feedback = asked.options.find((option) => option === reason.feedback);
  const comment = asked.enabled && reason.comment !== '' ? reason.comment : undefined;
  const given = feedback !== undefined || comment !== undefined;
  const details = given ? { cancellation_details: { feedback, comment } } : {};
  return mode === 'immediately'
    ? perform('DELETE /v1/subscriptions/:id', subscription.id, {
        ...details,
        prorate: proration === 'create_prorations',
      })
    : perform('POST /v1/subscriptions/:id', subscription.id, { cancel_at_period_end: true, ...details });
}
