import type Stripe from 'stripe';
import { PERIOD_REASONS } from '../membership/stripe-reading.ts';
import type { StripeInvoice, StripeReading, StripeSubscription } from '../membership/stripe-reading.ts';
import { OPEN_STATUSES } from '../membership/model.ts';
import type { CustomerId } from '../membership/model.ts';
import { idOf, isMissing } from './client.ts';

const PAGE = 100;

export type StripeReader = ReturnType<typeof createStripeReader>;

/** Reads of Stripe that a sync makes: two calls a customer, more only where there are more pages. */
export function createStripeReader(stripe: Stripe) {
  return {
    /** @throws a Stripe error; a 404 while listing is one, unless the customer is known to be deleted */
    async readCustomer(customer: CustomerId): Promise<StripeReading> {
      try {
        const subscriptions = await readSubscriptions(stripe, customer);
        if (subscriptions.some(({ status }) => OPEN_STATUSES.has(status))) {
          const invoices = await readInvoices(stripe, customer, subscriptions);
          return { customer, customerDeleted: false, subscriptions, invoices };
        }
        // Without a subscription that pays for anything, no invoice matters; whether the customer is still there does.
        const { deleted } = await stripe.customers.retrieve(customer);
        return { customer, customerDeleted: deleted === true, subscriptions, invoices: [] };
      } catch (error) {
        if (!isMissing(error)) throw error;
        const found = await stripe.customers.retrieve(customer);
        if (found.deleted !== true) throw error;
        return { customer, customerDeleted: true, subscriptions: [], invoices: [] };
      }
    },

    /** The address that Stripe has for a customer; `undefined` where it has none or the customer is gone. */
    async customerAddress(customer: CustomerId): Promise<string | undefined> {
      const found = await stripe.customers.retrieve(customer);
      return found.deleted === true ? undefined : (found.email ?? undefined);
    },

    /** The customer behind an object that names none; `undefined` where there is none to find. */
    async customerOf(object: {
      readonly type: string;
      readonly id: string;
    }): Promise<CustomerId | undefined> {
      try {
        if (object.type !== 'invoice_payment') return undefined;
        const payment = await stripe.invoicePayments.retrieve(object.id, { expand: ['invoice'] });
        if (typeof payment.invoice === 'string' || payment.invoice.deleted === true) return undefined;
        return payment.invoice.customer === null ? undefined : idOf(payment.invoice.customer);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

async function readSubscriptions(stripe: Stripe, customer: CustomerId): Promise<StripeSubscription[]> {
  const subscriptions: StripeSubscription[] = [];
  for await (const subscription of stripe.subscriptions.list({ customer, status: 'all', limit: PAGE })) {
    const items = subscription.items.has_more
      ? await allItems(stripe, subscription.id)
      : subscription.items.data;
    subscriptions.push({
      id: subscription.id,
      status: subscription.status,
      start_date: subscription.start_date,
      trial_end: subscription.trial_end,
      cancel_at: subscription.cancel_at,
      cancel_at_period_end: subscription.cancel_at_period_end,
      ended_at: subscription.ended_at,
      pause_collection: subscription.pause_collection,
      items: items.map(({ id, price, current_period_end }) => ({
        id,
        product: idOf(price.product),
        current_period_end,
      })),
    });
  }
  return subscriptions;
}

async function allItems(stripe: Stripe, subscription: string): Promise<Stripe.SubscriptionItem[]> {
  const items: Stripe.SubscriptionItem[] = [];
  for await (const item of stripe.subscriptionItems.list({ subscription, limit: PAGE })) items.push(item);
  return items;
}

/** Newest first, and no further back than the newest paid period of every live subscription: older ones say nothing more. */
async function readInvoices(
  stripe: Stripe,
  customer: CustomerId,
  subscriptions: readonly StripeSubscription[],
): Promise<StripeInvoice[]> {
  const open = new Set(subscriptions.filter(({ status }) => OPEN_STATUSES.has(status)).map(({ id }) => id));
  const invoices: StripeInvoice[] = [];
  for await (const invoice of stripe.invoices.list({ customer, limit: PAGE })) {
    const subscription = invoice.parent?.subscription_details?.subscription;
    const paid = invoice.status === 'paid' && PERIOD_REASONS.has(invoice.billing_reason ?? '');
    if (subscription !== undefined && paid) open.delete(idOf(subscription));
    invoices.push({
      id: invoice.id,
      ...(subscription !== undefined && { subscription: idOf(subscription) }),
      status: invoice.status,
      billing_reason: invoice.billing_reason,
      created: invoice.created,
      due_date: invoice.due_date,
      finalized_at: invoice.status_transitions.finalized_at,
    });
    if (open.size === 0) break;
  }
  return invoices;
}
