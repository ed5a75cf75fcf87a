import type { Stamp } from '../stamp.ts';
import type Stripe from 'stripe';

export interface ProductFields {
  readonly name: string;
  readonly active?: boolean | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
}

export function buildProduct({ id, created }: Stamp, fields: ProductFields): Stripe.Product {
  return {
    id,
    object: 'product',
    active: fields.active ?? true,
    created,
    default_price: null,
    description: fields.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: fields.metadata ?? {},
    name: fields.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  };
}
