import { formatPrice } from '../../../client/src/prices.ts';
import type { Catalogue, Plan } from '../../../shared/membership/catalogue.ts';
import { planOf } from '../../../shared/membership/live.ts';
import type { Access, PlanId, SubscriptionFact } from '../../../shared/membership/model.ts';
import { dayWords } from './layout.ts';

export interface Told {
  readonly words: string;
  /** What would mend it: a card, or somebody who looks at it. */
  readonly needs?: 'card' | 'help';
  /** Absent for a pass. */
  readonly subscription?: {
    readonly id: string;
    readonly isEnding: boolean;
    /** Stripe's portal changes the plan of a subscription that is for one thing alone. */
    readonly isForOnePlan: boolean;
  };
}

/** One plan of a subscription: what it opens and until when, or why it opens nothing. */
export function subscriptionWords(
  subscription: SubscriptionFact,
  access: Access & { readonly plan: PlanId },
  isOpen: boolean,
  catalogue: Catalogue,
): Told | undefined {
  const name = nameOf(access.plan, catalogue);
  const isEnding = subscription.cancelAt !== undefined || subscription.cancelAtPeriodEnd;
  const told = isOpen
    ? openWords(subscription, access, name, isEnding, catalogue)
    : closedWords(subscription, access.plan, name, catalogue);
  const isForOnePlan = subscription.items.length === 1;
  return told && { ...told, subscription: { id: subscription.id, isEnding, isForOnePlan } };
}

function openWords(
  subscription: SubscriptionFact,
  { reason, until, plan }: Access & { readonly plan: PlanId },
  name: string,
  isEnding: boolean,
  catalogue: Catalogue,
): Told {
  const day = dayWords(until);
  if (reason === 'grace') {
    const words = `The last payment for your ${name} subscription has not arrived. You can read until ${day}.`;
    return { words, needs: 'card' };
  }
  if (reason === 'trial') {
    if (isEnding) return { words: `Your free trial of ${name} ends on ${day}. Nothing will be charged.` };
    return { words: `Your free trial of ${name} ends on ${day}; ${afterTrial(catalogue.plans.get(plan))}.` };
  }
  const { cancelAt, collectionPaused } = subscription;
  if (cancelAt !== undefined && cancelAt > until) {
    return { words: `Your ${name} subscription. It renews on ${day}, and ends on ${dayWords(cancelAt)}.` };
  }
  if (isEnding) return { words: `Your ${name} subscription. It ends on ${day} and does not renew.` };
  if (collectionPaused)
    return { words: `Your ${name} subscription. Its payments are paused, and you can read on.` };
  return { words: `Your ${name} subscription. It renews on ${day}.` };
}

/** The price is named where the plan has one alone that a trial can lead to. */
function afterTrial(plan: Plan | undefined): string {
  const [price, ...others] = plan?.onSale.filter(({ interval }) => interval !== undefined) ?? [];
  return price === undefined || others.length > 0
    ? 'your subscription begins then'
    : `then it is ${formatPrice(price)}`;
}

/** Why a subscription that stands at Stripe opens nothing; one that is over is not spoken of. */
function closedWords(
  subscription: SubscriptionFact,
  plan: PlanId,
  name: string,
  catalogue: Catalogue,
): Told | undefined {
  const { status, collectionPaused } = subscription;
  const items = subscription.items.filter((item) => planOf(item, catalogue) === plan);
  const isWithdrawn = items.every(({ product }) => !catalogue.planOfProduct.has(product));
  switch (status) {
    case 'canceled':
    case 'incomplete_expired':
      return undefined;
    case 'unknown':
      return { words: `Your ${name} subscription is in a state that we have to look at.`, needs: 'help' };
    case 'paused': {
      const words = `Your ${name} subscription is paused, since its free trial ended without a card. Add one to go on.`;
      return { words, needs: 'card' };
    }
    case 'incomplete': {
      const words = `The first payment for your ${name} subscription has not arrived. If it is not paid within a day, the subscription ends, and you can begin a new one.`;
      return { words, needs: 'card' };
    }
    case 'trialing':
    case 'active':
    case 'past_due':
    case 'unpaid':
      if (isWithdrawn) {
        return { words: `Your ${name} subscription is for what is no longer offered.`, needs: 'help' };
      }
      if (items.some((item) => item.disputed))
        return { words: disputed(`your ${name} subscription`), needs: 'help' };
      if (items.some((item) => item.refunded)) {
        const words = `The payment for your ${name} subscription was refunded, so it opens nothing.`;
        return { words, needs: 'help' };
      }
      if (collectionPaused) {
        return { words: `Your ${name} subscription is paused, as its payments are.`, needs: 'help' };
      }
      return {
        words: `The last payment for your ${name} subscription has not arrived, so it opens nothing now. Update your card, or pay the invoice among your receipts, and you can read on.`,
        needs: 'card',
      };
  }
}

export function disputed(what: string): string {
  return `The payment for ${what} is disputed with the bank. Until that is settled, it opens nothing.`;
}

export function nameOf(plan: PlanId, catalogue: Catalogue): string {
  return catalogue.plans.get(plan)?.name ?? plan;
}
