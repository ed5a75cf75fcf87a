import type { Catalogue, Policies } from './catalogue.ts';
import type {
  Access,
  BillingItem,
  EpochSeconds,
  Feature,
  PassFact,
  PlanId,
  SubscriptionFact,
  SubscriptionItemFact,
} from './model.ts';

/** A renewal is charged up to an hour after the period has ended; a reader must not notice. */
export const SLACK_SECONDS = 3600;

/** Stripe finalizes a draft after about an hour; one as old as this will not be finalized on its own. */
const STUCK_DRAFT_SECONDS = 72 * 3600;

const DAY_SECONDS = 86_400;

/** Every access that a customer's subscriptions and passes speak of, open or not. */
export function billingAccesses(
  { customerDeleted, subscriptions, passes }: BillingItem,
  catalogue: Catalogue,
  now: EpochSeconds,
  slackSeconds: number,
): Access[] {
  if (customerDeleted) return [];
  return [
    ...subscriptions.flatMap((subscription) =>
      subscription.items.map((item) => subscriptionAccess(subscription, item, catalogue, now, slackSeconds)),
    ),
    ...passes.map((pass) => passAccess(pass, catalogue, now)),
  ].filter((access) => access !== undefined);
}

/** Its time from payment, to the second: nothing renews, so there is no slack. */
function passAccess(pass: PassFact, catalogue: Catalogue, now: EpochSeconds): Access | undefined {
  const features = catalogue.plans.get(pass.plan)?.features ?? pass.features;
  if (features === undefined || pass.paidAt === undefined) return undefined;
  const startsAt = Math.min(pass.paidAt, now);
  const stands = pass.refunded === undefined && pass.disputed === undefined;
  return {
    source: { kind: 'pass', id: pass.id },
    reason: 'pass',
    plan: pass.plan,
    features,
    startsAt,
    until: stands ? pass.paidAt + pass.seconds : startsAt,
  };
}

function subscriptionAccess(
  subscription: SubscriptionFact,
  item: SubscriptionItemFact,
  catalogue: Catalogue,
  now: EpochSeconds,
  slackSeconds: number,
): Access | undefined {
  const given = whatItemGives(item, catalogue, slackSeconds);
  if (given === undefined) return undefined;
  const { until, reason } = itemEnd(subscription, item, given, catalogue, now, slackSeconds);
  return {
    source: { kind: 'subscription', id: subscription.id },
    reason,
    plan: given.plan,
    features: given.features,
    startsAt: Math.min(subscription.startedAt, now),
    until,
  };
}

interface Given {
  readonly plan: PlanId;
  readonly features: readonly Feature[];
  readonly periodEnd: EpochSeconds;
  readonly graceDays: number;
  /** Nothing is given from then on, paid or not. */
  readonly lastsUntil: EpochSeconds;
}

/** By the item's product; a product taken out of the catalogue keeps what it gave until the period then read ends. */
function whatItemGives(
  { product, periodEnd, kept }: SubscriptionItemFact,
  catalogue: Catalogue,
  slackSeconds: number,
): Given | undefined {
  const plan = catalogue.planOfProduct.get(product);
  if (plan !== undefined) {
    const { id, features, graceDays } = plan;
    return { plan: id, features, periodEnd, graceDays, lastsUntil: Infinity };
  }
  return kept && { ...kept, lastsUntil: kept.periodEnd + slackSeconds };
}

interface End {
  readonly until: EpochSeconds;
  readonly reason: 'subscription' | 'trial' | 'grace';
}

function itemEnd(
  subscription: SubscriptionFact,
  item: SubscriptionItemFact,
  { periodEnd, graceDays, lastsUntil }: Given,
  { policies }: Catalogue,
  now: EpochSeconds,
  slackSeconds: number,
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
      if (isSuspended(subscription, item, policies)) return none;
      const cap = Math.min(subscription.cancelAt ?? Infinity, lastsUntil);
      const unpaidSince = subscription.collectionPaused ? undefined : unpaidPeriodSince(item, now);
      if (unpaidSince !== undefined) {
        const graceEnd = unpaidSince + graceDays * DAY_SECONDS;
        const paidEnd = (item.paidUntil ?? -Infinity) + slackSeconds;
        return paidEnd > graceEnd
          ? { until: Math.min(paidEnd, cap), reason }
          : { until: Math.min(graceEnd, cap), reason: 'grace' };
      }
      const paidUntil = subscription.status === 'trialing' ? (subscription.trialEnd ?? periodEnd) : periodEnd;
      return { until: Math.min(paidUntil + slackSeconds, cap), reason };
    }
  }
}

/** By what the publication has chosen: docs/configuration.md. */
function isSuspended(
  { collectionPaused }: SubscriptionFact,
  { refunded, disputed }: SubscriptionItemFact,
  policies: Policies,
): boolean {
  return (
    (collectionPaused && policies.pausedCollection === 'suspend') ||
    (refunded === true && policies.refundedSubscription === 'suspend') ||
    (disputed === true && policies.disputedSubscription === 'suspend')
  );
}

function unpaidPeriodSince(
  { unpaidSince, draftSince }: SubscriptionItemFact,
  now: EpochSeconds,
): EpochSeconds | undefined {
  const stuckDraft =
    draftSince !== undefined && now - draftSince > STUCK_DRAFT_SECONDS ? draftSince : undefined;
  if (unpaidSince === undefined || stuckDraft === undefined) return unpaidSince ?? stuckDraft;
  return Math.min(unpaidSince, stuckDraft);
}
