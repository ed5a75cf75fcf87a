import type { CustomerId, ProductId } from './model.ts';

/** `billing_reason` of the invoices that pay for a period: the first and each renewal. An upgrade's is not one. */
export const PERIOD_REASONS: ReadonlySet<string> = new Set(['subscription_create', 'subscription_cycle']);

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

/** What Gatefold reads of a Stripe invoice (docs.stripe.com/api/invoices/object). */
export interface StripeInvoice {
  readonly id: string;
  /** From `parent.subscription_details`; absent for an invoice that no subscription made. */
  readonly subscription?: string;
  readonly status: string | null;
  readonly billing_reason: string | null;
  readonly created: number;
  readonly due_date: number | null;
  readonly finalized_at: number | null;
}

/** One reading of a customer at Stripe. */
export interface StripeReading {
  readonly customer: CustomerId;
  /** Its billing ends; what was stored of it stays to be seen. */
  readonly customerDeleted: boolean;
  readonly subscriptions: readonly StripeSubscription[];
  readonly invoices: readonly StripeInvoice[];
}
