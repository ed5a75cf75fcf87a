import type { EpochSeconds } from '../stamp.ts';
import type Stripe from 'stripe';

/** The id under which a session's order is kept. */
export function orderId(session: string): string {
  return `order_of_${session}`;
}

/** What a session will make once it is paid. Stripe keeps it too, and shows only the lines. */
export interface SessionOrder {
  readonly id: string;
  readonly object: 'session_order';
  readonly lines: Stripe.LineItem[];
  readonly subscription: {
    readonly metadata: Stripe.Metadata;
    readonly description?: string | undefined;
    readonly trial?: { readonly days: number } | { readonly end: EpochSeconds } | undefined;
    readonly missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause' | undefined;
  };
  readonly payment: {
    readonly metadata: Stripe.Metadata;
    readonly description?: string | undefined;
    readonly receiptEmail?: string | undefined;
    readonly setupFutureUsage?: 'off_session' | 'on_session' | undefined;
  };
  /** What the reader has begun to pay and has to confirm with the bank. */
  readonly begun: Purchase | null;
}

/** Ids of what a payment on the page has made. */
export interface Purchase {
  /** Null for a guest, who pays once and is not kept. */
  readonly customer: string | null;
  /** In payment mode. */
  readonly paymentIntent: string | null;
  /** Both in subscription mode. */
  readonly subscription: string | null;
  readonly invoice: string | null;
}
