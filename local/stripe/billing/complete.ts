import { required } from '../api/lists.ts';
import { emit } from '../events.ts';
import { orderId } from '../objects/checkoutSession.ts';
import { buildCustomer } from '../objects/customer.ts';
import { buildPaymentMethod } from '../objects/paymentMethod.ts';
import { idOf } from '../objects/reference.ts';
import type { PaymentMeans } from '../objects/paymentMethod.ts';
import type { World } from '../world.ts';
import { PAID } from './outcome.ts';
import { startSubscription } from './start.ts';
import type { Payer } from './attempt.ts';
import type { Started } from './start.ts';
import type Stripe from 'stripe';

export interface Buyer {
  readonly means: PaymentMeans;
  readonly email: string;
  readonly name: string;
}

/** Makes all that a paid session stands for. */
export function completeSession(
  world: World,
  session: Stripe.Checkout.Session,
  buyer: Buyer,
): Stripe.Checkout.Session {
  const customer = customerFor(world, session, buyer);
  const method = buildPaymentMethod(world.stamp('payment_method'), { ...buyer, customer: customer.id });
  world.objects.put('payment_method', method);
  emit(world, 'payment_method.attached', method);
  const payer = { ...buyer, paymentMethod: method.id };
  const { subscription, invoice } = subscribe(world, session, customer, payer);
  const after: Stripe.Checkout.Session = {
    ...session,
    customer: customer.id,
    customer_details: {
      address: customer.address ?? null,
      business_name: null,
      email: buyer.email,
      individual_name: null,
      name: buyer.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    automatic_tax: { ...session.automatic_tax, status: session.automatic_tax.enabled ? 'complete' : null },
    invoice: invoice.id,
    payment_status: 'paid',
    status: 'complete',
    subscription: subscription.id,
    url: null,
  };
  world.objects.put('checkout.session', after);
  emit(world, 'checkout.session.completed', after);
  return after;
}

function customerFor(world: World, session: Stripe.Checkout.Session, buyer: Buyer): Stripe.Customer {
  if (session.customer !== null) {
    const known = required(world, 'customer', idOf(session.customer), 'customer');
    if (known.deleted !== true) return known;
  }
  const customer = buildCustomer(world.stamp('customer'), { email: buyer.email, name: buyer.name });
  world.objects.put('customer', customer);
  emit(world, 'customer.created', customer);
  return customer;
}

function subscribe(
  world: World,
  session: Stripe.Checkout.Session,
  customer: Stripe.Customer,
  payer: Payer & { readonly paymentMethod: string },
): Started {
  const order = required(world, 'session_order', orderId(session.id));
  return startSubscription(world, {
    customer,
    lines: order.lines.flatMap(({ price, quantity }) =>
      price === null ? [] : { price, quantity: quantity ?? 1 },
    ),
    currency: session.currency ?? 'usd',
    defaultPaymentMethod: payer.paymentMethod,
    payment: { payer, outcome: PAID },
    automaticTax: session.automatic_tax.enabled,
    ...order.subscription,
  });
}
