import { required } from '../api/lists.ts';
import { idOf } from '../objects/reference.ts';
import { attemptInvoice } from './attempt.ts';
import { bindDiscounts, openDiscounts } from './discounts.ts';
import { PAYER_BY_HAND, toPayer } from './payer.ts';
import { reconsider } from './reconsider.ts';
import { saveSubscription } from './save.ts';
import { startSubscription } from './start.ts';
import type { Purchase, SessionOrder } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { PaymentOutcome } from './outcome.ts';
import type Stripe from 'stripe';

interface Subscribing {
  readonly session: Stripe.Checkout.Session;
  readonly order: SessionOrder;
  readonly customer: Stripe.Customer;
  /** Null where a trial begins without one. */
  readonly method: Stripe.PaymentMethod | null;
  readonly outcome: PaymentOutcome;
}

/** Starts what a Checkout sells; a second try pays for what the first one began. */
export function subscribe(world: World, subscribing: Subscribing): Purchase {
  const { order } = subscribing;
  return order.begun?.subscription == null ? begin(world, subscribing) : payAgain(world, subscribing);
}

function begin(world: World, { session, order, customer, method, outcome }: Subscribing): Purchase {
  const discounts = openDiscounts(world, session, customer.id);
  const { subscription, invoice } = startSubscription(world, {
    customer,
    lines: order.lines.flatMap(({ price, quantity }) =>
      price === null ? [] : { price, quantity: quantity ?? 1 },
    ),
    currency: session.currency ?? 'usd',
    defaultPaymentMethod: method?.id ?? null,
    payment: { payer: method === null ? PAYER_BY_HAND : toPayer(method), outcome },
    automaticTax: session.automatic_tax.enabled,
    discounts,
    ...order.subscription,
  });
  bindDiscounts(world, discounts, subscription.id);
  return {
    customer: customer.id,
    paymentIntent: null,
    subscription: subscription.id,
    invoice: invoice.id,
  };
}

function payAgain(world: World, { order, method, outcome }: Subscribing): Purchase {
  const { begun } = order;
  if (begun === null || method === null) throw new Error(`${order.id} has nothing to pay again`);
  const subscription = required(world, 'subscription', begun.subscription ?? '');
  saveSubscription(world, subscription, { ...subscription, default_payment_method: method.id });
  const invoice = required(world, 'invoice', begun.invoice ?? '');
  reconsider(world, attemptInvoice(world, invoice, toPayer(method), outcome));
  return { ...begun, customer: idOf(subscription.customer) };
}
