import { PAID } from '../../local/stripe/billing/outcome.ts';
import { startSubscription } from '../../local/stripe/billing/start.ts';
import type { Control } from '../../local/stripe/control/control.ts';
import { required } from '../../local/stripe/api/lists.ts';
import { buildCustomer } from '../../local/stripe/objects/customer.ts';
import { buildPaymentMethod } from '../../local/stripe/objects/paymentMethod.ts';
import type { PaymentMeans } from '../../local/stripe/objects/paymentMethod.ts';
import type { World } from '../../local/stripe/world.ts';

export interface Filling {
  readonly count: number;
  /** The id of a recurring price. */
  readonly price: string;
  /** Null for a customer without one. By default each customer has one of its own. */
  readonly addressOf?: (index: number) => string | null;
}

export interface Filled {
  readonly customer: string;
  readonly subscription: string;
}

const CARD: PaymentMeans = { type: 'card', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2099 };

/**
 * Fills a Stripe double with customers who each have a paid subscription and a card, thousands in a second or two.
 * Nobody is told: no event is made.
 */
export function fillDouble(control: Control, filling: Filling): Filled[] {
  control.suppress({});
  const filled = control.within((world) =>
    Array.from({ length: filling.count }, (_, index) => addSubscriber(world, filling, index)),
  );
  control.suppress(null);
  return filled;
}

function addSubscriber(world: World, { price, addressOf }: Filling, index: number): Filled {
  const email = addressOf === undefined ? `reader-${index}@example.com` : addressOf(index);
  const name = `Reader ${index}`;
  const customer = buildCustomer(world.stamp('customer'), { email, name });
  world.objects.put('customer', customer);
  const method = buildPaymentMethod(world.stamp('payment_method'), {
    ...{ customer: customer.id, means: CARD, email, name },
  });
  world.objects.put('payment_method', method);
  const found = required(world, 'price', price);
  const { subscription } = startSubscription(world, {
    customer,
    lines: [{ price: found, quantity: 1 }],
    currency: found.currency,
    defaultPaymentMethod: method.id,
    payment: { payer: { means: CARD, paymentMethod: method.id, email, name }, outcome: PAID },
    automaticTax: false,
  });
  return { customer: customer.id, subscription: subscription.id };
}
