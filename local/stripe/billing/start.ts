import { emit } from '../events.ts';
import { buildSubscription } from '../objects/subscription.ts';
import { buildSubscriptionItem } from '../objects/subscriptionItem.ts';
import { idOf } from '../objects/reference.ts';
import { TRIAL_NOTICE_SECONDS } from '../time/due.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { World } from '../world.ts';
import { attemptInvoice } from './attempt.ts';
import { draftInvoice, finalize } from './issue.ts';
import { addIntervals, periodFrom, periodOf } from './periods.ts';
import { lastPeriodEnd, willCancelAt } from './subscriptionState.ts';
import type { Payer } from './attempt.ts';
import type { PaymentOutcome } from './outcome.ts';
import type Stripe from 'stripe';

/** The first payment. It is made only where something is due. */
export interface FirstPayment {
  readonly payer: Payer;
  readonly outcome: PaymentOutcome;
}

export interface SubscriptionStart {
  readonly customer: Stripe.Customer;
  readonly lines: readonly {
    readonly price: Stripe.Price;
    readonly quantity: number;
    readonly metadata?: Stripe.Metadata | undefined;
  }[];
  readonly currency: string;
  /** Charged at every renewal; null leaves that to the customer's own. */
  readonly defaultPaymentMethod: string | null;
  /** Null leaves the first invoice open: it is sent, or the reader has yet to confirm the payment. */
  readonly payment: FirstPayment | null;
  readonly trial?: { readonly days: number } | { readonly end: EpochSeconds } | undefined;
  readonly missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause' | undefined;
  /** Absent where the payment method is charged. */
  readonly sendInvoice?: { readonly daysUntilDue: number } | undefined;
  /** The end of a shorter first period; by default periods are counted from the start. */
  readonly billingCycleAnchor?: EpochSeconds | undefined;
  /** Whether a shorter first period costs its share, or nothing. */
  readonly prorated?: boolean | undefined;
  /** When it is to end, if that is known from the start. */
  readonly cancelAt?: EpochSeconds | 'period_end' | undefined;
  readonly automaticTax: boolean;
  /** Ids of discounts, as the subscription names them. */
  readonly discounts?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
}

export interface Started {
  readonly subscription: Stripe.Subscription;
  readonly invoice: Stripe.Invoice;
}

const DAY_SECONDS = 86_400;

/**
 * Makes a subscription, its first invoice, and the attempt to collect that; all of it is told.
 * https://docs.stripe.com/billing/subscriptions/overview
 */
export function startSubscription(world: World, start: SubscriptionStart): Started {
  const subscription = newSubscription(world, start);
  const draft = draftInvoice(world, {
    customer: start.customer,
    subscription,
    items: subscription.items.data,
    billingReason: 'subscription_create',
    period: { start: subscription.created, end: subscription.created },
    share: firstShare(start, subscription),
  });
  const status = firstStatus(start, draft);
  const created = { ...subscription, status, latest_invoice: draft.id };
  world.objects.put('subscription', created);
  emit(world, 'customer.subscription.created', created);
  const { trial_end: trialEnd } = created;
  if (trialEnd !== null && trialEnd - TRIAL_NOTICE_SECONDS <= world.now()) {
    emit(world, 'customer.subscription.trial_will_end', created);
  }
  const { payment } = start;
  if (start.sendInvoice !== undefined && start.trial === undefined) {
    return { subscription: created, invoice: draft };
  }
  const open = finalize(world, draft, payment?.payer.paymentMethod ?? null);
  const invoice =
    payment === null || open.status === 'paid'
      ? open
      : attemptInvoice(world, open, payment.payer, payment.outcome);
  return { subscription: created, invoice };
}

function newSubscription(world: World, start: SubscriptionStart): Stripe.Subscription {
  const stamp = world.stamp('subscription');
  const trialEnd = trialEndOf(start, stamp.created);
  const anchor = trialEnd ?? start.billingCycleAnchor ?? stamp.created;
  const { test_clock: testClock } = start.customer;
  const items = start.lines.map(({ price, quantity, metadata }) =>
    buildSubscriptionItem(world.stamp('subscription_item'), {
      subscription: stamp.id,
      price,
      quantity,
      metadata,
      period:
        anchor > stamp.created
          ? { start: stamp.created, end: anchor }
          : periodFrom(anchor, stamp.created, price),
    }),
  );
  const subscription = buildSubscription(stamp, {
    customer: start.customer.id,
    status: trialEnd === null ? 'incomplete' : 'trialing',
    currency: start.currency,
    items,
    anchor,
    defaultPaymentMethod: start.defaultPaymentMethod,
    automaticTax: start.automaticTax,
    collectionMethod: start.sendInvoice === undefined ? 'charge_automatically' : 'send_invoice',
    daysUntilDue: start.sendInvoice?.daysUntilDue ?? null,
    trialEnd,
    missingPaymentMethod: start.missingPaymentMethod ?? 'create_invoice',
    discounts: start.discounts ?? [],
    testClock: testClock == null ? null : idOf(testClock),
    description: start.description,
    metadata: start.metadata,
  });
  const { cancelAt } = start;
  if (cancelAt === undefined) return subscription;
  return cancelAt === 'period_end'
    ? willCancelAt(subscription, lastPeriodEnd(subscription), stamp.created, true)
    : willCancelAt(subscription, cancelAt, stamp.created, false);
}

function trialEndOf({ trial }: SubscriptionStart, created: EpochSeconds): EpochSeconds | null {
  if (trial === undefined) return null;
  return 'days' in trial ? created + trial.days * DAY_SECONDS : trial.end;
}

/** A trial is free; a first period that an anchor cut short costs the part of a whole one that is left. */
function firstShare(start: SubscriptionStart, subscription: Stripe.Subscription): number {
  if (start.trial !== undefined) return 0;
  const [item] = subscription.items.data;
  if (item === undefined || start.billingCycleAnchor === undefined) return 1;
  if (start.prorated === false) return 0;
  const { start: from, end } = periodOf(item);
  const { recurring } = item.price;
  const whole = end - addIntervals(end, recurring?.interval ?? 'year', -(recurring?.interval_count ?? 1));
  return (end - from) / whole;
}

/** Nothing due, a sent invoice and a debit under way all count as paid until they turn out not to be. */
function firstStatus(start: SubscriptionStart, draft: Stripe.Invoice): Stripe.Subscription.Status {
  if (start.trial !== undefined) return 'trialing';
  const kind = start.payment?.outcome.kind;
  const good = draft.amount_due === 0 || start.sendInvoice !== undefined;
  return good || kind === 'paid' || kind === 'processing' ? 'active' : 'incomplete';
}
