import * as z from 'zod';
import { clearable, flag, integer, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { noSuch } from '../api/refusal.ts';
import { cancelNow } from '../billing/cancel.ts';
import { resumeSubscription } from '../billing/resume.ts';
import { isOver } from '../billing/subscriptionState.ts';
import { inTimeOf, inTimeOfCustomer } from '../billing/testClocks.ts';
import { createFields, createSubscription } from './subscriptionCreation.ts';
import { prorationBehavior } from './subscriptionParams.ts';
import { updateFields, updateSubscription } from './subscriptionUpdate.ts';
import type { Api } from '../api/endpoint.ts';

const cancellationDetails = z
  .strictObject({ comment: clearable(text), feedback: clearable(text) })
  .partial()
  .optional();

/** https://docs.stripe.com/api/subscriptions */
export function subscriptions(api: Api): void {
  api.get('/v1/subscriptions/:id', {}, (_, { world, id }) => required(world, 'subscription', id));

  api.get(
    '/v1/subscriptions',
    {
      ...pagination,
      created: range.optional(),
      current_period_end: range.optional(),
      customer: text.optional(),
      status: text.optional(),
    },
    ({ created, current_period_end: periodEnd, customer, status, ...page }, { world }) => {
      if (customer !== undefined) required(world, 'customer', customer, 'customer');
      return listPage(world, 'subscription', '/v1/subscriptions', page, {
        where: { customer, status: statusFilter(status) },
        ...(status === undefined && { statusNot: 'canceled' }),
        ...{ created, periodEnd },
      });
    },
  );

  api.post('/v1/subscriptions/:id', updateFields, (params, { world, id }) => {
    const { test_clock: clock } = required(world, 'subscription', id);
    return inTimeOf(world, { test_clock: clock }, () => updateSubscription(world, id, params));
  });

  api.post('/v1/subscriptions', createFields, (params, { world }) =>
    inTimeOfCustomer(world, params.customer, () => createSubscription(world, params)),
  );

  api.post(
    '/v1/subscriptions/:id/resume',
    {
      billing_cycle_anchor: z.enum(['now', 'unchanged']).optional(),
      proration_behavior: prorationBehavior.optional(),
    },
    (params, { world, id }) => {
      const paused = required(world, 'subscription', id);
      const anchor = params.billing_cycle_anchor ?? 'now';
      return inTimeOf(world, paused, () => resumeSubscription(world, paused, anchor));
    },
  );

  api.delete(
    '/v1/subscriptions/:id',
    { cancellation_details: cancellationDetails, invoice_now: flag.optional(), prorate: flag.optional() },
    (params, { world, id }) => {
      const before = required(world, 'subscription', id);
      if (isOver(before)) throw noSuch('subscription', id);
      return inTimeOf(world, before, () => cancelNow(world, before, params.cancellation_details));
    },
  );

  api.get(
    '/v1/subscription_items',
    { ...pagination, subscription: text, limit: integer.optional() },
    ({ subscription: id }, { world }) => required(world, 'subscription', id, 'subscription').items,
  );
}

/** `all` is every status, `ended` the two that nothing follows; without one, the cancelled are left out. */
function statusFilter(status: string | undefined): string | string[] | undefined {
  if (status === undefined || status === 'all') return undefined;
  return status === 'ended' ? ['canceled', 'incomplete_expired'] : status;
}
