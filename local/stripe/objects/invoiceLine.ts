import Stripe from 'stripe';
import { idOf } from './reference.ts';

interface LineFields {
  readonly id: string;
  readonly invoice: string;
  readonly productName: string;
  readonly item: Stripe.SubscriptionItem;
}

/** What one subscription item costs for its current period. */
export function buildInvoiceLine({ id, invoice, productName, item }: LineFields): Stripe.InvoiceLineItem {
  const quantity = item.quantity ?? 1;
  const amount = (item.price.unit_amount ?? 0) * quantity;
  return {
    id,
    object: 'line_item',
    amount,
    currency: item.price.currency,
    description: `${quantity} × ${productName}`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    period: { start: item.current_period_start, end: item.current_period_end },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: item.price.id, product: idOf(item.price.product) },
      type: 'price_details',
      unit_amount_decimal: item.price.unit_amount_decimal,
    },
    quantity,
    quantity_decimal: Stripe.Decimal.from(quantity),
    subscription: item.subscription,
    subtotal: amount,
    taxes: [],
  };
}
