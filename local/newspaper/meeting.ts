import type { Reason } from '../../client/src/claims.ts';
import type { Offer } from './offer.ts';

export type LockedBecause =
  | 'signed_out'
  /** Signed out, by a browser that was signed in here until its session ended elsewhere. */
  | 'session_ended'
  | 'token_refused'
  /** Signed in, with a membership that leaves the section out. */
  | 'not_entitled'
  /** Signed in, with nothing bought or granted. */
  | 'nothing_held'
  | 'not_checked';

/** How an article meets its reader. */
export type Meeting =
  | { readonly state: 'free' }
  | { readonly state: 'unlocked'; readonly why?: Reason }
  | { readonly state: 'locked'; readonly why: LockedBecause; readonly offer: Offer };
