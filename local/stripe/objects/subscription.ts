import type { EpochSeconds, Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface SubscriptionFields {
  readonly customer: string;
  readonly status: Stripe.Subscription.Status;
  readonly currency: string;
  readonly items: Stripe.SubscriptionItem[];
  /** The moment that its periods are counted from. */
  readonly anchor: EpochSeconds;
  readonly defaultPaymentMethod: string | null;
  readonly automaticTax: boolean;
  readonly collectionMethod: 'charge_automatically' | 'send_invoice';
  /** Days after an invoice is sent by which it is due; null where a card is charged. */
  readonly daysUntilDue: number | null;
  /** The end of its trial; null where it has none. */
  readonly trialEnd: EpochSeconds | null;
  /** What happens to it where its trial ends and there is nothing to charge. */
  readonly missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause';
  readonly discounts: readonly string[];
  readonly testClock: string | null;
  readonly description?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
}

export function buildSubscription({ id, created }: Stamp, fields: SubscriptionFields): Stripe.Subscription {
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: fields.automaticTax,
      liability: fields.automaticTax ? { type: 'self' } : null,
    },
    billing_cycle_anchor: fields.anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: fields.collectionMethod,
    created,
    currency: fields.currency,
    customer: fields.customer,
    customer_account: null,
    days_until_due: fields.daysUntilDue,
    default_payment_method: fields.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: fields.description ?? null,
    discounts: [...fields.discounts],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: fields.items,
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: fields.metadata ?? {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: created,
    status: fields.status,
    test_clock: fields.testClock,
    transfer_data: null,
    trial_end: fields.trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: fields.missingPaymentMethod },
    },
    trial_start: fields.trialEnd === null ? null : created,
  };
}
