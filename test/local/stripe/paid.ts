import { idOf } from '../../../local/stripe/objects/reference.ts';
import { eventTypes, runDouble, subscribe } from './support.ts';
import type Stripe from 'stripe';
import type { RunningDouble } from './support.ts';

export interface PaidDouble extends RunningDouble {
  readonly charge: Stripe.Charge;
  /** The id of the charge's payment intent. */
  readonly intent: string;
}

/** A double with one payment of 100 dollars. */
export async function paidDouble(): Promise<PaidDouble> {
  const double = await runDouble();
  await subscribe(double.stripe);
  const [charge] = (await double.stripe.charges.list()).data;
  if (charge === undefined) throw new Error('nothing was charged');
  return { ...double, charge, intent: idOf(charge.payment_intent ?? '') };
}

/** The types of the events that some work made, oldest first. */
export async function eventsAfter(stripe: Stripe, work: () => unknown): Promise<string[]> {
  const seen = await eventTypes(stripe);
  await work();
  return (await eventTypes(stripe)).slice(seen.length);
}
