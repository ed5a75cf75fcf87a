import type Stripe from 'stripe';
import { FINAL_STATUSES } from '../membership/model.ts';
import type { CustomerId, EpochSeconds } from '../membership/model.ts';
import { idOf } from './client.ts';

/** What a Checkout session says of itself. */
export interface CheckoutState {
  readonly id: string;
  readonly status: 'open' | 'complete' | 'expired';
  /** Paid, or nothing was to be paid. */
  readonly paid: boolean;
  /** Complete, and its bank is still at it: the money may come, or not. */
  readonly processing: boolean;
  /** What was bought by it; Stripe's lists may not show it yet. */
  readonly purchase?: {
    /** Of the subscription, or of the payment intent of a pass. */
    readonly id: string;
    readonly at: EpochSeconds;
    /** It has come to its end, or its money went back or is asked back. */
    readonly isOver: boolean;
  };
  readonly customer?: CustomerId;
  readonly address?: string;
}

/** What {@link stateOf} reads of a session beside the session itself. */
export const CHECKOUT_EXPAND = ['subscription', 'payment_intent.latest_charge'];

/** @param session of which an open or expired one need not be expanded */
export function stateOf(session: Stripe.Checkout.Session): CheckoutState {
  const { id, status, payment_status, payment_intent, customer, customer_details, customer_email } = session;
  const address = customer_details?.email ?? customer_email ?? undefined;
  const payment = typeof payment_intent === 'object' ? payment_intent?.status : undefined;
  const purchase = status === 'complete' ? purchaseOf(session) : undefined;
  return {
    id,
    status: status === 'complete' ? 'complete' : status === 'expired' ? 'expired' : 'open',
    paid: status === 'complete' && (payment_status === 'paid' || payment_status === 'no_payment_required'),
    processing: status === 'complete' && payment_status === 'unpaid' && payment === 'processing',
    ...(purchase && { purchase }),
    ...(customer !== null && { customer: idOf(customer) }),
    ...(address !== undefined && { address }),
  };
}

function purchaseOf({ subscription, payment_intent }: Stripe.Checkout.Session): CheckoutState['purchase'] {
  if (typeof subscription === 'object' && subscription !== null) {
    return { id: subscription.id, at: subscription.created, isOver: FINAL_STATUSES.has(subscription.status) };
  }
  const payment = typeof payment_intent === 'object' ? payment_intent : null;
  const charge = typeof payment?.latest_charge === 'object' ? payment.latest_charge : null;
  if (payment?.status !== 'succeeded' || charge === null) return undefined;
  return { id: payment.id, at: charge.created, isOver: charge.refunded || charge.disputed };
}
