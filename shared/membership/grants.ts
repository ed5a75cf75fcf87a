import type { Catalogue } from './catalogue.ts';
import type { EpochSeconds, Feature, PlanId } from './model.ts';

const DAY_SECONDS = 86_400;

export interface GrantTerms {
  readonly plan?: PlanId | undefined;
  readonly features?: readonly Feature[] | undefined;
  readonly startsAt: EpochSeconds;
  readonly endsAt: EpochSeconds;
}

export type GrantRefusal =
  | 'grant_plan_or_features'
  | 'grant_plan_unknown'
  | 'grant_feature_unknown'
  | 'grant_end_before_start'
  | 'grant_end_in_past'
  | 'grant_too_long';

/** The features that a grant of these terms gives today, or why there can be no such grant. */
export function checkGrant(
  { plan: planId, features, startsAt, endsAt }: GrantTerms,
  catalogue: Catalogue,
  now: EpochSeconds,
): { readonly features: readonly Feature[] } | GrantRefusal {
  if ((planId === undefined) === (features === undefined)) return 'grant_plan_or_features';
  const plan = planId === undefined ? undefined : catalogue.plans.get(planId);
  if (planId !== undefined && plan === undefined) return 'grant_plan_unknown';
  const given = [...new Set(plan?.features ?? features)].sort();
  if (given.length === 0) return 'grant_plan_or_features';
  if (given.some((feature) => !catalogue.features.includes(feature))) return 'grant_feature_unknown';
  if (endsAt <= startsAt) return 'grant_end_before_start';
  if (endsAt <= now) return 'grant_end_in_past';
  const days = (endsAt - Math.min(startsAt, now)) / DAY_SECONDS;
  return days <= catalogue.policies.compMaxDays ? { features: given } : 'grant_too_long';
}
