import { SLACK_SECONDS } from '../../shared/membership/billing-access.ts';
import { overdueCustomers } from '../../shared/membership/live.ts';
import type { EpochSeconds, Facts } from '../../shared/membership/model.ts';
import type { AccessDeps } from './deps.ts';

/**
 * A member's facts with the renewals that we may have missed, looked up at Stripe first; where that fails, a reader has
 * one more slack. Billing that is not among `facts` stays out.
 */
export async function withRenewals(
  deps: AccessDeps,
  facts: Facts,
  now: EpochSeconds,
): Promise<{ readonly facts: Facts; readonly slackSeconds: number }> {
  const overdue = overdueCustomers(facts, deps.catalogue, now);
  if (overdue.length === 0) return { facts, slackSeconds: SLACK_SECONDS };
  const customers = new Set(facts.billing.map(({ customer }) => customer));
  try {
    for (const customer of overdue) await deps.syncCustomer(customer);
    const read = await deps.members.facts(facts.member.id);
    const billing = read?.billing.filter(({ customer }) => customers.has(customer)) ?? [];
    return { facts: { ...facts, billing }, slackSeconds: SLACK_SECONDS };
  } catch (error) {
    deps.log({ level: 'warn', event: 'overdue_not_synced', member: facts.member.id, error });
    return { facts, slackSeconds: 2 * SLACK_SECONDS };
  }
}
