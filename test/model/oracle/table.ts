import type { CustomerState, SoldItem, SoldPass } from './state.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const SLACK_SECONDS = HOUR_SECONDS;
const STUCK_AFTER_SECONDS = 72 * HOUR_SECONDS;

export interface SoldPlan {
  readonly products: readonly string[];
  readonly features: readonly string[];
  readonly graceDays: number;
}

/** What the publication sells today, and what it remembers of products that it sold before. */
export interface Shop {
  readonly plans: Readonly<Record<string, SoldPlan>>;
  readonly pausedCollection: 'keep' | 'suspend';
  readonly refundedSubscription: 'keep' | 'suspend';
  readonly disputedSubscription: 'keep' | 'suspend';
  /** By item: what it gave when its product was withdrawn, and the end of the period it was then in. */
  readonly remembered: ReadonlyMap<string, Remembered>;
}

export interface Remembered {
  readonly product: string;
  readonly plan: SoldPlan;
  readonly periodEnd: number;
}

export type Why = 'subscription' | 'trial' | 'grace' | 'pass' | 'comp';

/** One reason to read, as it stands at one moment. */
export interface Reason {
  /** The subscription, payment or comp that it comes from. */
  readonly source: string;
  readonly why: Why;
  readonly features: readonly string[];
  readonly until: number;
}

/**
 * The table of docs/billing.md: what these objects of Stripe's give at `now`, in epoch seconds. A reason that gives
 * nothing at that moment is left out.
 */
export function reasonsAt({ deleted, items, passes }: CustomerState, shop: Shop, now: number): Reason[] {
  if (deleted) return [];
  return [
    ...items.map((item) => reasonOfItem(item, shop, now)),
    ...passes.map((pass) => reasonOfPass(pass, shop)),
  ].filter((reason): reason is Reason => reason !== null && now < reason.until);
}

function reasonOfPass(
  { intent, plan, paidAt, seconds, refunded, disputed }: SoldPass,
  shop: Shop,
): Reason | null {
  const features = shop.plans[plan]?.features;
  if (features === undefined || paidAt === null || refunded || disputed) return null;
  return { source: intent, why: 'pass', features, until: paidAt + seconds };
}

function reasonOfItem(item: SoldItem, shop: Shop, now: number): Reason | null {
  if (!['trialing', 'active', 'past_due'].includes(item.status)) return null;
  if (item.paused && shop.pausedCollection === 'suspend') return null;
  if (item.refunded && shop.refundedSubscription === 'suspend') return null;
  if (item.disputed && shop.disputedSubscription === 'suspend') return null;

  const sold = Object.values(shop.plans).find(({ products }) => products.includes(item.product));
  const remembered = sold === undefined ? rememberedOf(item, shop) : undefined;
  const plan = sold ?? remembered?.plan;
  if (plan === undefined) return null;
  const periodEnd = remembered?.periodEnd ?? item.periodEnd;
  const limits = [item.cancelAt ?? Infinity, remembered === undefined ? Infinity : periodEnd + SLACK_SECONDS];

  const owedFrom = item.paused ? null : owedSince(item, now);
  const isTrial = item.status === 'trialing';
  if (owedFrom !== null) {
    const graceEnd = owedFrom + plan.graceDays * DAY_SECONDS;
    const paidEnd = item.paidUntil === null ? 0 : item.paidUntil + SLACK_SECONDS;
    return {
      source: item.subscription,
      why: graceEnd >= paidEnd ? 'grace' : isTrial ? 'trial' : 'subscription',
      features: plan.features,
      until: Math.min(Math.max(graceEnd, paidEnd), ...limits),
    };
  }
  const paidUntil = isTrial ? (item.trialEnd ?? periodEnd) : periodEnd;
  const until = Math.min(paidUntil + SLACK_SECONDS, ...limits);
  const why = isTrial ? 'trial' : 'subscription';
  return { source: item.subscription, why, features: plan.features, until };
}

/** An item that has been changed to another product since is for that one: nothing is remembered of it. */
function rememberedOf({ item, product }: SoldItem, { remembered }: Shop): Remembered | undefined {
  const found = remembered.get(item);
  return found?.product === product ? found : undefined;
}

function owedSince({ owedFrom, draftFrom }: SoldItem, now: number): number | null {
  const isStuck = draftFrom !== null && now > draftFrom + STUCK_AFTER_SECONDS;
  if (!isStuck) return owedFrom;
  return owedFrom === null ? draftFrom : Math.min(owedFrom, draftFrom);
}

/** Every moment at which time alone could change what these objects give. */
export function turningPoints({ items, passes }: CustomerState, shop: Shop): number[] {
  const graces = [...new Set(Object.values(shop.plans).map(({ graceDays }) => graceDays * DAY_SECONDS))];
  return [
    ...items.flatMap(({ item, periodEnd, trialEnd, cancelAt, owedFrom, draftFrom, paidUntil }) => [
      (paidUntil ?? 0) + SLACK_SECONDS,
      periodEnd + SLACK_SECONDS,
      (shop.remembered.get(item)?.periodEnd ?? periodEnd) + SLACK_SECONDS,
      (trialEnd ?? 0) + SLACK_SECONDS,
      cancelAt ?? 0,
      (draftFrom ?? 0) + STUCK_AFTER_SECONDS + 1,
      ...graces.flatMap((grace) => [(owedFrom ?? 0) + grace, (draftFrom ?? 0) + grace]),
    ]),
    ...passes.map(({ paidAt, seconds }) => (paidAt ?? 0) + seconds),
  ];
}

const OVER: readonly string[] = ['canceled', 'incomplete_expired'];

/** The subscriptions, paid or not, that have not come to their end, by the plan that they are for. */
export function subscriptionsByPlan({ deleted, items }: CustomerState, shop: Shop): Map<string, Set<string>> {
  const live = new Map<string, Set<string>>();
  for (const item of deleted ? [] : items) {
    if (OVER.includes(item.status)) continue;
    const plans = Object.entries(shop.plans);
    const remembered = rememberedOf(item, shop)?.plan;
    const found =
      plans.find(([, { products }]) => products.includes(item.product)) ??
      plans.find(([, { features }]) => features === remembered?.features);
    if (found === undefined) continue;
    const [name] = found;
    live.set(name, (live.get(name) ?? new Set()).add(item.subscription));
  }
  return live;
}

export function plansLive(state: CustomerState, shop: Shop): ReadonlySet<string> {
  return new Set(subscriptionsByPlan(state, shop).keys());
}
