import * as z from 'zod';
import { flag, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type { Range } from '../store/objects.ts';

/** Stripe lists events for 30 days: https://docs.stripe.com/api/events/list */
const LISTED_SECONDS = 30 * 86_400;

/** https://docs.stripe.com/api/events */
export function events(api: Api): void {
  api.get('/v1/events/:id', {}, (_, { world, id }) => required(world, 'event', id));

  api.get(
    '/v1/events',
    {
      ...pagination,
      created: range.optional(),
      delivery_success: flag.optional(),
      type: text.optional(),
      types: z.array(text).max(20).optional(),
    },
    ({ created, delivery_success: delivered, type, types, ...page }, { world }) => {
      if (type !== undefined && types !== undefined) {
        throw invalidRequest('You may only specify one of these parameters: type, types.', { param: 'type' });
      }
      const wildcard = type?.includes('*') === true;
      return listPage(world, 'event', '/v1/events', page, {
        where: { type: wildcard ? undefined : (type ?? types) },
        typeLike: wildcard ? type : undefined,
        delivered,
        created: listed(world, created),
      });
    },
  );
}

/** What was asked for, but nothing older than Stripe lists, and nothing younger than a list that lags. */
function listed(world: World, asked: Range = {}): Range {
  const now = world.now();
  return {
    ...asked,
    gte: Math.max(asked.gte ?? 0, now - LISTED_SECONDS),
    lte: Math.min(asked.lte ?? Infinity, now - world.settings.get('eventsLagSeconds')),
  };
}
