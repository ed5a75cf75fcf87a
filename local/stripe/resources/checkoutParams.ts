import * as z from 'zod';
import { flag, integer, metadata, text } from '../api/params.ts';

const subscriptionData = z.strictObject({
  metadata: metadata.optional(),
  description: text.max(500).optional(),
  trial_end: integer.optional(),
  trial_period_days: integer.pipe(z.int().min(1).max(730)).optional(),
  trial_settings: z
    .strictObject({
      end_behavior: z.strictObject({ missing_payment_method: z.enum(['cancel', 'create_invoice', 'pause']) }),
    })
    .optional(),
});

const paymentIntentData = z.strictObject({
  metadata: metadata.optional(),
  description: text.max(1000).optional(),
  receipt_email: text.max(512).optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
});

/** https://docs.stripe.com/api/checkout/sessions/create */
export const createFields = {
  mode: z.enum(['payment', 'subscription'], { error: 'the double has mode payment and subscription' }),
  line_items: z
    .array(z.strictObject({ price: text, quantity: integer.pipe(z.int().min(1)).optional() }))
    .min(1)
    .max(20),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/)
    .optional(),
  success_url: text,
  cancel_url: text.optional(),
  customer: text.optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  customer_email: text.optional(),
  client_reference_id: text.max(200).optional(),
  metadata: metadata.optional(),
  subscription_data: subscriptionData.optional(),
  payment_intent_data: paymentIntentData.optional(),
  allowed_payment_method_types: z.array(text).min(1).max(50).optional(),
  excluded_payment_method_types: z.array(text).max(50).optional(),
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
  discounts: z
    .array(z.strictObject({ coupon: text.optional(), promotion_code: text.optional() }))
    .max(1, { error: 'a Checkout takes one discount' })
    .optional(),
  allow_promotion_codes: flag.optional(),
  invoice_creation: z
    .strictObject({
      enabled: z.literal('false', { error: 'the double issues no invoices for one-time payments' }),
    })
    .optional(),
  expires_at: integer.optional(),
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  tax_id_collection: z.strictObject({ enabled: flag }).optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  customer_update: z
    .strictObject({ address: z.enum(['auto', 'never']), name: z.enum(['auto', 'never']) })
    .partial()
    .optional(),
  locale: text.optional(),
};
export type CreateParams = z.output<z.ZodObject<typeof createFields>>;
