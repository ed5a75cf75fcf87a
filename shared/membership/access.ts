import type { Catalogue } from './catalogue.ts';
import type {
  EpochSeconds,
  Facts,
  Feature,
  Grant,
  PlanId,
  Reason,
  SubscriptionFact,
  SubscriptionItemFact,
} from './model.ts';

/** A renewal is charged up to an hour after the period has ended; a reader must not notice. */
export const SLACK_SECONDS = 3600;

/** Stripe finalizes a draft after about an hour; one as old as this will not be finalized on its own. */
const STUCK_DRAFT_SECONDS = 72 * 3600;

const DAY_SECONDS = 86_400;

/** One reason for access that a member has, had or will have, with its bounds. */
export interface Access {
  readonly source: { readonly kind: 'subscription' | 'grant'; readonly id: string };
  readonly reason: Reason;
  readonly features: readonly Feature[];
  readonly plan?: PlanId;
  readonly startsAt: EpochSeconds;
  /** The first second without access; at or before `startsAt` where the fact gives none. */
  readonly until: EpochSeconds;
}

/** Every access that a member's facts speak of, open or not. docs/billing.md has the table this follows. */
export function accesses(facts: Facts, catalogue: Catalogue, now: EpochSeconds): Access[] {
  return [
    ...facts.billing
      .filter((billing) => !billing.customerDeleted)
      .flatMap(({ subscriptions }) => subscriptions)
      .flatMap((subscription) =>
        subscription.items.map((item) => subscriptionAccess(subscription, item, catalogue, now)),
      )
      .filter((access) => access !== undefined),
    ...facts.grants.map((grant) => grantAccess(grant, catalogue)),
  ];
}

function subscriptionAccess(
  subscription: SubscriptionFact,
  item: SubscriptionItemFact,
  catalogue: Catalogue,
  now: EpochSeconds,
): Access | undefined {
  const given = whatItemGives(item, catalogue);
  if (given === undefined) return undefined;
  const { until, reason } = subscriptionEnd(subscription, given.periodEnd, given.graceDays, catalogue, now);
  return {
    source: { kind: 'subscription', id: subscription.id },
    reason,
    plan: given.plan,
    features: given.features,
    startsAt: Math.min(subscription.startedAt, now),
    until,
  };
}

/** By the item's product; a product taken out of the catalogue keeps what it gave until the period then read ends. */
function whatItemGives({ product, periodEnd, kept }: SubscriptionItemFact, catalogue: Catalogue) {
  const plan = catalogue.planOfProduct.get(product);
  if (plan !== undefined)
    return { plan: plan.id, features: plan.features, periodEnd, graceDays: plan.graceDays };
  return kept === undefined
    ? undefined
    : { ...kept, graceDays: catalogue.plans.get(kept.plan)?.graceDays ?? 0 };
}

interface End {
  readonly until: EpochSeconds;
  readonly reason: 'subscription' | 'trial' | 'grace';
}

function subscriptionEnd(
  subscription: SubscriptionFact,
  periodEnd: EpochSeconds,
  graceDays: number,
  { policies }: Catalogue,
  now: EpochSeconds,
): End {
  const reason = subscription.status === 'trialing' ? 'trial' : 'subscription';
  const none: End = { until: Math.min(subscription.startedAt, now), reason };
  switch (subscription.status) {
    case 'unpaid':
    case 'paused':
    case 'incomplete':
    case 'incomplete_expired':
    case 'canceled':
    case 'unknown':
      return none;
    case 'trialing':
    case 'active':
    case 'past_due': {
      if (subscription.collectionPaused && policies.pausedCollection === 'suspend') return none;
      const cap = subscription.cancelAt ?? Infinity;
      const unpaidSince = subscription.collectionPaused ? undefined : unpaidPeriodSince(subscription, now);
      if (unpaidSince !== undefined) {
        return { until: Math.min(unpaidSince + graceDays * DAY_SECONDS, cap), reason: 'grace' };
      }
      const paidUntil = subscription.status === 'trialing' ? (subscription.trialEnd ?? periodEnd) : periodEnd;
      return { until: Math.min(paidUntil + SLACK_SECONDS, cap), reason };
    }
  }
}

function unpaidPeriodSince(
  { unpaidSince, draftSince }: SubscriptionFact,
  now: EpochSeconds,
): EpochSeconds | undefined {
  const stuckDraft =
    draftSince !== undefined && now - draftSince > STUCK_DRAFT_SECONDS ? draftSince : undefined;
  if (unpaidSince === undefined || stuckDraft === undefined) return unpaidSince ?? stuckDraft;
  return Math.min(unpaidSince, stuckDraft);
}

function grantAccess(grant: Grant, catalogue: Catalogue): Access {
  const plan = grant.plan === undefined ? undefined : catalogue.plans.get(grant.plan);
  return {
    source: { kind: 'grant', id: grant.id },
    reason: grant.kind,
    features: plan?.features ?? grant.features,
    ...(grant.plan !== undefined && { plan: grant.plan }),
    startsAt: grant.startsAt,
    until: Math.min(grant.endsAt, grant.revocation?.at ?? Infinity),
  };
}

/** Statuses in which a plan is taken: a second purchase would be a second payment. */
const LIVE_STATUSES: ReadonlySet<string> = new Set([
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'unknown',
]);

/** Whether a member has a subscription to a plan, paid or not, that has not come to its end. */
export function hasLiveSubscription(
  { billing }: Pick<Facts, 'billing'>,
  plan: PlanId,
  catalogue: Catalogue,
): boolean {
  return billing
    .filter((item) => !item.customerDeleted)
    .flatMap(({ subscriptions }) => subscriptions)
    .some(
      ({ status, items }) =>
        LIVE_STATUSES.has(status) &&
        items.some((item) => (catalogue.planOfProduct.get(item.product)?.id ?? item.kept?.plan) === plan),
    );
}
