import { required } from '../api/lists.ts';
import { emit } from '../events.ts';
import { buildCustomer } from '../objects/customer.ts';
import { buildPaymentIntent } from '../objects/paymentIntent.ts';
import { buildPaymentMethod } from '../objects/paymentMethod.ts';
import { idOf } from '../objects/reference.ts';
import { orderId } from '../objects/sessionOrder.ts';
import { attemptIntent } from './attempt.ts';
import { toPayer } from './payer.ts';
import { subscribe } from './subscribe.ts';
import type { PaymentMeans } from '../objects/paymentMethod.ts';
import type { Purchase, SessionOrder } from '../objects/sessionOrder.ts';
import type { World } from '../world.ts';
import type { PaymentOutcome } from './outcome.ts';
import type Stripe from 'stripe';

/** Who pays on the Checkout page. */
export interface Buyer {
  readonly email: string;
  readonly name: string;
  /** Null where nothing is due and nothing is kept for later. */
  readonly means: PaymentMeans | null;
}

export function orderOf(world: World, session: Stripe.Checkout.Session): SessionOrder {
  return required(world, 'session_order', orderId(session.id));
}

/** Makes what a Checkout sells, and the attempt to collect what is due for it. */
export function purchase(
  world: World,
  session: Stripe.Checkout.Session,
  buyer: Buyer,
  outcome: PaymentOutcome,
): Purchase {
  const order = orderOf(world, session);
  const customer = customerFor(world, session, order, buyer);
  const method = buyer.means && keepMethod(world, { ...buyer, means: buyer.means }, customer);
  if (customer !== null && session.mode === 'subscription') {
    return subscribe(world, { session, order, customer, method, outcome });
  }
  return payOnce(world, { session, order, customer, method, outcome });
}

interface OneTimePayment {
  readonly session: Stripe.Checkout.Session;
  readonly order: SessionOrder;
  readonly customer: Stripe.Customer | null;
  readonly method: Stripe.PaymentMethod | null;
  readonly outcome: PaymentOutcome;
}

function payOnce(world: World, { session, order, customer, method, outcome }: OneTimePayment): Purchase {
  const made = { customer: customer?.id ?? null, subscription: null, invoice: null };
  if (method === null) return { ...made, paymentIntent: null };
  const intent = intentOf(world, session, order);
  attemptIntent(world, { ...intent, customer: made.customer }, toPayer(method), outcome);
  return { ...made, paymentIntent: intent.id };
}

/** In payment mode a session has one payment intent, made at the first try. In subscription mode the invoice has it. */
export function intentOf(
  world: World,
  session: Stripe.Checkout.Session,
  { payment }: SessionOrder,
): Stripe.PaymentIntent {
  if (session.payment_intent !== null) {
    return required(world, 'payment_intent', idOf(session.payment_intent));
  }
  const intent = buildPaymentIntent(world.stamp('payment_intent'), {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer: session.customer === null ? null : idOf(session.customer),
    paymentMethod: null,
    description: payment.description ?? (session.mode === 'payment' ? null : 'Subscription creation'),
    metadata: payment.metadata,
    paymentMethodTypes: session.payment_method_types,
    receiptEmail: payment.receiptEmail ?? null,
    setupFutureUsage: payment.setupFutureUsage ?? null,
    secret: world.newId('secret'),
  });
  world.objects.put('payment_intent', intent);
  emit(world, 'payment_intent.created', intent);
  if (session.mode === 'payment') {
    world.objects.put('checkout.session', { ...session, payment_intent: intent.id });
  }
  return intent;
}

/** The customer that was given, or begun with, or a new one; null for a guest. */
function customerFor(
  world: World,
  session: Stripe.Checkout.Session,
  { begun, payment }: SessionOrder,
  buyer: Buyer,
): Stripe.Customer | null {
  const id = session.customer === null ? begun?.customer : idOf(session.customer);
  const known = id == null ? undefined : required(world, 'customer', id, 'customer');
  if (known !== undefined && known.deleted !== true) return known;
  const guest = session.customer_creation === 'if_required' && payment.setupFutureUsage === undefined;
  if (guest) return null;
  const customer = buildCustomer(world.stamp('customer'), { email: buyer.email, name: buyer.name });
  world.objects.put('customer', customer);
  emit(world, 'customer.created', customer);
  return customer;
}

function keepMethod(
  world: World,
  buyer: Buyer & { readonly means: PaymentMeans },
  customer: Stripe.Customer | null,
): Stripe.PaymentMethod {
  const method = buildPaymentMethod(world.stamp('payment_method'), {
    ...buyer,
    customer: customer?.id ?? null,
  });
  world.objects.put('payment_method', method);
  if (customer !== null) emit(world, 'payment_method.attached', method);
  return method;
}
