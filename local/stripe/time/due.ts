import { idOf } from '../objects/reference.ts';
import { firstPeriodEnd } from '../billing/subscriptionState.ts';
import type { EpochSeconds } from '../stamp.ts';
import type { Kind, Stored } from '../store/objects.ts';
import type Stripe from 'stripe';

/** All that time does, in the order in which it is done where several fall on one moment. */
export const DUTIES = [
  'cancel',
  'expire_incomplete',
  'expire_pending_update',
  'enter_phase',
  'trial_will_end',
  'end_period',
  'resume_collection',
  'finalize',
  'attempt',
  'overdue',
  'delete_clock',
  'expire_checkout',
  'settle_debit',
] as const;
export type Duty = (typeof DUTIES)[number];

export interface Due {
  readonly duty: Duty;
  readonly at: EpochSeconds;
}

/** Only tells, and changes nothing: due no more once its moment was passed. */
const TELLING: readonly Duty[] = ['trial_will_end', 'overdue'];

export function onlyTells(duty: Duty): boolean {
  return TELLING.includes(duty);
}

/** https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses */
const INCOMPLETE_LIFE_SECONDS = 23 * 3_600;
/** https://docs.stripe.com/billing/subscriptions/trials */
export const TRIAL_NOTICE_SECONDS = 3 * 86_400;

/** A bank has this long to refuse a debit: https://docs.stripe.com/payments/sepa-debit#settlement-timing */
const DEBIT_SECONDS = 5 * 86_400;

const RENEWING: readonly string[] = ['active', 'past_due', 'unpaid', 'trialing'];

const DUE_BY_KIND: { readonly [K in Kind]?: (object: Stored[K]) => Due[] } = {
  subscription: ofSubscription,
  invoice: ofInvoice,
  subscription_schedule: ofSchedule,
  'test_helpers.test_clock': ({ deletes_after: at }) => when('delete_clock', at),
  'checkout.session': ({ status, expires_at }) =>
    status === 'open' ? when('expire_checkout', expires_at) : [],
  charge: ({ status, created }) =>
    status === 'pending' ? when('settle_debit', created + DEBIT_SECONDS) : [],
};

/** What is to happen to an object and when, as its own fields say. */
export function dueOf<K extends Kind>(kind: K, object: Stored[K]): Due[] {
  return DUE_BY_KIND[kind]?.(object) ?? [];
}

/** The test clock that an object lives by; null for the double's own. A test clock itself lives by the latter. */
export function clockOf(object: object): string | null {
  const clock = (object as { test_clock?: string | Stripe.TestHelpers.TestClock | null }).test_clock;
  return clock == null ? null : idOf(clock);
}

function when(duty: Duty, at: EpochSeconds | null | undefined): Due[] {
  return at == null ? [] : [{ duty, at }];
}

function ofSubscription(subscription: Stripe.Subscription): Due[] {
  const { status, created, cancel_at, trial_end, pause_collection, pending_update } = subscription;
  if (status === 'canceled' || status === 'incomplete_expired') return [];
  return [
    ...when('cancel', cancel_at),
    ...when('resume_collection', pause_collection?.resumes_at),
    ...when('expire_pending_update', pending_update?.expires_at),
    ...(status === 'incomplete' ? when('expire_incomplete', created + INCOMPLETE_LIFE_SECONDS) : []),
    ...(status === 'trialing' && trial_end !== null
      ? when('trial_will_end', trial_end - TRIAL_NOTICE_SECONDS)
      : []),
    ...(RENEWING.includes(status) ? when('end_period', firstPeriodEnd(subscription)) : []),
  ];
}

function ofInvoice(invoice: Stripe.Invoice): Due[] {
  if (invoice.status === 'draft') return when('finalize', invoice.automatically_finalizes_at);
  if (invoice.status !== 'open') return [];
  return [...when('attempt', invoice.next_payment_attempt), ...when('overdue', invoice.due_date)];
}

/** The start of its first phase, else the end of the present one. */
function ofSchedule(schedule: Stripe.SubscriptionSchedule): Due[] {
  if (schedule.status === 'not_started') return when('enter_phase', schedule.phases[0]?.start_date);
  return schedule.status === 'active' ? when('enter_phase', schedule.current_phase?.end_date) : [];
}
