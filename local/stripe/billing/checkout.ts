import { required } from '../api/lists.ts';
import { idOf } from '../objects/reference.ts';
import { attemptIntent, attemptInvoice } from './attempt.ts';
import { completeSession } from './complete.ts';
import { readMeans } from './means.ts';
import { intentOf, orderOf, purchase } from './purchase.ts';
import type { PaymentMeans } from '../objects/paymentMethod.ts';
import type { World } from '../world.ts';
import type { MeansEntry } from './means.ts';
import type { PaymentOutcome } from './outcome.ts';
import type { Buyer } from './purchase.ts';
import type Stripe from 'stripe';

export interface PaymentForm {
  readonly email: string;
  readonly name: string;
  readonly means: MeansEntry;
}

export type PaymentResult =
  | { readonly kind: 'complete'; readonly session: Stripe.Checkout.Session }
  | { readonly kind: 'closed'; readonly session: Stripe.Checkout.Session }
  /** The bank asks the reader to prove who they are. */
  | { readonly kind: 'challenged' }
  | { readonly kind: 'declined'; readonly message: string }
  | {
      readonly kind: 'invalid';
      readonly field: 'email' | 'number' | 'expiry' | 'cvc' | 'iban' | 'code';
      readonly message: string;
    };

/** The address that a session was made for, which the reader then cannot change. */
export function givenEmail(world: World, session: Stripe.Checkout.Session): string | null {
  if (session.customer === null) return session.customer_email;
  const customer = world.objects.get('customer', idOf(session.customer));
  return customer === undefined || customer.deleted ? null : customer.email;
}

/** Whether the page asks what to pay with: https://docs.stripe.com/payments/checkout/free-trials */
export function asksForMeans(session: Stripe.Checkout.Session): boolean {
  return session.amount_total !== 0 || session.payment_method_collection === 'always';
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
    const payer = { email, name: form.name };
    if (!asksForMeans(session)) return pay(world, session, { ...payer, means: null }, { kind: 'paid' });
    const reading = readMeans(form.means, world.now());
    if (reading.kind === 'invalid') return reading;
    const { means, outcome } = reading;
    if (outcome.kind !== 'declined') return pay(world, session, { ...payer, means }, outcome);
    tellDecline(world, session, { ...payer, means }, outcome);
    return { kind: 'declined', message: outcome.decline.message };
  });
}

function pay(
  world: World,
  session: Stripe.Checkout.Session,
  buyer: Buyer,
  outcome: PaymentOutcome,
): PaymentResult {
  const made = purchase(world, session, buyer, outcome);
  if (outcome.kind === 'requires_action' && session.amount_total !== 0) {
    world.objects.put('session_order', { ...orderOf(world, session), begun: made });
    return { kind: 'challenged' };
  }
  return { kind: 'complete', session: completeSession(world, session, { made, ...buyer, outcome }) };
}

/** A declined try makes no customer and no subscription, only the attempt itself. */
function tellDecline(
  world: World,
  session: Stripe.Checkout.Session,
  buyer: Buyer & { readonly means: PaymentMeans },
  outcome: PaymentOutcome,
): void {
  const order = orderOf(world, session);
  const payer = { ...buyer, paymentMethod: null };
  const invoice = order.begun?.invoice;
  if (invoice == null) attemptIntent(world, intentOf(world, session, order), payer, outcome);
  else attemptInvoice(world, required(world, 'invoice', invoice), payer, outcome);
}
