import { parseAddress } from '../../shared/identity/address.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import type { CustomerAddresses } from '../../shared/stripe/customer-addresses.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';

export interface MoveReceiptsDeps {
  readonly members: Pick<MembersStore, 'profile'>;
  readonly addresses: CustomerAddresses;
}

/**
 * Has Stripe write to the address that a member has by now. One that says something else than the address which was
 * left is not theirs to follow: somebody chose it at Stripe. Asked for before the member's address is changed, and
 * without effect where it was not.
 */
export async function moveReceipts(
  { members, addresses }: MoveReceiptsDeps,
  { customer, member, from }: Extract<SyncMessage, { kind: 'address' }>,
): Promise<void> {
  const now = (await members.profile(member))?.address;
  if (now === undefined || keyOf(now) === from) return;
  const atStripe = await addresses.read(customer);
  if (atStripe !== undefined && keyOf(atStripe) === from) await addresses.write(customer, now);
}

function keyOf(text: string): string | undefined {
  const address = parseAddress(text);
  return typeof address === 'string' ? undefined : address.key;
}
