import * as z from 'zod';
import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { expireOld, expireSession } from '../billing/expireSession.ts';
import { orderId } from '../objects/sessionOrder.ts';
import { createSession } from './checkoutCreation.ts';
import { createFields } from './checkoutParams.ts';
import type { Api } from '../api/endpoint.ts';

/** https://docs.stripe.com/api/checkout/sessions */
export function checkoutSessions(api: Api): void {
  api.post('/v1/checkout/sessions', createFields, (params, { world }) => createSession(world, params));

  api.get('/v1/checkout/sessions/:id', {}, (_, { world, id }) => {
    expireOld(world);
    return required(world, 'checkout.session', id);
  });

  api.post('/v1/checkout/sessions/:id/expire', {}, (_, { world, id }) => {
    expireOld(world);
    const session = required(world, 'checkout.session', id);
    if (session.status !== 'open') {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status ?? 'none'}\`.`,
      );
    }
    return expireSession(world, session);
  });

  api.get(
    '/v1/checkout/sessions',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
      status: z.enum(['open', 'complete', 'expired']).optional(),
      subscription: text.optional(),
    },
    ({ created, customer, payment_intent: paymentIntent, status, subscription, ...page }, { world }) => {
      expireOld(world);
      const where = { customer, paymentIntent, status, subscription };
      return listPage(world, 'checkout.session', '/v1/checkout/sessions', page, { where, created });
    },
  );

  api.get('/v1/checkout/sessions/:id/line_items', pagination, (_, { world, id }) => {
    required(world, 'checkout.session', id);
    const data = required(world, 'session_order', orderId(id)).lines;
    return { object: 'list', url: `/v1/checkout/sessions/${id}/line_items`, has_more: false, data };
  });
}
