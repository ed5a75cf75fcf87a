import type Stripe from 'stripe';
import { PASS_METADATA } from '../membership/stripe-reading.ts';
import type { StripePassPayment } from '../membership/stripe-reading.ts';
import type { Payment } from './payments.ts';

/** The pass that a payment is for; `undefined` where it is for something else, or was called off. */
export async function passOf(stripe: Stripe, payment: Payment): Promise<StripePassPayment | undefined> {
  const plan = payment.metadata[PASS_METADATA.plan];
  if (plan === undefined || payment.status === 'canceled') return undefined;
  const { id, status, created, paid_at, refunded } = payment;
  const disputes = await payment.disputes(stripe);
  return {
    ...{ id, status, created, plan, paid_at, refunded, disputes },
    seconds: payment.metadata[PASS_METADATA.seconds],
  };
}

/** Whether a payment, read with its latest charge, is for a pass and its money is here. */
export function isPassOwed({ metadata, status, latest_charge: charge }: Stripe.PaymentIntent): boolean {
  const isRefunded = typeof charge === 'object' && charge?.refunded === true;
  return metadata[PASS_METADATA.plan] !== undefined && status === 'succeeded' && !isRefunded;
}
