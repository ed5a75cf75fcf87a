import { chargeOfIntent } from './chargeLookup.ts';
import { openDispute } from './dispute.ts';
import type { World } from '../world.ts';
import type { DisputeRequest } from './dispute.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/testing#disputes, by the last four digits */
const DISPUTED: Readonly<Record<string, DisputeRequest>> = {
  '0259': { kind: 'dispute', reason: 'fraudulent' },
  '2685': { kind: 'dispute', reason: 'product_not_received' },
  '1976': { kind: 'inquiry', reason: 'general' },
};
/** A refund of this card takes its time: https://docs.stripe.com/testing#refunds */
const REFUNDED_LATER = '7726';

/** Stripe disputes these payments within seconds; here that is at once. */
export function followTestCard(world: World, paymentIntent: string | null): void {
  const intent = paymentIntent === null ? undefined : world.objects.get('payment_intent', paymentIntent);
  if (intent?.status !== 'succeeded') return;
  const charge = chargeOfIntent(world, intent.id);
  const request = DISPUTED[lastDigits(charge)];
  if (request !== undefined) openDispute(world, charge, request);
}

export function refundTakesTime(charge: Stripe.Charge): boolean {
  return lastDigits(charge) === REFUNDED_LATER;
}

function lastDigits({ payment_method_details: details }: Stripe.Charge): string {
  return details?.card?.last4 ?? '';
}
