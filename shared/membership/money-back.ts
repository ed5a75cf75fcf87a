import type { StripeMoneyBack } from './stripe-reading.ts';

/** Money that is away while a dispute lasts, or for good (docs.stripe.com/disputes/how-disputes-work). */
const AWAY: ReadonlySet<string> = new Set([
  'needs_response',
  'under_review',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
]);

/** Inquiries, which take nothing yet, and disputes that have come to nothing. */
const HARMLESS: ReadonlySet<string> = new Set([
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'won',
  'prevented',
]);

/** What a fact keeps of money that went back: only what is so, each as `true`. */
export function moneyBackFacts({ refunded, disputes }: StripeMoneyBack): {
  readonly refunded?: true;
  readonly disputed?: true;
} {
  return {
    ...(refunded && { refunded }),
    ...(disputes.some((status) => AWAY.has(status)) && { disputed: true }),
  };
}

export function isKnownDispute(status: string): boolean {
  return AWAY.has(status) || HARMLESS.has(status);
}
