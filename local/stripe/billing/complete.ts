import { required } from '../api/lists.ts';
import { emit } from '../events.ts';
import { orderId } from '../objects/checkoutSession.ts';
import { buildCustomer } from '../objects/customer.ts';
import { buildPaymentMethod } from '../objects/paymentMethod.ts';
import { idOf } from '../objects/reference.ts';
import { buildSubscription } from '../objects/subscription.ts';
import { buildSubscriptionItem } from '../objects/subscriptionItem.ts';
import { attemptInvoice } from './attempt.ts';
import { draftInvoice, finalize } from './issue.ts';
import { periodFrom } from './periods.ts';
import type { Card } from '../objects/cards.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

export interface Buyer {
  readonly card: Card;
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
  const subscription = subscribe(world, session, customer, method);
  const invoice = firstInvoice(world, customer, subscription, { ...buyer, paymentMethod: method.id });
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
  method: Stripe.PaymentMethod,
): Stripe.Subscription {
  const order = required(world, 'session_order', orderId(session.id));
  const stamp = world.stamp('subscription');
  const items = order.lines.flatMap(({ price, quantity }) =>
    price === null
      ? []
      : buildSubscriptionItem(world.stamp('subscription_item'), {
          subscription: stamp.id,
          price,
          quantity: quantity ?? 1,
          period: periodFrom(stamp.created, stamp.created, price),
        }),
  );
  const subscription = buildSubscription(stamp, {
    customer: customer.id,
    status: 'active',
    currency: session.currency ?? 'usd',
    items,
    defaultPaymentMethod: method.id,
    automaticTax: session.automatic_tax.enabled,
    ...order.subscription,
  });
  world.objects.put('subscription', subscription);
  return subscription;
}

function firstInvoice(
  world: World,
  customer: Stripe.Customer,
  subscription: Stripe.Subscription,
  payer: Buyer & { readonly paymentMethod: string },
): Stripe.Invoice {
  const draft = draftInvoice(world, {
    customer,
    subscription,
    items: subscription.items.data,
    billingReason: 'subscription_create',
    period: { start: subscription.created, end: subscription.created },
  });
  const withInvoice = { ...subscription, latest_invoice: draft.id };
  world.objects.put('subscription', withInvoice);
  emit(world, 'customer.subscription.created', withInvoice);
  return attemptInvoice(world, finalize(world, draft, payer.paymentMethod), payer, undefined);
}
