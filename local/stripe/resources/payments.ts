import * as z from 'zod';
import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { cancelIntent } from '../billing/cancelIntent.ts';
import type { Api } from '../api/endpoint.ts';

/** https://docs.stripe.com/api/invoice-payment */
export function invoicePayments(api: Api): void {
  api.get('/v1/invoice_payments/:id', {}, (_, { world, id }) => required(world, 'invoice_payment', id));

  api.get(
    '/v1/invoice_payments',
    {
      ...pagination,
      invoice: text.optional(),
      payment: z.strictObject({ type: z.literal('payment_intent'), payment_intent: text }).optional(),
      status: z.enum(['open', 'paid', 'canceled']).optional(),
    },
    ({ invoice, payment, status, ...page }, { world }) =>
      listPage(world, 'invoice_payment', '/v1/invoice_payments', page, {
        where: { invoice, payment: payment?.payment_intent, status },
      }),
  );
}

/** https://docs.stripe.com/api/payment_intents */
export function paymentIntents(api: Api): void {
  api.get('/v1/payment_intents/:id', {}, (_, { world, id }) => required(world, 'payment_intent', id));

  api.post(
    '/v1/payment_intents/:id/cancel',
    {
      cancellation_reason: z
        .enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'])
        .optional(),
    },
    (params, { world, id }) => cancelIntent(world, id, params.cancellation_reason ?? null),
  );

  api.get(
    '/v1/payment_intents',
    { ...pagination, created: range.optional(), customer: text.optional() },
    ({ created, customer, ...page }, { world }) =>
      listPage(world, 'payment_intent', '/v1/payment_intents', page, { where: { customer }, created }),
  );
}

/** https://docs.stripe.com/api/charges */
export function charges(api: Api): void {
  api.get('/v1/charges/:id', {}, (_, { world, id }) => required(world, 'charge', id));

  api.get(
    '/v1/charges',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
    },
    ({ created, customer, payment_intent: paymentIntent, ...page }, { world }) =>
      listPage(world, 'charge', '/v1/charges', page, { where: { customer, paymentIntent }, created }),
  );
}
