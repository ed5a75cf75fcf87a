import type { Catalogue } from '../../../shared/membership/catalogue.ts';
import type { Access, Facts, PlanId, SubscriptionFact } from '../../../shared/membership/model.ts';
import { dayWords } from './layout.ts';

/** Why a member has an access, and until when, for the member. Dates are Stripe's and the admin's own, without our slack. */
export function accessWords(access: Access, facts: Facts, catalogue: Catalogue): string {
  const given = access.plan === undefined ? access.features.join(', ') : nameOf(access.plan, catalogue);
  const until = dayWords(access.until);
  switch (access.reason) {
    case 'grace':
      return `Your ${given} subscription, whose last payment has not arrived. You can read until ${until}.`;
    case 'trial':
    case 'subscription':
      return subscriptionWords(
        access,
        given,
        subscriptionsOf(facts).find(({ id }) => id === access.source.id),
      );
    case 'comp':
      return `A complimentary membership (${given}), until ${until}.`;
    case 'gift':
      return `A gift (${given}), until ${until}.`;
    case 'group':
      return `Your organisation (${given}), until ${until}.`;
    case 'pass':
      return `A pass (${given}), until ${until}.`;
  }
}

/** The subscriptions that stand at Stripe, and open nothing here until somebody does something. */
export function closedWords(facts: Facts, open: readonly Access[], catalogue: Catalogue): string[] {
  const reading = new Set(open.map(({ source }) => source.id));
  return subscriptionsOf(facts)
    .filter(({ id }) => !reading.has(id))
    .flatMap((subscription) => {
      const why = CLOSED[subscription.status];
      const [item] = subscription.items;
      const plan = item && (catalogue.planOfProduct.get(item.product)?.id ?? item.kept?.plan);
      return why === undefined || plan === undefined
        ? []
        : [`Your ${nameOf(plan, catalogue)} subscription: ${why}`];
    });
}

const CLOSED: Readonly<Partial<Record<SubscriptionFact['status'], string>>> = {
  active: 'its last payment has not arrived.',
  past_due: 'its last payment has not arrived.',
  unpaid: 'its last payment has not arrived.',
  incomplete: 'its first payment has not arrived.',
  paused: 'it is paused.',
};

function subscriptionWords(
  access: Access,
  given: string,
  subscription: SubscriptionFact | undefined,
): string {
  const noun = access.reason === 'trial' ? 'trial' : 'subscription';
  const end = paidUntil(access, subscription);
  if (subscription?.cancelAt !== undefined) {
    return `Your ${given} ${noun}. It ends on ${dayWords(Math.min(subscription.cancelAt, end))} and does not renew.`;
  }
  if (subscription?.cancelAtPeriodEnd === true)
    return `Your ${given} ${noun}. It ends on ${dayWords(end)} and does not renew.`;
  if (subscription?.collectionPaused === true) return `Your ${given} ${noun}. Its payments are paused.`;
  return access.reason === 'trial'
    ? `Your ${given} trial, until ${dayWords(end)}.`
    : `Your ${given} subscription. It renews on ${dayWords(end)}.`;
}

/** The end of the trial, or of the period of the item behind the access. */
function paidUntil(access: Access, subscription: SubscriptionFact | undefined): number {
  if (access.reason === 'trial' && subscription?.trialEnd !== undefined) return subscription.trialEnd;
  const ends =
    subscription?.items.map(({ periodEnd }) => periodEnd).filter((end) => end <= access.until) ?? [];
  return ends.length === 0 ? access.until : Math.max(...ends);
}

function subscriptionsOf({ billing }: Facts): SubscriptionFact[] {
  return billing
    .filter(({ customerDeleted }) => !customerDeleted)
    .flatMap(({ subscriptions }) => subscriptions);
}

function nameOf(plan: PlanId, catalogue: Catalogue): string {
  return catalogue.plans.get(plan)?.name ?? plan;
}
