import { accesses } from './access.ts';
import type { Catalogue } from './catalogue.ts';
import type { EpochSeconds, Facts } from './model.ts';

/**
 * How many devices a member may be signed in on at once; `undefined` where nothing limits them. Of several plans that
 * are held the most generous counts. One without a limit, or no longer in the catalogue, sets none.
 */
export function deviceLimit(facts: Facts, catalogue: Catalogue, now: EpochSeconds): number | undefined {
  const held = accesses(facts, catalogue, now)
    .filter(({ startsAt, until }) => startsAt <= now && now < until)
    .flatMap(({ plan }) => (plan === undefined ? [] : [plan]));
  const limits = held.map((plan) => catalogue.plans.get(plan)?.devices ?? Infinity);
  const limit = Math.max(...limits);
  return Number.isFinite(limit) ? limit : undefined;
}
