import * as z from 'zod';
import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import type { Api } from '../api/endpoint.ts';

/** https://docs.stripe.com/api/events */
export function events(api: Api): void {
  api.get('/v1/events/:id', {}, (_, { world, id }) => required(world, 'event', id));

  api.get(
    '/v1/events',
    {
      ...pagination,
      created: range.optional(),
      type: text.optional(),
      types: z.array(text).max(20).optional(),
    },
    ({ created, type, types, ...page }, { world }) => {
      if (type !== undefined && types !== undefined) {
        throw invalidRequest('You may only specify one of these parameters: type, types.', { param: 'type' });
      }
      return listPage(world, 'event', '/v1/events', page, { where: { type: type ?? types }, created });
    },
  );
}
