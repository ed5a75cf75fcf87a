import * as z from 'zod';
import { flag, integer, metadata, text } from '../api/params.ts';
import { required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { bankAnswer } from '../billing/bank.ts';
import { payerOfCustomer, payerWith } from '../billing/payer.ts';
import { refusalOf } from '../billing/refusal.ts';
import { startSubscription } from '../billing/start.ts';
import { livingCustomer } from './customers.ts';
import { collection, paymentBehavior, prorationBehavior, trialSettings } from './subscriptionParams.ts';
import type { Payer } from '../billing/attempt.ts';
import type { FirstPayment, SubscriptionStart } from '../billing/start.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

export const createFields = {
  ...collection,
  customer: text,
  items: z
    .array(
      z.strictObject({
        price: text,
        quantity: integer.pipe(z.int().min(1)).optional(),
        metadata: metadata.optional(),
      }),
    )
    .min(1)
    .max(20),
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  billing_cycle_anchor: integer.optional(),
  cancel_at: integer.optional(),
  cancel_at_period_end: flag.optional(),
  currency: text.optional(),
  default_payment_method: text.optional(),
  description: text.max(500).optional(),
  metadata: metadata.optional(),
  off_session: flag.optional(),
  payment_behavior: paymentBehavior.exclude(['pending_if_incomplete']).optional(),
  proration_behavior: prorationBehavior.optional(),
  trial_end: z.literal('now').or(integer).optional(),
  trial_period_days: integer.pipe(z.int().min(1).max(730)).optional(),
  trial_settings: trialSettings.optional(),
};
type CreateParams = z.output<z.ZodObject<typeof createFields>>;

/**
 * https://docs.stripe.com/api/subscriptions/create
 *
 * @throws {StripeRefusal} where a parameter contradicts another or names what is not there, or the first payment
 * failed and had to succeed
 */
export function createSubscription(world: World, params: CreateParams): Stripe.Subscription {
  const customer = livingCustomer(world, params.customer, 'customer');
  const lines = params.items.map((item, index) => ({
    ...item,
    quantity: item.quantity ?? 1,
    price: recurringPrice(world, item.price, `items[${index}][price]`),
  }));
  const trial = trialOf(params, world.now());
  const payer =
    params.default_payment_method === undefined
      ? payerOfCustomer(world, customer)
      : payerWith(world, params.default_payment_method, 'default_payment_method');
  const { subscription } = startSubscription(world, {
    customer,
    lines,
    currency: params.currency ?? lines[0]?.price.currency ?? 'usd',
    defaultPaymentMethod: params.default_payment_method ?? null,
    payment: firstPayment(params, payer, trial !== undefined),
    trial,
    missingPaymentMethod: params.trial_settings?.end_behavior.missing_payment_method,
    sendInvoice: sendInvoiceOf(params),
    billingCycleAnchor: params.billing_cycle_anchor,
    prorated: params.proration_behavior !== 'none',
    cancelAt: params.cancel_at_period_end === true ? 'period_end' : params.cancel_at,
    automaticTax: params.automatic_tax?.enabled ?? false,
    description: params.description,
    metadata: params.metadata,
  });
  return required(world, 'subscription', subscription.id);
}

function recurringPrice(world: World, id: string, param: string): Stripe.Price {
  const price = required(world, 'price', id, param);
  if (!price.active) {
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param,
    });
  }
  if (price.recurring === null) {
    throw invalidRequest('The price specified is set to `type=one_time`; it must be `type=recurring`.', {
      param,
    });
  }
  return price;
}

function trialOf(params: CreateParams, now: number): SubscriptionStart['trial'] {
  const { trial_end: end, trial_period_days: days } = params;
  if (end !== undefined && days !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: trial_end, trial_period_days.', {
      param: 'trial_end',
    });
  }
  if (days !== undefined) return { days };
  if (end === undefined || end === 'now') return undefined;
  if (end <= now)
    throw invalidRequest('The trial_end parameter must be in the future.', { param: 'trial_end' });
  return { end };
}

function sendInvoiceOf(params: CreateParams): SubscriptionStart['sendInvoice'] {
  if (params.collection_method !== 'send_invoice') return undefined;
  if (params.days_until_due === undefined) {
    throw invalidRequest('You must pass `days_until_due` when using `send_invoice`.', {
      param: 'days_until_due',
    });
  }
  return { daysUntilDue: params.days_until_due };
}

function firstPayment(params: CreateParams, payer: Payer | undefined, trial: boolean): FirstPayment | null {
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (trial || params.collection_method === 'send_invoice' || behavior === 'default_incomplete') return null;
  if (payer === undefined) {
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a ' +
        'default payment method. For more information, visit ' +
        'https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    );
  }
  const outcome = bankAnswer(payer.means, true);
  const refusal = refusalOf(outcome);
  if (behavior === 'error_if_incomplete' && refusal !== undefined) throw refusal;
  return { payer, outcome };
}
