import { emit } from '../events.ts';
import { idOf } from '../objects/reference.ts';
import { cancelIntent } from './cancelIntent.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** Ends an open Checkout, and the payment that was tried on it. */
export function expireSession(world: World, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const expired: Stripe.Checkout.Session = { ...session, status: 'expired', url: null };
  world.objects.put('checkout.session', expired);
  if (session.payment_intent !== null) cancelIntent(world, idOf(session.payment_intent), 'abandoned');
  emit(world, 'checkout.session.expired', expired);
  return expired;
}

/** Expires what is past its time, whenever somebody looks. */
export function expireOld(world: World): void {
  world.transaction(() => {
    const open = world.objects.list('checkout.session', { where: { status: 'open' }, limit: 1000 }).data;
    for (const session of open) if (session.expires_at <= world.now()) expireSession(world, session);
  });
}
