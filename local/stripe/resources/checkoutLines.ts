import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { priceIn } from '../billing/priceLookup.ts';
import { productName } from '../billing/issue.ts';
import { buildLineItem } from '../objects/lineItem.ts';
import type { World } from '../world.ts';
import type { CreateParams } from './checkoutParams.ts';
import type Stripe from 'stripe';

/** @throws {StripeRefusal} where a price is not there, not on sale, of the other kind, or of another currency */
export function linesOf(world: World, params: CreateParams): Stripe.LineItem[] {
  const { trial_end: end, trial_period_days: days } = params.subscription_data ?? {};
  const free = end !== undefined || days !== undefined;
  const lines = params.line_items.map(({ price: id, quantity = 1 }, index) => {
    const price = priceFor(world, params, id, `line_items[${index}][price]`);
    const fields = { price, productName: productName(world, price), quantity, free };
    return buildLineItem(world.newId('line_item'), fields);
  });
  if (new Set(lines.map(({ currency }) => currency)).size > 1) {
    throw invalidRequest('All prices on a Checkout Session must have the same currency.', {
      param: 'line_items',
    });
  }
  return lines;
}

function priceFor(world: World, params: CreateParams, id: string, param: string): Stripe.Price {
  const price = required(world, 'price', id, param);
  if (!price.active) {
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param,
    });
  }
  if (params.mode === 'payment' && price.recurring !== null) {
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param },
    );
  }
  if (params.mode === 'subscription' && price.recurring === null) {
    throw invalidRequest('The double takes only recurring prices in `subscription` mode.', { param });
  }
  const { currency = price.currency } = params;
  const offered = priceIn(world, price, currency);
  if (offered !== undefined) return offered;
  throw invalidRequest(`The price specified only supports \`${price.currency}\`, not \`${currency}\`.`, {
    param: 'currency',
  });
}
