import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { idOf } from '../objects/reference.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/**
 * The charge that a payment came to.
 *
 * @throws {StripeRefusal} where there is none
 */
export function chargeOfIntent(world: World, id: string, param?: string): Stripe.Charge {
  const intent = required(world, 'payment_intent', id, param);
  const charge =
    intent.latest_charge === null ? undefined : world.objects.get('charge', idOf(intent.latest_charge));
  if (charge === undefined) {
    throw invalidRequest(`This PaymentIntent (${id}) does not have a successful charge to refund.`, {
      param: param ?? 'payment_intent',
    });
  }
  return charge;
}

/** A charge by its own id, or by that of its payment intent. */
export function chargeOf(world: World, id: string): Stripe.Charge {
  return id.startsWith('pi_') ? chargeOfIntent(world, id) : required(world, 'charge', id);
}

/** Of one charge, newest first. */
export function disputesOf(world: World, charge: string): Stripe.Dispute[] {
  return world.objects.list('dispute', { where: { charge }, limit: 100 }).data;
}
