import { emit } from '../events.ts';
import { followTestCard } from './testCards.ts';
import { intentOfInvoice } from './invoiceIntent.ts';
import { redeem } from './discounts.ts';
import type { Purchase } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { PaymentOutcome } from './outcome.ts';
import type Stripe from 'stripe';

interface Completion {
  readonly made: Purchase;
  readonly email: string | null;
  readonly name: string | null;
  readonly outcome: PaymentOutcome;
}

/** Closes a session whose payment is made or under way. https://docs.stripe.com/checkout/fulfillment */
export function completeSession(
  world: World,
  session: Stripe.Checkout.Session,
  { made, email, name, outcome }: Completion,
): Stripe.Checkout.Session {
  const customer = made.customer === null ? undefined : world.objects.get('customer', made.customer);
  const after: Stripe.Checkout.Session = {
    ...session,
    customer: made.customer,
    customer_details: {
      address: customer?.deleted === true ? null : (customer?.address ?? null),
      business_name: null,
      email,
      individual_name: null,
      name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    automatic_tax: { ...session.automatic_tax, status: session.automatic_tax.enabled ? 'complete' : null },
    invoice: made.invoice,
    payment_intent: made.paymentIntent,
    payment_status: paymentStatus(session, outcome),
    status: 'complete',
    subscription: made.subscription,
    url: null,
  };
  world.objects.put('checkout.session', after);
  redeem(world, after);
  emit(world, 'checkout.session.completed', after);
  followTestCard(world, made.paymentIntent ?? (made.invoice && intentOfInvoice(world, made.invoice)));
  return after;
}

function paymentStatus(
  { amount_total: due }: Stripe.Checkout.Session,
  outcome: PaymentOutcome,
): Stripe.Checkout.Session.PaymentStatus {
  if (due === 0) return 'no_payment_required';
  return outcome.kind === 'processing' ? 'unpaid' : 'paid';
}
