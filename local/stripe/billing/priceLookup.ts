import Stripe from 'stripe';
import { optionsId } from '../objects/priceOptions.ts';
import type { World } from '../world.ts';

/** A price in one of its currencies; undefined where it is not sold in that one. */
export function priceIn(world: World, price: Stripe.Price, currency: string): Stripe.Price | undefined {
  if (price.currency === currency) return price;
  const amount = world.objects.get('price_options', optionsId(price.id))?.unitAmounts[currency];
  if (amount === undefined) return undefined;
  return { ...price, currency, unit_amount: amount, unit_amount_decimal: Stripe.Decimal.from(amount) };
}
