import { readBilling } from '../../shared/membership/billing.ts';
import type {
  StripeInvoice,
  StripePassPayment,
  StripeReading,
  StripeSubscription,
} from '../../shared/membership/stripe-reading.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import type { Catalogue, PlanDefinition, Policies } from '../../shared/membership/catalogue.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import type { BillingItem, EpochSeconds, Facts, Grant, Member } from '../../shared/membership/model.ts';

/** Epoch seconds of an ISO 8601 time in UTC; midnight where there is only a date. */
export const at = (iso: string): EpochSeconds => Date.parse(iso) / 1000;

const iso = (seconds: EpochSeconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

const PLANS: Readonly<Record<string, PlanDefinition>> = {
  annual: {
    name: 'Annual',
    features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
    products: ['prod_annual'],
    onSale: [],
    graceDays: 7,
  },
  briefing: { name: 'Briefing', features: ['memos'], products: ['prod_briefing'], onSale: [], graceDays: 3 },
};

/** Two plans: everything with seven days of grace, and the memos alone with three. */
export function catalogueOf(
  policies: Partial<Policies> = {},
  plans: Readonly<Record<string, PlanDefinition>> = PLANS,
): Catalogue {
  return createCatalogue({
    features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
    plans,
    policies: {
      pausedCollection: 'keep',
      refundedSubscription: 'keep',
      disputedSubscription: 'suspend',
      compMaxDays: 1_830,
      ...policies,
    },
  });
}

/** The catalogue after a plan has gone out of it. */
export function catalogueWithout(plan: string): Catalogue {
  return catalogueOf({}, Object.fromEntries(Object.entries(PLANS).filter(([id]) => id !== plan)));
}

/** A subscription bought on 1 March 2027 and paid until 1 March 2028. */
export function subscription(changes: Partial<StripeSubscription> = {}): StripeSubscription {
  return {
    id: 'sub_1',
    status: 'active',
    start_date: at('2027-03-01'),
    trial_end: null,
    cancel_at: null,
    cancel_at_period_end: false,
    ended_at: null,
    pause_collection: null,
    items: [item()],
    ...changes,
  };
}

export function item(changes: Partial<StripeSubscription['items'][number]> = {}) {
  return { id: 'si_1', product: 'prod_annual', current_period_end: at('2028-03-01'), ...changes };
}

/** The invoice of the renewal on 1 March 2028, finalized an hour later and not paid. */
export function invoice(changes: Partial<StripeInvoice> = {}): StripeInvoice {
  return {
    id: 'in_1',
    subscription: 'sub_1',
    items: ['si_1'],
    status: 'open',
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    attempted: true,
    refunded: false,
    disputes: [],
    created: at('2028-03-01'),
    due_date: null,
    finalized_at: at('2028-03-01T01:00:00Z'),
    ...changes,
  };
}

/** A week's pass of the annual plan, bought at noon on 1 June 2027. */
export function passPayment(changes: Partial<StripePassPayment> = {}): StripePassPayment {
  return {
    id: 'pi_1',
    status: 'succeeded',
    created: at('2027-06-01T11:58:00Z'),
    plan: 'annual',
    seconds: '604800',
    paid_at: at('2027-06-01T12:00:00Z'),
    refunded: false,
    disputes: [],
    ...changes,
  };
}

export function reading(changes: Partial<StripeReading> = {}): StripeReading {
  return {
    customer: 'cus_1',
    customerDeleted: false,
    subscriptions: [],
    invoices: [],
    passes: [],
    ...changes,
  };
}

/** What is stored after Stripe was read once. */
export function billingOf(
  changes: Partial<StripeReading>,
  previous?: BillingItem,
  catalogue = catalogueOf(),
): BillingItem {
  return readBilling(reading(changes), previous, catalogue, 1_000).item;
}

/** A comp of the annual plan for the year 2027. */
export function grant(changes: Partial<Grant> = {}): Grant {
  return {
    id: 'gra_1',
    member: 'mem_1',
    kind: 'comp',
    plan: 'annual',
    features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
    startsAt: at('2027-01-01'),
    endsAt: at('2028-01-01'),
    reason: 'Press',
    grantedBy: 'apikey:key_1',
    grantedAt: at('2026-12-20'),
    ...changes,
  };
}

export function member(changes: Partial<Member> = {}): Member {
  return {
    id: 'mem_1',
    address: 'ada@example.com',
    sessionEpoch: 0,
    origin: { kind: 'sign_in' },
    createdAt: at('2026-01-01'),
    ...changes,
  };
}

export function facts(changes: Partial<Facts> = {}): Facts {
  return { member: member(), billing: [], grants: [], ...changes };
}

/** What a member may read at a time and why, every date spelled out: `memos until 2028-03-01T01:00:00Z`. */
export function readable(facts: Facts, now: string, catalogue = catalogueOf()) {
  const { held, why, plan } = entitlements(facts, catalogue, at(now));
  return {
    held: held.map(({ feature, until }) =>
      until === undefined ? feature : `${feature} until ${iso(until)}`,
    ),
    why,
    plan,
  };
}

/** The same for one feature: `until 2028-03-01T01:00:00Z, subscription`, or `none`. */
export function readableFeature(facts: Facts, feature: string, now: string, catalogue = catalogueOf()) {
  const { held, why } = entitlements(facts, catalogue, at(now));
  const found = held.find((one) => one.feature === feature);
  return found?.until === undefined ? 'none' : `until ${iso(found.until)}, ${why ?? 'no reason'}`;
}
