import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { cardOf } from '../objects/cards.ts';
import { buildPaymentMethod } from '../objects/paymentMethod.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import { saveSubscription } from './save.ts';
import { isOver } from './subscriptionState.ts';
import type Stripe from 'stripe';

/**
 * Puts a new card on file for one subscription, or for a customer and all that renews by them.
 *
 * @param number null takes what is on file away
 */
export function cardOnFile(world: World, id: string, number: string): Stripe.PaymentMethod;
export function cardOnFile(world: World, id: string, number: null): null;
export function cardOnFile(world: World, id: string, number: string | null): Stripe.PaymentMethod | null {
  const subscription = world.objects.get('subscription', id);
  const customer = required(world, 'customer', subscription === undefined ? id : idOf(subscription.customer));
  if (customer.deleted) throw invalidRequest(`The customer ${customer.id} was deleted.`);
  const method = number === null ? null : attachedCard(world, customer, number);
  const where = { customer: customer.id };
  const renewing =
    subscription === undefined
      ? world.objects.list('subscription', { where, limit: 100 }).data
      : [subscription];
  for (const one of renewing) {
    if (!isOver(one)) saveSubscription(world, one, { ...one, default_payment_method: method?.id ?? null });
  }
  if (subscription === undefined || method === null) setCustomersOwn(world, customer, method?.id ?? null);
  return method;
}

export function attachedCard(world: World, customer: Stripe.Customer, number: string): Stripe.PaymentMethod {
  const card = cardOf(number);
  if (card === undefined)
    throw invalidRequest('Your card number is incorrect.', { code: 'incorrect_number' });
  const method = buildPaymentMethod(world.stamp('payment_method'), {
    customer: customer.id,
    means: card,
    email: customer.email,
    name: customer.name ?? null,
  });
  world.objects.put('payment_method', method);
  emit(world, 'payment_method.attached', method);
  return method;
}

export function setCustomersOwn(
  world: World,
  before: Stripe.Customer,
  paymentMethod: string | null,
): Stripe.Customer {
  if (before.invoice_settings.default_payment_method === paymentMethod) return before;
  const after: Stripe.Customer = {
    ...before,
    invoice_settings: { ...before.invoice_settings, default_payment_method: paymentMethod },
  };
  world.objects.put('customer', after);
  emit(world, 'customer.updated', after, before);
  return after;
}
