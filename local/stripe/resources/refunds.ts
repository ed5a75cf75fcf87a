import * as z from 'zod';
import { clearable, integer, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { chargeOfIntent } from '../billing/chargeLookup.ts';
import { endRefund, refund, saveRefund } from '../billing/refund.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/api/refunds */
export function refunds(api: Api): void {
  api.post(
    '/v1/refunds',
    {
      charge: text.optional(),
      payment_intent: text.optional(),
      amount: integer.pipe(z.int().min(1)).optional(),
      reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
      metadata: clearable(metadata).optional(),
    },
    (params, { world }) =>
      refund(world, refundedCharge(world, params), { ...params, metadata: params.metadata ?? {} }),
  );

  api.get('/v1/refunds/:id', {}, (_, { world, id }) => required(world, 'refund', id));

  api.get(
    '/v1/refunds',
    {
      ...pagination,
      charge: text.optional(),
      created: range.optional(),
      payment_intent: text.optional(),
    },
    ({ charge, created, payment_intent: paymentIntent, ...page }, { world }) =>
      listPage(world, 'refund', '/v1/refunds', page, { where: { charge, paymentIntent }, created }),
  );

  api.post('/v1/refunds/:id', { metadata: clearable(metadata).optional() }, (params, { world, id }) => {
    const before = required(world, 'refund', id);
    return saveRefund(world, before, {
      ...before,
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
  });

  api.post('/v1/refunds/:id/cancel', {}, (_, { world, id }) =>
    endRefund(world, required(world, 'refund', id), 'canceled'),
  );
}

function refundedCharge(
  world: World,
  { charge, payment_intent: intent }: { charge?: string | undefined; payment_intent?: string | undefined },
): Stripe.Charge {
  if (charge !== undefined && intent !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: charge, payment_intent.', {
      param: 'charge',
    });
  }
  if (charge !== undefined) return required(world, 'charge', charge, 'charge');
  if (intent !== undefined) return chargeOfIntent(world, intent, 'payment_intent');
  throw invalidRequest(
    'One of the following params should be provided for this request: payment_intent or charge.',
    { code: 'parameter_missing' },
  );
}
