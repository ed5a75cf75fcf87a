import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

type Configuration = Stripe.BillingPortal.Configuration;
export type PortalFeatures = Configuration['features'];

export interface ConfigurationFields {
  readonly features: PortalFeatures;
  readonly businessProfile: Configuration['business_profile'];
  readonly defaultReturnUrl: string | null;
  /** Where customers can begin without a session; null where they cannot. */
  readonly loginUrl: string | null;
  readonly metadata: Stripe.Metadata;
  readonly name: string | null;
  readonly isDefault: boolean;
}

export function buildPortalConfiguration({ id, created }: Stamp, fields: ConfigurationFields): Configuration {
  return {
    id,
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: fields.businessProfile,
    created,
    default_return_url: fields.defaultReturnUrl,
    features: fields.features,
    is_default: fields.isDefault,
    livemode: false,
    login_page: { enabled: fields.loginUrl !== null, url: fields.loginUrl },
    metadata: fields.metadata,
    name: fields.name,
    updated: created,
  };
}

/** A portal in which nothing may be done. */
export const NO_FEATURES: PortalFeatures = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
};

/** The portal of an account that nobody has configured: receipts, the card, and cancellation at the period's end. */
export const DEFAULT_FEATURES: PortalFeatures = {
  ...NO_FEATURES,
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true, payment_method_configuration: null },
  subscription_cancel: { ...NO_FEATURES.subscription_cancel, enabled: true },
};
