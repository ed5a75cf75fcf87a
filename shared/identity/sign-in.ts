import type { EpochSeconds } from '../membership/model.ts';

/** Every number here has a row in docs/sign-in.md, and a test. */
export const CHALLENGE_LIFETIME_SECONDS = 15 * 60;
export const GUESSES_PER_CHALLENGE = 5;
/** After these the address signs in by link until the next day (UTC). */
export const WRONG_CODES_PER_ADDRESS_PER_DAY = 10;
/** After either of these an address is mailed one link an hour and no code. */
export const MAILS_PER_ADDRESS_PER_HOUR = 10;
export const MAILS_PER_ADDRESS_PER_DAY = 20;
/** Until the next one may be sent, so that its owner always has one that works. */
export const SPARE_LINK_LIFETIME_SECONDS = 3600;

/**
 * One asking for a code, to sign in or for another address. It holds hashes only; what they are hashes of travels in
 * one mail and one cookie.
 */
export interface Challenge {
  readonly id: string;
  readonly address: { readonly text: string; readonly key: string };
  /** The address as the browser that asked may see it: as typed there, or masked where it was not. */
  readonly shownAs: string;
  readonly codeHash: string;
  /** Absent where no link was sent: the code proves an address to who is signed in already. */
  readonly linkHash?: string;
  /** Of the handle that only the browser that asked holds; absent where its session is that. */
  readonly handleHash?: string;
  /** Where to go once signed in; already checked against the allowed origins. */
  readonly to?: string;
  readonly expiresAt: EpochSeconds;
  readonly spentAt?: EpochSeconds;
}

/** The name of a counter that begins anew every hour. */
export function hourCounter(what: 'mail' | 'spare', addressKey: string, now: EpochSeconds): string {
  return `${what}#${addressKey}#${Math.floor(now / 3600)}`;
}

/** The name of a counter that begins anew every day, UTC. */
export function dayCounter(what: 'mails' | 'wrong-code', addressKey: string, now: EpochSeconds): string {
  return `${what}#${addressKey}#${Math.floor(now / 86_400)}`;
}

/** Six digits from a number below 10^6. */
export function codeFrom(randomInt: number): string {
  return String(randomInt).padStart(6, '0');
}

/** What a person types or pastes: digits with spaces, hyphens and marks of direction among them. */
export function normalizeCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s\u200e\u200f\u2066-\u2069-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
