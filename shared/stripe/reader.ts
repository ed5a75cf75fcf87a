import type Stripe from 'stripe';
import type { CustomerId } from '../membership/model.ts';
import { OPEN_STATUSES } from '../membership/model.ts';
import type { StripePassPayment, StripeReading } from '../membership/stripe-reading.ts';
import { isMissing } from './errors.ts';
import { customerBehind } from './customer-behind.ts';
import { withMoneyBack, readPeriodInvoices } from './invoices.ts';
import { passOf } from './passes.ts';
import { readPayments } from './payments.ts';
import type { Payments } from './payments.ts';
import { readSubscriptions } from './subscriptions.ts';

export type StripeReader = ReturnType<typeof createStripeReader>;

/** Reads of Stripe that a sync makes: two calls a customer, more only where there is more to know. */
export function createStripeReader(stripe: Stripe) {
  return {
    /**
     * `undefined` where Stripe knows no such customer.
     *
     * @throws a Stripe error; a 404 while listing is one, unless the customer is known to be deleted, or to be none
     */
    async readCustomer(customer: CustomerId): Promise<StripeReading | undefined> {
      try {
        return await read(stripe, customer);
      } catch (error) {
        if (!isMissing(error)) throw error;
        const found = await retrieve(stripe, customer);
        if (found === undefined) return undefined;
        if (found.deleted !== true) throw error;
        return { customer, customerDeleted: true, subscriptions: [], invoices: [], passes: [] };
      }
    },

    /** Who is behind an object that names no customer. */
    customerOf: (object: { readonly type: string; readonly id: string }) => customerBehind(stripe, object),
  };
}

async function read(stripe: Stripe, customer: CustomerId): Promise<StripeReading> {
  const listed = await readSubscriptions(stripe, customer);
  const open = listed.subscriptions.filter(({ status }) => OPEN_STATUSES.has(status));
  const invoices = await readPeriodInvoices(stripe, customer, open, listed.latestInvoices);
  const payments = await readPayments(stripe, customer);
  const found = listed.customer ?? payments.customer ?? (await stripe.customers.retrieve(customer));
  return {
    customer,
    customerDeleted: found.deleted === true,
    ...(found.deleted !== true && found.email !== null && { address: found.email }),
    subscriptions: listed.subscriptions,
    invoices: await withMoneyBack(stripe, invoices, payments),
    passes: await passesAmong(stripe, payments),
  };
}

async function retrieve(
  stripe: Stripe,
  customer: CustomerId,
): Promise<Stripe.Customer | Stripe.DeletedCustomer | undefined> {
  try {
    return await stripe.customers.retrieve(customer);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function passesAmong(stripe: Stripe, payments: Payments): Promise<StripePassPayment[]> {
  const passes: StripePassPayment[] = [];
  for (const payment of payments.all.values()) {
    const pass = await passOf(stripe, payment);
    if (pass !== undefined) passes.push(pass);
  }
  return passes;
}
