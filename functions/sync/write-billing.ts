import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { losesFeatures } from '../../shared/membership/losses.ts';
import type { BillingItem, EpochMillis, MemberId } from '../../shared/membership/model.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import { revokeAround } from '../../shared/store/revocations.ts';
import type { RevocationsStore } from '../../shared/store/revocations.ts';

export interface WriteDeps {
  readonly members: Pick<MembersStore, 'facts' | 'writeBilling'>;
  readonly revocations: Pick<RevocationsStore, 'revoke'>;
  readonly catalogue: Catalogue;
  readonly now: () => EpochMillis;
}

/**
 * Writes a billing item over the one that was read, and revokes the member's tokens where it takes from them what they
 * could read until now: a refund, a dispute, a cancellation at once.
 *
 * @returns `false` where somebody else has written it since
 */
export async function writeBilling(
  deps: WriteDeps,
  member: MemberId,
  stored: BillingItem | undefined,
  item: BillingItem,
): Promise<boolean> {
  const write = () => deps.members.writeBilling(member, item, stored?.rev);
  if (stored === undefined || !(await takesAway(deps, member, stored, item))) return write();
  return revokeAround(deps.revocations, { sub: member }, deps.now, write);
}

/** The member's other facts are asked for only where the item alone gives less than it did. */
async function takesAway(
  { members, catalogue, now }: WriteDeps,
  member: MemberId,
  stored: BillingItem,
  item: BillingItem,
): Promise<boolean> {
  const at = Math.floor(now() / 1000);
  const only = (billing: BillingItem) => ({ billing: [billing], grants: [] });
  if (!losesFeatures(only(stored), only(item), catalogue, at)) return false;
  const facts = await members.facts(member);
  if (facts === undefined) return false;
  const { grants } = facts;
  const others = facts.billing.filter(({ customer }) => customer !== item.customer);
  const withOthers = (billing: BillingItem) => ({ billing: [...others, billing], grants });
  return losesFeatures(withOthers(stored), withOthers(item), catalogue, at);
}
