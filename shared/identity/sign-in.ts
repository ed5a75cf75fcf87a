import type { EpochSeconds } from '../membership/model.ts';

export const CHALLENGE_LIFETIME_SECONDS = 15 * 60;
export const GUESSES_PER_CHALLENGE = 5;
/** After these the address signs in by link until the next day (UTC). */
export const WRONG_CODES_PER_ADDRESS_PER_DAY = 10;
/** After these, an address is mailed once in the life of a challenge: its owner always has a link that works. */
export const MAILS_PER_ADDRESS_PER_HOUR = 10;

/** One asking to sign in. It holds hashes only; what they are hashes of travels in one mail and one cookie. */
export interface Challenge {
  readonly id: string;
  readonly address: { readonly text: string; readonly key: string };
  /** The address as the browser that asked may see it: as typed there, or masked where it was not. */
  readonly shownAs: string;
  readonly codeHash: string;
  readonly linkHash: string;
  /** Of the handle that only the browser that asked holds. */
  readonly handleHash: string;
  /** Where to go once signed in; already checked against the allowed origins. */
  readonly to?: string;
  readonly expiresAt: EpochSeconds;
}

/** Six digits from a number below 10^6. */
export function codeFrom(randomInt: number): string {
  return String(randomInt).padStart(6, '0');
}

/** What a person types: digits with spaces or hyphens among them. */
export function normalizeCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
