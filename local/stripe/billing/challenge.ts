import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { idOf } from '../objects/reference.ts';
import { attemptIntent } from './attempt.ts';
import { authenticateInvoice, failAuthentication } from './authenticate.ts';
import { completeSession } from './complete.ts';
import { intentOfInvoice } from './invoiceIntent.ts';
import { payerWith } from './payer.ts';
import { orderOf } from './purchase.ts';
import { PAID } from './outcome.ts';
import type { Purchase } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { PaymentResult } from './checkout.ts';
import type Stripe from 'stripe';

interface Challenge {
  readonly made: Purchase;
  readonly intent: Stripe.PaymentIntent;
}

/** What a bank is waiting for on this Checkout; undefined where nothing is. */
export function challengeOf(world: World, session: Stripe.Checkout.Session): Challenge | undefined {
  const { begun } = orderOf(world, session);
  if (begun === null || session.status !== 'open') return undefined;
  const id = begun.paymentIntent ?? (begun.invoice === null ? null : intentOfInvoice(world, begun.invoice));
  const intent = id === null ? undefined : world.objects.get('payment_intent', id);
  return intent?.status === 'requires_action' ? { made: begun, intent } : undefined;
}

/** The reader proves who they are to the bank, or fails to: https://docs.stripe.com/payments/3d-secure */
export function answerChallenge(world: World, sessionId: string, passed: boolean): PaymentResult {
  return world.transaction(() => {
    const session = required(world, 'checkout.session', sessionId);
    if (session.status !== 'open') return { kind: 'closed', session };
    const challenge = challengeOf(world, session);
    if (challenge === undefined) throw invalidRequest('This Checkout waits for no authentication.');
    if (!passed) {
      fail(world, challenge);
      return {
        kind: 'declined',
        message:
          'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
      };
    }
    return { kind: 'complete', session: pass(world, session, challenge) };
  });
}

function fail(world: World, { made, intent }: Challenge): void {
  if (made.invoice === null) failAuthentication(world, intent);
  else authenticateInvoice(world, required(world, 'invoice', made.invoice), false);
}

function pass(
  world: World,
  session: Stripe.Checkout.Session,
  { made, intent }: Challenge,
): Stripe.Checkout.Session {
  const payer = payerWith(world, idOf(intent.payment_method ?? ''), 'payment_method');
  if (made.invoice === null) attemptIntent(world, intent, payer, PAID);
  else authenticateInvoice(world, required(world, 'invoice', made.invoice), true);
  return completeSession(world, session, {
    made,
    email: payer.email,
    name: payer.name,
    outcome: PAID,
  });
}
