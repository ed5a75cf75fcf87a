import * as z from 'zod';
import { flag, integer, metadata, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { productName } from '../billing/issue.ts';
import { buildCheckoutSession, buildLineItem, orderId } from '../objects/checkoutSession.ts';
import { livingCustomer } from './customers.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const MIN_LIFE_SECONDS = 30 * 60;
const MAX_LIFE_SECONDS = 24 * 3_600;
/** Stripe allows for the caller's clock. */
const CLOCK_SLACK_SECONDS = 60;

export const createFields = {
  mode: z.literal('subscription', { error: 'the double has mode=subscription only' }),
  line_items: z
    .array(z.strictObject({ price: text, quantity: integer.pipe(z.int().min(1)).optional() }))
    .min(1)
    .max(20),
  success_url: text,
  cancel_url: text.optional(),
  customer: text.optional(),
  customer_email: text.optional(),
  client_reference_id: text.max(200).optional(),
  metadata: metadata.optional(),
  subscription_data: z
    .strictObject({ metadata: metadata.optional(), description: text.max(500).optional() })
    .optional(),
  expires_at: integer.optional(),
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  tax_id_collection: z.strictObject({ enabled: flag }).optional(),
  allow_promotion_codes: flag.optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  customer_update: z
    .strictObject({ address: z.enum(['auto', 'never']), name: z.enum(['auto', 'never']) })
    .partial()
    .optional(),
  locale: text.optional(),
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
};
type CreateParams = z.output<z.ZodObject<typeof createFields>>;

/** @throws {StripeRefusal} where a parameter contradicts another, or names what is not there or not on sale */
export function createSession(world: World, params: CreateParams): Stripe.Checkout.Session {
  if (params.customer !== undefined && params.customer_email !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.', {
      param: 'customer',
    });
  }
  if (params.customer !== undefined) livingCustomer(world, params.customer, 'customer');
  const stamp = world.stamp('checkout.session');
  const expiresAt = params.expires_at ?? stamp.created + MAX_LIFE_SECONDS;
  checkExpiry(expiresAt, stamp.created);
  checkUrl(params.success_url, 'success_url');
  if (params.cancel_url !== undefined) checkUrl(params.cancel_url, 'cancel_url');
  const lines = params.line_items.map((line, index) => lineItem(world, line, index));
  const session = buildCheckoutSession(stamp, {
    url: `${world.publicUrl}/c/pay/${stamp.id}`,
    lines,
    currency: oneCurrency(lines),
    expiresAt,
    customer: params.customer ?? null,
    customerEmail: params.customer_email ?? null,
    clientReferenceId: params.client_reference_id ?? null,
    successUrl: params.success_url,
    cancelUrl: params.cancel_url ?? null,
    automaticTax: params.automatic_tax?.enabled ?? false,
    allowPromotionCodes: params.allow_promotion_codes ?? null,
    locale: params.locale ?? null,
    billingAddressCollection: params.billing_address_collection ?? null,
    paymentMethodCollection: params.payment_method_collection ?? 'always',
    taxIdCollection: params.tax_id_collection?.enabled ?? false,
    metadata: params.metadata ?? {},
  });
  world.objects.put('checkout.session', session);
  world.objects.put('session_order', {
    id: orderId(session.id),
    object: 'session_order',
    lines,
    subscription: {
      metadata: params.subscription_data?.metadata ?? {},
      description: params.subscription_data?.description,
    },
  });
  return session;
}

function lineItem(
  world: World,
  { price: priceId, quantity = 1 }: CreateParams['line_items'][number],
  index: number,
): Stripe.LineItem {
  const param = `line_items[${index}][price]`;
  const price = required(world, 'price', priceId, param);
  if (!price.active) {
    throw invalidRequest(`The price specified is inactive. This field only accepts active prices.`, {
      param,
    });
  }
  if (price.recurring === null) {
    throw invalidRequest('You must provide at least one recurring price in `subscription` mode.', { param });
  }
  return buildLineItem(world.newId('line_item'), { price, productName: productName(world, price), quantity });
}

function oneCurrency(lines: readonly Stripe.LineItem[]): string {
  const [first, ...others] = new Set(lines.map(({ currency }) => currency));
  if (first === undefined || others.length > 0) {
    throw invalidRequest('All prices on a Checkout Session must have the same currency.', {
      param: 'line_items',
    });
  }
  return first;
}

function checkExpiry(expiresAt: number, now: number): void {
  const life = expiresAt - now;
  if (life < MIN_LIFE_SECONDS - CLOCK_SLACK_SECONDS || life > MAX_LIFE_SECONDS + CLOCK_SLACK_SECONDS) {
    throw invalidRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  }
}

function checkUrl(url: string, param: string): void {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw invalidRequest('Not a valid URL', { param, code: 'url_invalid' });
  }
}
