import type { EpochSeconds, Facts, MemberId } from '../membership/model.ts';
import type { Address } from './address.ts';

/** Each sends two mails, one of them to an address that anybody may type. */
export const ADDRESS_CHANGES_PER_DAY = 5;

export type WhichAddress = 'old' | 'new';

/**
 * A member's wish for another address, begun on one device and finished on it. The address that somebody has proved
 * agrees to it by a code, and so does the new one; one that nobody has proved is not asked.
 */
export interface AddressChange {
  readonly member: MemberId;
  readonly sid: string;
  /** What it changes: the member's address as it was then, as written; absent where there was none. */
  readonly from?: string;
  readonly to: Address;
  /** The challenges whose codes the addresses were sent. */
  readonly oldChallenge?: string;
  readonly newChallenge: string;
  readonly oldProvedAt?: EpochSeconds;
  readonly newProvedAt?: EpochSeconds;
  readonly expiresAt: EpochSeconds;
}

/** The addresses that have not agreed yet. */
export function unproved({ oldChallenge, oldProvedAt, newProvedAt }: AddressChange): readonly WhichAddress[] {
  return [
    ...(oldChallenge !== undefined && oldProvedAt === undefined ? (['old'] as const) : []),
    ...(newProvedAt === undefined ? (['new'] as const) : []),
  ];
}

/** Whether it can still be gone on with: not over, and the member's address is still the one that it changes. */
export function isOpen(change: AddressChange, address: string | undefined, now: EpochSeconds): boolean {
  return now < change.expiresAt && change.from === address;
}

/**
 * An address that nobody has proved can be corrected where all that its member has is what this one payment bought:
 * a comp or another purchase came to the address, and stays with whoever reads its mail.
 */
export function mayMove({ member, billing, grants }: Facts): boolean {
  const { origin } = member;
  if (member.addressProvedAt !== undefined) return true;
  return (
    origin.kind === 'customer' &&
    grants.length === 0 &&
    billing.every(({ customer }) => customer === origin.customer)
  );
}
