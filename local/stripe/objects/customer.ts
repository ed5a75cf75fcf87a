import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface CustomerFields {
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly address?: Stripe.Address | null | undefined;
  readonly testClock?: string | null | undefined;
}

export function buildCustomer({ id, created }: Stamp, fields: CustomerFields): Stripe.Customer {
  return {
    id,
    object: 'customer',
    address: fields.address ?? null,
    balance: 0,
    created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: fields.description ?? null,
    discount: null,
    email: fields.email ?? null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: fields.metadata ?? {},
    name: fields.name ?? null,
    next_invoice_sequence: 1,
    phone: fields.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: fields.testClock ?? null,
  };
}

/** What Stripe answers for a customer that was deleted. */
export function buildDeletedCustomer(id: string): Stripe.DeletedCustomer {
  return { id, object: 'customer', deleted: true };
}
