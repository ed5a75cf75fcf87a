import { idOf } from './reference.ts';
import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface PhaseFields {
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  readonly currency: string;
  readonly items: readonly { readonly price: string; readonly quantity: number }[];
  readonly prorationBehavior: 'create_prorations' | 'always_invoice' | 'none';
  readonly metadata?: Stripe.Metadata | undefined;
}

export function buildPhase(fields: PhaseFields): Stripe.SubscriptionSchedule.Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: fields.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: fields.end,
    invoice_settings: null,
    items: fields.items.map(({ price, quantity }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: price,
      price,
      quantity,
      tax_rates: [],
    })),
    metadata: fields.metadata ?? {},
    on_behalf_of: null,
    proration_behavior: fields.prorationBehavior,
    start_date: fields.start,
    transfer_data: null,
    trial_end: null,
  };
}

interface ScheduleFields {
  readonly customer: Stripe.Customer;
  readonly phases: Stripe.SubscriptionSchedule.Phase[];
  readonly endBehavior: 'cancel' | 'release';
  readonly metadata?: Stripe.Metadata | undefined;
  /** The subscription that it already governs; null where it is to make one. */
  readonly subscription: Stripe.Subscription | null;
}

export function buildSchedule({ id, created }: Stamp, fields: ScheduleFields): Stripe.SubscriptionSchedule {
  const { customer, subscription, phases } = fields;
  const [first] = phases;
  return {
    id,
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: null, type: 'classic' },
    canceled_at: null,
    completed_at: null,
    created,
    current_phase:
      subscription === null || first === undefined
        ? null
        : { start_date: first.start_date, end_date: first.end_date },
    customer: customer.id,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: subscription?.collection_method ?? 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: fields.endBehavior,
    livemode: false,
    metadata: fields.metadata ?? {},
    pause_schedules: [],
    phases,
    released_at: null,
    released_subscription: null,
    status: subscription === null ? 'not_started' : 'active',
    subscription: subscription?.id ?? null,
    test_clock: customer.test_clock == null ? null : idOf(customer.test_clock),
  };
}
