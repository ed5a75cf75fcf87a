import type Stripe from 'stripe';

interface LineFields {
  readonly price: Stripe.Price;
  readonly productName: string;
  readonly quantity: number;
  /** Nothing while a trial lasts. */
  readonly free: boolean;
}

export function buildLineItem(
  id: string,
  { price, productName, quantity, free }: LineFields,
): Stripe.LineItem {
  const amount = free ? 0 : (price.unit_amount ?? 0) * quantity;
  return {
    id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: productName,
    metadata: {},
    price,
    quantity,
  };
}
