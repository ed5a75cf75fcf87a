import { parseAddress } from '../../shared/identity/address.ts';
import type { Address } from '../../shared/identity/address.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { EpochMillis, MemberId } from '../../shared/membership/model.ts';
import type { StripeReading } from '../../shared/membership/stripe-reading.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import { setAside } from './set-aside.ts';
import type { SetAsideDeps } from './set-aside.ts';

export interface MemberDeps extends SetAsideDeps {
  readonly members: Pick<MembersStore, 'memberOfAddress' | 'linkCustomer' | 'create' | 'giveAddress'>;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Links a customer that no member has to the member who holds its address, or to a new and unproved one. */
export async function memberFor(
  deps: MemberDeps,
  reading: StripeReading,
  now: EpochMillis,
): Promise<MemberId | 'lost_race'> {
  const { customer } = reading;
  const address = await addressOf(deps, reading, now);
  const holder = address && (await deps.members.memberOfAddress(address.key));
  if (holder !== undefined) {
    return (await deps.members.linkCustomer(holder, customer)) ? holder : 'lost_race';
  }
  const member = {
    id: makeId('mem', deps.randomBytes(ID_BYTES)),
    ...(address && { address: address.text }),
    sessionEpoch: 0,
    origin: { kind: 'customer', customer } as const,
    createdAt: Math.floor(now / 1000),
  };
  return (await deps.members.create(member, address, customer)) ? member.id : 'lost_race';
}

/**
 * Gives a member who has no address the one that their customer has by now. Where somebody else holds it, nobody can
 * tell who should: the customer waits in the quarantine.
 */
export async function giveAddress(
  deps: MemberDeps,
  member: MemberId,
  reading: StripeReading,
  now: EpochMillis,
): Promise<void> {
  const address = await addressOf(deps, reading, now);
  if (address === undefined || (await deps.members.giveAddress(member, address))) return;
  const holder = await deps.members.memberOfAddress(address.key);
  if (holder !== undefined && holder !== member) {
    await setAside(deps, 'address', reading.customer, reading.customer, now);
  }
}

/** A customer without an address that mail can reach waits in the quarantine: their reader can not sign in. */
async function addressOf(
  deps: MemberDeps,
  { customer, customerDeleted, address: text }: StripeReading,
  now: EpochMillis,
): Promise<Address | undefined> {
  const parsed = text === undefined ? undefined : parseAddress(text);
  if (typeof parsed === 'object') return parsed;
  if (!customerDeleted) await setAside(deps, 'address', customer, customer, now);
  return undefined;
}
