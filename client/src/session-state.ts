import type { Access } from './access.ts';
import type { EpochSeconds } from './claims.ts';
import type { GatefoldError } from './errors.ts';

/**
 * What a page can tell its reader:
 * `starting`: the service has not answered yet;
 * `signed_in`: a token is held that is good, though the service may be out of reach;
 * `expired`: the token ran out, and another is being asked for;
 * `offline`: no good token is held, and the service cannot be asked, which it is again and again;
 * `signed_out`: the service said so.
 */
export type SessionState = 'starting' | 'signed_in' | 'expired' | 'offline' | 'signed_out';

/** Why nobody is signed in: codes of `POST /v1/token`, and `signed_out` for a sign-out in this browser. */
export type SignedOutReason =
  | 'session_missing'
  | 'session_invalid'
  | 'session_expired'
  | 'session_ended'
  | 'session_evicted'
  | 'signed_out'
  | (string & Record<never, never>);

export interface Held<Feature extends string> {
  readonly token: string;
  readonly access: Access<Feature>;
  readonly renewAt: EpochSeconds;
}

export interface Failure {
  readonly error: GatefoldError<string>;
  /** Calls in a row that were not answered. */
  readonly inARow: number;
  readonly retryAt: EpochSeconds;
}

/** All that one page knows of the session. */
export interface Knowledge<Feature extends string> {
  readonly held?: Held<Feature>;
  readonly why?: SignedOutReason;
  readonly failure?: Failure;
}

export function stateOf({ held, why, failure }: Knowledge<string>, now: EpochSeconds): SessionState {
  if (held !== undefined && held.access.expiresAt > now) return 'signed_in';
  if (why !== undefined) return 'signed_out';
  if (failure !== undefined) return 'offline';
  return held === undefined ? 'starting' : 'expired';
}

/** When the service is to be asked; never where it said that nobody is signed in. */
export function dueAt({ held, why, failure }: Knowledge<string>): EpochSeconds {
  if (why !== undefined) return Infinity;
  return failure?.retryAt ?? held?.renewAt ?? -Infinity;
}

const RENEWAL_LEAD_SECONDS = 60;
const RENEWAL_SPREAD_SECONDS = 30;

/**
 * A minute to a minute and a half before the end, so that the readers of one moment do not come back in one.
 *
 * @param chance from 0 to below 1
 */
export function renewalOf(expiresAt: EpochSeconds, now: EpochSeconds, chance: number): EpochSeconds {
  const lead = RENEWAL_LEAD_SECONDS + RENEWAL_SPREAD_SECONDS * chance;
  return expiresAt - Math.min(lead, (expiresAt - now) / 2);
}

const LONGEST_PAUSE_SECONDS = 60;

/**
 * How long to leave the service alone: from a second or two, doubled up to a minute, and never less than it asked for.
 *
 * @param chance from 0 to below 1
 */
export function pauseAfter(inARow: number, retryAfterSeconds = 0, chance = 0): number {
  const pause = Math.min(LONGEST_PAUSE_SECONDS, 2 ** inARow) * (1 + chance) * 0.5;
  return retryAfterSeconds > 0 ? retryAfterSeconds + pause : pause;
}
