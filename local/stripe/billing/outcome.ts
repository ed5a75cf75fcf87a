import { GENERIC_DECLINE } from '../objects/cards.ts';
import type { Decline } from '../objects/cards.ts';

/** How one attempt to collect a payment ends. */
export type PaymentOutcome =
  | { readonly kind: 'paid' }
  | { readonly kind: 'declined'; readonly decline: Decline }
  /** The bank wants the reader to prove who they are (3D Secure). */
  | { readonly kind: 'requires_action' }
  /** A bank debit that is under way. */
  | { readonly kind: 'processing' };

export const PAID: PaymentOutcome = { kind: 'paid' };
export const DECLINED: PaymentOutcome = { kind: 'declined', decline: GENERIC_DECLINE };
