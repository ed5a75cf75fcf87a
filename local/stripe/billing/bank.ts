import { declineOnFile } from '../objects/cards.ts';
import type { PaymentMeans } from '../objects/paymentMethod.ts';
import type { PaymentOutcome } from './outcome.ts';

/** https://docs.stripe.com/testing#three-ds-cards */
const AUTHENTICATES_ALWAYS = '3184';
const AUTHENTICATES_FIRST = '3155';

/** What the bank answers when what is on file is charged. `first` is a subscription's first payment. A debit takes days. */
export function bankAnswer({ type, last4 }: PaymentMeans, first: boolean): PaymentOutcome {
  if (type === 'sepa_debit') return { kind: 'processing' };
  if (last4 === AUTHENTICATES_ALWAYS || (first && last4 === AUTHENTICATES_FIRST)) {
    return { kind: 'requires_action' };
  }
  const decline = declineOnFile(last4);
  return decline === undefined ? { kind: 'paid' } : { kind: 'declined', decline };
}
