import type { Catalogue } from './catalogue.ts';
import type { Access, EpochSeconds, Facts, Grant } from './model.ts';
import { SLACK_SECONDS, billingAccesses } from './billing-access.ts';

/** Every access that a member's facts speak of, open or not. docs/billing.md has the table this follows. */
export function accesses(
  facts: Pick<Facts, 'billing' | 'grants'>,
  catalogue: Catalogue,
  now: EpochSeconds,
  slackSeconds = SLACK_SECONDS,
): Access[] {
  return [
    ...facts.billing.flatMap((billing) => billingAccesses(billing, catalogue, now, slackSeconds)),
    ...facts.grants.map((grant) => grantAccess(grant, catalogue)),
  ];
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
