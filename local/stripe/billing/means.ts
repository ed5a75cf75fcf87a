import { readCard } from '../objects/cards.ts';
import { readIban } from '../objects/sepaDebit.ts';
import { bankAnswer } from './bank.ts';
import type { CardEntry } from '../objects/cards.ts';
import type { PaymentMeans } from '../objects/paymentMethod.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { PaymentOutcome } from './outcome.ts';

/** What a reader pays with, as it was typed. */
export type MeansEntry =
  | { readonly type: 'card'; readonly card: CardEntry }
  | { readonly type: 'sepa_debit'; readonly iban: string };

export type MeansReading =
  | { readonly kind: 'read'; readonly means: PaymentMeans; readonly outcome: PaymentOutcome }
  | {
      readonly kind: 'invalid';
      readonly field: 'number' | 'expiry' | 'cvc' | 'iban';
      readonly message: string;
    };

/** What was typed, and what the bank makes of a payment with it. */
export function readMeans(entry: MeansEntry, now: EpochSeconds): MeansReading {
  if (entry.type === 'sepa_debit') {
    const reading = readIban(entry.iban);
    if (reading.kind === 'invalid') return reading;
    return { kind: 'read', means: reading.debit, outcome: { kind: 'processing' } };
  }
  const reading = readCard(entry.card, now);
  switch (reading.kind) {
    case 'invalid':
      return reading;
    case 'declined':
      return {
        kind: 'read',
        means: reading.card,
        outcome: { kind: 'declined', decline: reading.decline },
      };
    case 'accepted': {
      const challenged = bankAnswer(reading.card, true).kind === 'requires_action';
      return {
        kind: 'read',
        means: reading.card,
        outcome: { kind: challenged ? 'requires_action' : 'paid' },
      };
    }
  }
}
