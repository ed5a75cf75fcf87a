import { buildBalanceTransaction } from '../objects/balanceTransaction.ts';
import type { BalanceEntry } from '../objects/balanceTransaction.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** Books money that came or went. Stripe tells of it only by what moved it, and so does the double. */
export function book(world: World, entry: BalanceEntry): Stripe.BalanceTransaction {
  const transaction = buildBalanceTransaction(world.stamp('transaction'), entry);
  world.objects.put('balance_transaction', transaction);
  return transaction;
}

/** The income of a charge that succeeded, less Stripe's fee for a card: https://stripe.com/pricing */
export function bookPayment(
  world: World,
  charge: string,
  intent: Stripe.PaymentIntent,
  means: 'card' | 'sepa_debit',
): string {
  const { id } = book(world, {
    type: means === 'card' ? 'charge' : 'payment',
    reportingCategory: 'charge',
    amount: intent.amount,
    fee: { amount: Math.round(intent.amount * 0.029) + 30, description: 'Stripe processing fees' },
    currency: intent.currency,
    description: intent.description,
    source: charge,
  });
  return id;
}
