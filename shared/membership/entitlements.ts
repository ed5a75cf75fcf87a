import { accesses } from './access.ts';
import { REGISTERED } from '../../client/src/claims.ts';
import type { Catalogue } from './catalogue.ts';
import type { Access, EpochSeconds, Facts, Feature, PlanId, Reason } from './model.ts';
import { SLACK_SECONDS } from './billing-access.ts';

/** A feature that a member holds, until when, and the access that gives it longest. */
export interface Entitlement {
  readonly feature: Feature;
  /** Absent for `registered`, which does not end. */
  readonly until?: EpochSeconds;
  readonly access?: Access;
}

export interface Entitlements {
  /** Sorted by feature. */
  readonly held: readonly Entitlement[];
  /** `grace` if any subscription behind them is in it, else the latest-ending reason; absent where nothing was bought or granted. */
  readonly why?: Reason;
  /** The plan of the latest-ending access that has one. */
  readonly plan?: PlanId;
}

/**
 * What a member may read at `now`: the OR of all their facts. Per feature the latest end wins.
 * Derived at every mint and never stored, so no stored status can drift from its facts.
 */
export function entitlements(
  facts: Facts,
  catalogue: Catalogue,
  now: EpochSeconds,
  slackSeconds = SLACK_SECONDS,
): Entitlements {
  const open = accesses(facts, catalogue, now, slackSeconds)
    .filter((access) => access.startsAt <= now && now < access.until)
    .sort(latestEndFirst);
  const held = new Map<Feature, Entitlement>();
  if (facts.member.addressProvedAt !== undefined) held.set(REGISTERED, { feature: REGISTERED });
  for (const access of open) {
    for (const feature of access.features) {
      if (!held.has(feature)) held.set(feature, { feature, until: access.until, access });
    }
  }
  const behind = open.filter((access) => access.features.length > 0);
  const why = behind.some(({ reason }) => reason === 'grace') ? 'grace' : behind[0]?.reason;
  const plan = behind.find((access) => access.plan !== undefined)?.plan;
  return {
    held: [...held.values()].sort((one, other) => (one.feature < other.feature ? -1 : 1)),
    ...(why !== undefined && { why }),
    ...(plan !== undefined && { plan }),
  };
}

/** Latest end first; equal ends in a fixed order, so that the same facts always give the same answer. */
function latestEndFirst(one: Access, other: Access): number {
  return (
    other.until - one.until ||
    (one.source.id < other.source.id ? -1 : one.source.id > other.source.id ? 1 : 0)
  );
}
