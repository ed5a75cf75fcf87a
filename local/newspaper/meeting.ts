import type { Reason } from '../../client/src/claims.ts';
import type { Offer } from './offer.ts';

export type LockedBecause = 'signed_out' | 'token_refused' | 'not_entitled' | 'not_checked';

/** How an article meets its reader. */
export type Meeting =
  | { readonly state: 'free' }
  | { readonly state: 'unlocked'; readonly why?: Reason }
  | { readonly state: 'locked'; readonly why: LockedBecause; readonly offer: Offer };
