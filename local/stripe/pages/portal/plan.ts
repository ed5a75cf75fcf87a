import { html } from 'hono/html';
import { productName } from '../../billing/issue.ts';
import { day } from '../layout.ts';
import { framed, problem } from './frame.ts';
import { planChange, priceText } from './planChange.ts';
import type { World } from '../../world.ts';
import type { Html } from '../layout.ts';
import type { PlanChange } from './planChange.ts';
import type { Visit } from './visit.ts';
import type Stripe from 'stripe';

/** The prices that the configuration offers in place of the present one. */
export function offeredPrices(world: World, { features }: Visit): Stripe.Price[] {
  const offered = features.subscription_update.products ?? [];
  return offered
    .flatMap(({ prices }) => prices)
    .flatMap((id) => world.objects.get('price', id) ?? [])
    .filter(({ active }) => active);
}

export function planPage(world: World, visit: Visit, subscription: Stripe.Subscription): Html {
  const present = subscription.items.data[0]?.price.id;
  return framed(
    visit,
    'Change your plan',
    html`<div class="card">
      <ul class="plain">
        ${offeredPrices(world, visit).map(
          (price) =>
            html`<li class="row spread">
              <span><strong>${productName(world, price)}</strong><br />${priceText(price)}</span>
              ${
                price.id === present
                  ? html`<span class="quiet">Your present plan</span>`
                  : html`<a class="button" href="${visit.home}/plan/${subscription.id}/${price.id}"
                      >Choose</a
                    >`
              }
            </li>`,
        )}
      </ul>
    </div>`,
  );
}

interface Chosen {
  readonly subscription: Stripe.Subscription;
  readonly item: Stripe.SubscriptionItem;
  readonly price: Stripe.Price;
  readonly quantity: number;
}

/** Undefined where the price is not offered, or the subscription is not of the kind that the portal changes. */
export function chosen(
  world: World,
  visit: Visit,
  subscription: Stripe.Subscription,
  priceId: string,
): Chosen | undefined {
  const [item, another] = subscription.items.data;
  const price = offeredPrices(world, visit).find(({ id }) => id === priceId);
  if (item === undefined || another !== undefined || price === undefined) return undefined;
  const asked = visit.session.flow?.subscription_update_confirm?.items.find(({ id }) => id === item.id);
  return { subscription, item, price, quantity: asked?.quantity ?? item.quantity ?? 1 };
}

export function changeOf({ features }: Visit, { subscription, item, price }: Chosen): PlanChange {
  return planChange(subscription, item, price, features.subscription_update);
}

export function confirmPage(world: World, visit: Visit, choice: Chosen, wrong?: string): Html {
  const { subscription, item, price, quantity } = choice;
  const change = changeOf(visit, choice);
  return framed(
    visit,
    'Confirm your change',
    html`<form class="card" method="post" action="${visit.home}/plan/${subscription.id}/${price.id}">
      ${problem(wrong)}
      <p class="quiet">From</p>
      <p>${productName(world, item.price)}<br />${priceText(item.price, item.quantity)}</p>
      <p class="quiet">To</p>
      <p><strong>${productName(world, price)}</strong><br />${priceText(price, quantity)}</p>
      <p>${when(change, visit)}</p>
      <button class="primary wide">Confirm</button>
    </form>`,
    { href: `${visit.home}/plan/${subscription.id}`, text: 'Choose another' },
  );
}

function when(change: PlanChange, { features }: Visit): string {
  if (change.kind === 'at_period_end') {
    return `Your plan changes on ${day(change.at)}. Nothing is charged before that.`;
  }
  const proration = features.subscription_update.proration_behavior;
  if (proration === 'always_invoice') {
    return 'Your plan changes now. The difference for the rest of this period is charged at once.';
  }
  return proration === 'create_prorations'
    ? 'Your plan changes now. The difference for the rest of this period is on your next invoice.'
    : 'Your plan changes now. Its price is charged from the next period on.';
}
