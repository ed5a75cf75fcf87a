import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** What the customer of an invoice owes, or negative what they have in credit. */
export function balanceOf(world: World, invoice: Stripe.Invoice): number {
  return customerOf(world, invoice)?.balance ?? 0;
}

/** https://docs.stripe.com/billing/customer/balance */
export function moveBalance(world: World, invoice: Stripe.Invoice, by: number): void {
  const before = customerOf(world, invoice);
  if (before === undefined || by === 0) return;
  const after: Stripe.Customer = { ...before, balance: before.balance + by };
  world.objects.put('customer', after);
  emit(world, 'customer.updated', after, before);
}

function customerOf(world: World, { customer }: Stripe.Invoice): Stripe.Customer | undefined {
  const found = customer === null ? undefined : world.objects.get('customer', idOf(customer));
  return found === undefined || found.deleted ? undefined : found;
}

/** @throws {StripeRefusal} where the customer was deleted */
export function livingOwner(
  world: World,
  { customer }: Pick<Stripe.Subscription, 'customer'>,
): Stripe.Customer {
  const owner = required(world, 'customer', idOf(customer));
  if (owner.deleted) throw invalidRequest(`The customer ${owner.id} was deleted.`);
  return owner;
}
