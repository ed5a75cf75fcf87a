import Stripe from 'stripe';
import { idOf } from './reference.ts';

interface LineFields {
  readonly id: string;
  readonly invoice: string;
  readonly productName: string;
  readonly item: Stripe.SubscriptionItem;
  /** The part of the price that is asked for: 1 is all of it, 0 a trial. */
  readonly share: number;
}

/** What one subscription item costs for its current period. */
export function buildInvoiceLine({
  id,
  invoice,
  productName,
  item,
  share,
}: LineFields): Stripe.InvoiceLineItem {
  const quantity = item.quantity ?? 1;
  const amount = Math.round((item.price.unit_amount ?? 0) * quantity * share);
  return {
    id,
    object: 'line_item',
    amount,
    currency: item.price.currency,
    description: share === 0 ? `Trial period for ${productName}` : `${quantity} × ${productName}`,
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

/** What an invoice item adds to the invoice that takes it up. */
export function lineOfInvoiceItem(
  id: string,
  invoice: string,
  item: Stripe.InvoiceItem,
): Stripe.InvoiceLineItem {
  const details = item.parent?.subscription_details;
  return {
    id,
    object: 'line_item',
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: item.discountable,
    discounts: [],
    invoice,
    livemode: false,
    metadata: item.metadata ?? {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: item.id,
        proration: item.proration,
        proration_details: { credited_items: null },
        subscription: details?.subscription ?? null,
        subscription_item: details?.subscription_item ?? '',
      },
      type: 'subscription_item_details',
    },
    period: item.period,
    pretax_credit_amounts: [],
    pricing: item.pricing && {
      price_details: item.pricing.price_details,
      type: 'price_details',
      unit_amount_decimal: item.pricing.unit_amount_decimal,
    },
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: details?.subscription ?? null,
    subtotal: item.amount,
    taxes: [],
  };
}
