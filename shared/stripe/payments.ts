import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { PAGE } from './client.ts';

export interface Payment {
  readonly id: string;
  readonly status: string;
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** When the money came; null until then. */
  readonly paid_at: number | null;
  readonly refunded: boolean;
  /** The status of each dispute; asks Stripe only where there has been one. */
  readonly disputes: (stripe: Stripe) => Promise<string[]>;
}

export interface Payments {
  /** By payment intent. */
  readonly all: ReadonlyMap<string, Payment>;
  readonly customer?: Stripe.Customer | Stripe.DeletedCustomer;
}

/** Every payment intent of a customer, with what became of its money. */
export async function readPayments(stripe: Stripe, customer: CustomerId): Promise<Payments> {
  const all = new Map<string, Payment>();
  let found: Payments['customer'];
  const expand = ['data.customer', 'data.latest_charge.balance_transaction'];
  for await (const intent of stripe.paymentIntents.list({ customer, limit: PAGE, expand })) {
    all.set(intent.id, paymentOf(intent));
    if (typeof intent.customer === 'object' && intent.customer !== null) found = intent.customer;
  }
  return { all, ...(found && { customer: found }) };
}

/** @param intent with its latest charge and the balance transaction of that expanded */
export function paymentOf(intent: Stripe.PaymentIntent): Payment {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  return {
    id: intent.id,
    status: intent.status,
    created: intent.created,
    metadata: intent.metadata,
    paid_at: intent.status === 'succeeded' && charge !== null ? paidAt(charge) : null,
    refunded: charge?.refunded ?? false,
    disputes: async (stripe) => (charge?.disputed === true ? disputesOf(stripe, intent.id) : []),
  };
}

/**
 * A card's charge is made when it is paid. A bank debit's is made days before; the balance transaction comes with the
 * money (docs.stripe.com/payments/balances).
 */
function paidAt({ created, balance_transaction: balance }: Stripe.Charge): number {
  return Math.max(created, typeof balance === 'object' ? (balance?.created ?? 0) : 0);
}

async function disputesOf(stripe: Stripe, paymentIntent: string): Promise<string[]> {
  const statuses: string[] = [];
  for await (const { status } of stripe.disputes.list({ payment_intent: paymentIntent, limit: PAGE })) {
    statuses.push(status);
  }
  return statuses;
}
