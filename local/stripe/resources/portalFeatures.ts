import * as z from 'zod';
import { flag, integer, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { idOf } from '../objects/reference.ts';
import type { PortalFeatures } from '../objects/portalConfiguration.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const proration = z.enum(['always_invoice', 'create_prorations', 'none']);
const reasons = z.enum([
  'customer_service',
  'low_quality',
  'missing_features',
  'other',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
]);
/** A list that an empty value empties. */
const list = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? [] : value), z.array(schema).max(10));

const product = z.strictObject({
  product: text,
  prices: z.array(text).min(1),
  adjustable_quantity: z
    .strictObject({ enabled: flag, minimum: integer.optional(), maximum: integer.optional() })
    .optional(),
});

/** https://docs.stripe.com/api/customer_portal/configurations/create#create_portal_configuration-features */
export const featureParams = z
  .strictObject({
    customer_update: z
      .strictObject({
        enabled: flag,
        allowed_updates: list(z.enum(['address', 'email', 'name', 'phone', 'shipping', 'tax_id'])),
      })
      .partial(),
    invoice_history: z.strictObject({ enabled: flag }),
    payment_method_update: z.strictObject({ enabled: flag }),
    subscription_cancel: z
      .strictObject({
        enabled: flag,
        cancellation_reason: z.strictObject({ enabled: flag, options: list(reasons).optional() }),
        mode: z.enum(['at_period_end', 'immediately']),
        proration_behavior: proration,
      })
      .partial(),
    subscription_update: z
      .strictObject({
        enabled: flag,
        billing_cycle_anchor: z.enum(['now', 'unchanged']),
        default_allowed_updates: list(z.enum(['price', 'promotion_code', 'quantity'])),
        products: list(product),
        proration_behavior: proration,
        schedule_at_period_end: z.strictObject({
          conditions: list(
            z.strictObject({ type: z.enum(['decreasing_item_amount', 'shortening_interval']) }),
          ),
        }),
        trial_update_behavior: z.enum(['continue_trial', 'end_trial']),
      })
      .partial(),
  })
  .partial();
type FeatureParams = z.output<typeof featureParams>;

/** Sent fields replace; the rest stays as it was. */
export function withFeatures(before: PortalFeatures, params: FeatureParams): PortalFeatures {
  const cancel = params.subscription_cancel;
  const update = params.subscription_update;
  const reason = before.subscription_cancel.cancellation_reason;
  return {
    ...before,
    customer_update: { ...before.customer_update, ...params.customer_update },
    invoice_history: { ...before.invoice_history, ...params.invoice_history },
    payment_method_update: { ...before.payment_method_update, ...params.payment_method_update },
    subscription_cancel: {
      ...before.subscription_cancel,
      ...cancel,
      cancellation_reason: {
        ...reason,
        ...cancel?.cancellation_reason,
        options: cancel?.cancellation_reason?.options ?? reason.options,
      },
    },
    subscription_update: {
      ...before.subscription_update,
      ...update,
      products: update?.products?.map(productOf) ?? before.subscription_update.products ?? [],
    },
  };
}

function productOf({
  product: id,
  prices,
  adjustable_quantity: quantity,
}: z.output<typeof product>): Stripe.BillingPortal.Configuration.Features.SubscriptionUpdate.Product {
  return {
    product: id,
    prices,
    adjustable_quantity: {
      enabled: quantity?.enabled ?? false,
      minimum: quantity?.minimum ?? 1,
      maximum: quantity?.maximum ?? null,
    },
  };
}

/** @throws {StripeRefusal} where the features contradict each other, or name what is not there */
export function checkFeatures(world: World, features: PortalFeatures): void {
  const { subscription_cancel: cancel, subscription_update: update } = features;
  if (cancel.proration_behavior === 'always_invoice') {
    refuse('subscription_cancel', 'proration_behavior', 'always_invoice is not for cancellations.');
  }
  if (cancel.proration_behavior === 'create_prorations' && cancel.mode !== 'immediately') {
    refuse('subscription_cancel', 'proration_behavior', 'prorations need the mode immediately.');
  }
  if (cancel.cancellation_reason.enabled && cancel.cancellation_reason.options.length === 0) {
    refuse('subscription_cancel', 'cancellation_reason', 'at least one option is needed.');
  }
  if (features.customer_update.enabled && features.customer_update.allowed_updates.length === 0) {
    refuse('customer_update', 'allowed_updates', 'at least one is needed.');
  }
  if (!update.enabled) return;
  const products = update.products ?? [];
  if (products.length === 0) refuse('subscription_update', 'products', 'at least one is needed.');
  if (update.default_allowed_updates.length === 0) {
    refuse('subscription_update', 'default_allowed_updates', 'at least one is needed.');
  }
  for (const { product: id, prices } of products) {
    required(world, 'product', id, 'features[subscription_update][products]');
    for (const price of prices) {
      const found = required(world, 'price', price, 'features[subscription_update][products]');
      if (idOf(found.product) !== id || found.recurring === null) {
        refuse('subscription_update', 'products', `${price} is no recurring price of ${id}.`);
      }
    }
  }
}

function refuse(feature: keyof PortalFeatures, field: string, why: string): never {
  const param = `features[${feature}][${field}]`;
  throw invalidRequest(`Invalid value for ${param}: ${why}`, { param });
}
