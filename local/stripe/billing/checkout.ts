import { required } from '../api/lists.ts';
import { emit } from '../events.ts';
import { readCard } from '../objects/cards.ts';
import { buildPaymentIntent } from '../objects/paymentIntent.ts';
import { idOf } from '../objects/reference.ts';
import { attemptIntent } from './attempt.ts';
import { completeSession } from './complete.ts';
import type { CardEntry, CardReading, Decline } from '../objects/cards.ts';
import type { World } from '../world.ts';
import type { Buyer } from './complete.ts';
import type Stripe from 'stripe';

export interface PaymentForm {
  readonly email: string;
  readonly name: string;
  readonly card: CardEntry;
}

export type PaymentResult =
  | { readonly kind: 'paid'; readonly session: Stripe.Checkout.Session }
  | { readonly kind: 'closed'; readonly session: Stripe.Checkout.Session }
  | { readonly kind: 'declined'; readonly message: string }
  | {
      readonly kind: 'invalid';
      readonly field: 'email' | 'number' | 'expiry' | 'cvc';
      readonly message: string;
    };

/** The address that a session was made for, which the reader then cannot change. */
export function givenEmail(world: World, session: Stripe.Checkout.Session): string | null {
  if (session.customer === null) return session.customer_email;
  const customer = world.objects.get('customer', idOf(session.customer));
  return customer === undefined || customer.deleted ? null : customer.email;
}

/** Takes a reader's payment. All that it makes, and the events of it, stand or fall in one transaction. */
export function paySession(world: World, sessionId: string, form: PaymentForm): PaymentResult {
  return world.transaction(() => {
    const session = required(world, 'checkout.session', sessionId);
    if (session.status !== 'open') return { kind: 'closed', session };
    const email = givenEmail(world, session) ?? form.email.trim();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      return { kind: 'invalid', field: 'email', message: 'Your email is incomplete.' };
    }
    const reading: CardReading = readCard(form.card, world.now());
    switch (reading.kind) {
      case 'invalid':
        return reading;
      case 'declined':
        recordDecline(world, session, {
          decline: reading.decline,
          means: reading.card,
          email,
          name: form.name,
        });
        return { kind: 'declined', message: reading.decline.message };
      case 'accepted':
        return {
          kind: 'paid',
          session: completeSession(world, session, { means: reading.card, email, name: form.name }),
        };
    }
  });
}

function recordDecline(
  world: World,
  session: Stripe.Checkout.Session,
  buyer: Buyer & { decline: Decline },
): void {
  const intent = buildPaymentIntent(world.stamp('payment_intent'), {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer: session.customer === null ? null : idOf(session.customer),
    paymentMethod: null,
    description: 'Subscription creation',
    receiptEmail: buyer.email,
    secret: world.newId('secret'),
  });
  world.objects.put('payment_intent', intent);
  emit(world, 'payment_intent.created', intent);
  attemptIntent(
    world,
    intent,
    { ...buyer, paymentMethod: null },
    { kind: 'declined', decline: buyer.decline },
  );
}
