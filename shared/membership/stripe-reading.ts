import type { CustomerId, ProductId } from './model.ts';

/** `billing_reason` of the invoices that always pay for a period: the first and each renewal. */
export const PERIOD_REASONS: ReadonlySet<string> = new Set(['subscription_create', 'subscription_cycle']);

/**
 * Whether an invoice pays for a period: the first, each renewal, and that of a change which begins a new period, as from
 * monthly to yearly. The prorations of an upgrade within a period do not.
 */
export function paysForPeriod({
  billing_reason,
  items,
}: Pick<StripeInvoice, 'billing_reason' | 'items'>): boolean {
  return (
    PERIOD_REASONS.has(billing_reason ?? '') || (billing_reason === 'subscription_update' && items.length > 0)
  );
}

/** The metadata by which a payment intent is a pass: what was bought, and for how many seconds. */
export const PASS_METADATA = { plan: 'gatefold_pass_plan', seconds: 'gatefold_pass_seconds' } as const;

/** What Gatefold reads of a Stripe subscription (docs.stripe.com/api/subscriptions/object). */
export interface StripeSubscription {
  readonly id: string;
  readonly status: string;
  readonly start_date: number;
  readonly trial_end: number | null;
  readonly cancel_at: number | null;
  readonly cancel_at_period_end: boolean;
  readonly ended_at: number | null;
  readonly pause_collection: object | null;
  readonly items: readonly {
    readonly id: string;
    readonly product: ProductId;
    readonly current_period_end: number;
  }[];
}

/** What became of the money of a payment (docs.stripe.com/api/charges/object, docs.stripe.com/api/disputes/object). */
export interface StripeMoneyBack {
  /** In full. */
  readonly refunded: boolean;
  /** The status of each dispute of it. */
  readonly disputes: readonly string[];
}

/** What Gatefold reads of a Stripe invoice (docs.stripe.com/api/invoices/object). */
export interface StripeInvoice extends StripeMoneyBack {
  readonly id: string;
  /** From `parent.subscription_details`; absent for an invoice that no subscription made. */
  readonly subscription?: string;
  /** The subscription items whose periods its lines pay for; a proration pays for none. */
  readonly items: readonly string[];
  /** Until when its lines pay for them, where it is known. */
  readonly until?: Readonly<Record<string, number>>;
  readonly status: string | null;
  readonly billing_reason: string | null;
  readonly collection_method: string;
  /** Whether Stripe ever tried to collect it. */
  readonly attempted: boolean;
  readonly created: number;
  readonly due_date: number | null;
  readonly finalized_at: number | null;
}

/** A payment intent with our metadata: a pass (docs.stripe.com/api/payment_intents/object). */
export interface StripePassPayment extends StripeMoneyBack {
  readonly id: string;
  readonly status: string;
  readonly created: number;
  /** As the metadata has them. */
  readonly plan: string;
  readonly seconds: string | undefined;
  /** When its money came, by its charge and, where a bank takes days, by its balance transaction; null until then. */
  readonly paid_at: number | null;
}

/** One reading of a customer at Stripe. */
export interface StripeReading {
  readonly customer: CustomerId;
  /** Its billing ends; what was stored of it stays to be seen. */
  readonly customerDeleted: boolean;
  /** The customer's address at Stripe, where it has one. */
  readonly address?: string;
  readonly subscriptions: readonly StripeSubscription[];
  /** Of live subscriptions, as far back as the newest paid period of each item. */
  readonly invoices: readonly StripeInvoice[];
  readonly passes: readonly StripePassPayment[];
}
