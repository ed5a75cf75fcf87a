import { required } from '../api/lists.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import { meansOf } from '../objects/paymentMethod.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import type { Payer } from './attempt.ts';
import type Stripe from 'stripe';

type Reference = string | { readonly id: string } | null | undefined;

/** A hand pays with this where nothing is on file. */
export const PAYER_BY_HAND: Payer = {
  means: { type: 'card', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2034 },
  paymentMethod: null,
  email: null,
  name: null,
};

/**
 * What an invoice is charged to: its own payment method, else its subscription's, else its customer's.
 * https://docs.stripe.com/billing/subscriptions/payment-methods-setting
 */
export function payerFor(world: World, invoice: Stripe.Invoice): Payer | undefined {
  const id = subscriptionOf(invoice);
  const subscription = id === undefined ? undefined : world.objects.get('subscription', id);
  return firstPayer(world, [
    invoice.default_payment_method,
    subscription?.default_payment_method,
    customersOwn(world, invoice.customer),
  ]);
}

export function payerOfSubscription(world: World, subscription: Stripe.Subscription): Payer | undefined {
  return firstPayer(world, [subscription.default_payment_method, customersOwn(world, subscription.customer)]);
}

export function payerOfCustomer(world: World, customer: Stripe.Customer): Payer | undefined {
  return firstPayer(world, [customersOwn(world, customer)]);
}

/** @throws {StripeRefusal} resource_missing */
export function payerWith(world: World, paymentMethod: string, param: string): Payer {
  return toPayer(required(world, 'payment_method', paymentMethod, param));
}

function customersOwn(world: World, customer: Reference): Reference {
  if (customer == null) return null;
  const owner = world.objects.get('customer', idOf(customer));
  return owner === undefined || owner.deleted ? null : owner.invoice_settings.default_payment_method;
}

function firstPayer(world: World, references: readonly Reference[]): Payer | undefined {
  const reference = references.find((one) => one != null);
  const method = reference == null ? undefined : world.objects.get('payment_method', idOf(reference));
  return method === undefined ? undefined : toPayer(method);
}

export function toPayer(method: Stripe.PaymentMethod): Payer {
  const { id, billing_details: details } = method;
  return { means: meansOf(method), paymentMethod: id, email: details.email, name: details.name };
}
