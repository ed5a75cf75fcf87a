import { idOf } from '../../objects/reference.ts';
import { firstPeriodEnd } from '../../billing/subscriptionState.ts';
import { changeOf } from './plan.ts';
import type { ApiParams, Perform } from '../../api/perform.ts';
import type { Visit } from './visit.ts';
import type Stripe from 'stripe';

interface Switch {
  readonly subscription: Stripe.Subscription;
  readonly item: Stripe.SubscriptionItem;
  readonly price: Stripe.Price;
  readonly quantity: number;
}

/**
 * Changes the plan now, or has a schedule change it at the end of the period.
 *
 * @throws {StripeRefusal} where a charge that is due now is declined
 */
export function switchPlan(perform: Perform, visit: Visit, choice: Switch): object {
  stay(perform, choice.subscription);
  return changeOf(visit, choice).kind === 'now'
    ? changeNow(perform, visit, choice)
    : schedule(perform, choice);
}

function changeNow(
  perform: Perform,
  { features }: Visit,
  { subscription, item, price, quantity }: Switch,
): object {
  const update = features.subscription_update;
  const endsTrial = subscription.status === 'trialing' && update.trial_update_behavior === 'end_trial';
  const params: ApiParams = {
    items: [{ id: item.id, price: price.id, quantity }],
    proration_behavior: update.proration_behavior,
    ...(update.proration_behavior === 'always_invoice' && { payment_behavior: 'error_if_incomplete' }),
    ...(update.billing_cycle_anchor === 'now' && { billing_cycle_anchor: 'now' }),
    ...(endsTrial && { trial_end: 'now' }),
  };
  return perform('POST /v1/subscriptions/:id', subscription.id, params);
}

/** https://docs.stripe.com/billing/subscriptions/subscription-schedules/use-cases#downgrading-a-subscription */
function schedule(perform: Perform, { subscription, item, price, quantity }: Switch): object {
  const made = perform('POST /v1/subscription_schedules', '', { from_subscription: subscription.id });
  const { id, phases } = made as Stripe.SubscriptionSchedule;
  const end = firstPeriodEnd(subscription);
  return perform('POST /v1/subscription_schedules/:id', id, {
    end_behavior: 'release',
    phases: [
      {
        items: [{ price: item.price.id, quantity: item.quantity ?? 1 }],
        start_date: phases[0]?.start_date,
        end_date: end,
      },
      {
        items: [{ price: price.id, quantity }],
        start_date: end,
        proration_behavior: 'none',
      },
    ],
  });
}

/** Drops a change that was scheduled before. */
export function stay(perform: Perform, { schedule: reference }: Stripe.Subscription): void {
  if (reference !== null) perform('POST /v1/subscription_schedules/:id/release', idOf(reference));
}
