import { StripeRefusal } from '../api/refusal.ts';
import type { PaymentOutcome } from './outcome.ts';

/** What the API answers to a payment that did not go through; undefined where it did, or may yet. */
export function refusalOf(outcome: PaymentOutcome): StripeRefusal | undefined {
  switch (outcome.kind) {
    case 'paid':
    case 'processing':
      return undefined;
    case 'requires_action':
      return new StripeRefusal(402, {
        type: 'card_error',
        code: 'invoice_payment_intent_requires_action',
        message: 'Payment for this invoice requires additional user action before it can be completed.',
      });
    case 'declined': {
      const { code, declineCode, message } = outcome.decline;
      return new StripeRefusal(402, {
        type: 'card_error',
        code,
        message,
        ...(declineCode !== null && { decline_code: declineCode }),
      });
    }
  }
}
