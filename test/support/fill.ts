import { required } from '../../local/stripe/api/lists.ts';
import { PAID } from '../../local/stripe/billing/outcome.ts';
import { periodFrom } from '../../local/stripe/billing/periods.ts';
import { startSubscription } from '../../local/stripe/billing/start.ts';
import type { Control } from '../../local/stripe/control/control.ts';
import { buildCustomer } from '../../local/stripe/objects/customer.ts';
import { buildPaymentMethod } from '../../local/stripe/objects/paymentMethod.ts';
import type { PaymentMeans } from '../../local/stripe/objects/paymentMethod.ts';
import { buildSubscription } from '../../local/stripe/objects/subscription.ts';
import { buildSubscriptionItem } from '../../local/stripe/objects/subscriptionItem.ts';
import type { World } from '../../local/stripe/world.ts';
import type Stripe from 'stripe';

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
 * Fills a Stripe double with customers who each have a card and a subscription that is paid and will renew: some 500 a
 * second. Nobody is told: no event is made.
 */
export function fillDouble(control: Control, filling: Filling): Filled[] {
  return addAll(control, filling, (world, price, customer) => {
    const { id: customerId, email, name = null } = customer;
    const method = buildPaymentMethod(world.stamp('payment_method'), {
      ...{ customer: customerId, means: CARD, email, name },
    });
    world.objects.put('payment_method', method);
    return startSubscription(world, {
      customer,
      lines: [{ price, quantity: 1 }],
      currency: price.currency,
      defaultPaymentMethod: method.id,
      payment: { payer: { means: CARD, paymentMethod: method.id, email, name }, outcome: PAID },
      automaticTax: false,
    }).subscription;
  });
}

/** The same as far as lists of customers and subscriptions show it, without invoices and payments: ten times as fast. */
export function fillLists(control: Control, filling: Filling): Filled[] {
  return addAll(control, filling, (world, price, customer) => {
    const stamp = world.stamp('subscription');
    const item = buildSubscriptionItem(world.stamp('subscription_item'), {
      ...{ subscription: stamp.id, price, quantity: 1 },
      period: periodFrom(stamp.created, stamp.created, price),
    });
    const subscription = buildSubscription(stamp, {
      customer: customer.id,
      status: 'active',
      currency: price.currency,
      items: [item],
      anchor: stamp.created,
      defaultPaymentMethod: null,
      automaticTax: false,
      collectionMethod: 'charge_automatically',
      daysUntilDue: null,
      trialEnd: null,
      missingPaymentMethod: 'create_invoice',
      discounts: [],
      testClock: null,
    });
    world.objects.put('subscription', subscription);
    return subscription;
  });
}

function addAll(
  control: Control,
  { count, price, addressOf = (index) => `reader-${index}@example.com` }: Filling,
  subscribe: (world: World, price: Stripe.Price, customer: Stripe.Customer) => Stripe.Subscription,
): Filled[] {
  control.suppress({});
  const filled = control.within((world) => {
    const found = required(world, 'price', price);
    return Array.from({ length: count }, (_, index) => {
      const email = addressOf(index);
      const customer = buildCustomer(world.stamp('customer'), { email, name: `Reader ${index}` });
      world.objects.put('customer', customer);
      return { customer: customer.id, subscription: subscribe(world, found, customer).id };
    });
  });
  control.suppress(null);
  return filled;
}
