import Stripe from 'stripe';
import { idOf } from './reference.ts';
import type { Period } from './subscriptionItem.ts';
import type { Stamp } from '../stamp.ts';

interface InvoiceItemFields {
  readonly subscription: Stripe.Subscription;
  /** The subscription item whose change is prorated, as it is for the period that the money is for. */
  readonly item: Stripe.SubscriptionItem;
  /** Negative where unused time is given back. */
  readonly amount: number;
  readonly description: string;
  readonly period: Period;
}

/** A proration that waits for an invoice: https://docs.stripe.com/billing/subscriptions/prorations */
export function buildInvoiceItem({ id, created }: Stamp, fields: InvoiceItemFields): Stripe.InvoiceItem {
  const { subscription, item, amount, description, period } = fields;
  const quantity = item.quantity ?? 1;
  return {
    id,
    object: 'invoiceitem',
    amount,
    currency: subscription.currency,
    customer: idOf(subscription.customer),
    customer_account: null,
    date: created,
    description,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      subscription_details: { subscription: subscription.id, subscription_item: item.id },
      type: 'subscription_details',
    },
    period: { start: period.start, end: period.end },
    pricing: {
      price_details: { price: item.price.id, product: idOf(item.price.product) },
      type: 'price_details',
      unit_amount_decimal: Stripe.Decimal.from(amount),
    },
    proration: true,
    quantity,
    quantity_decimal: Stripe.Decimal.from(quantity),
    tax_rates: [],
    test_clock: subscription.test_clock === null ? null : idOf(subscription.test_clock),
  };
}
