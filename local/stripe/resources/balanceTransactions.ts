import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import type { Api } from '../api/endpoint.ts';

/** https://docs.stripe.com/api/balance_transactions */
export function balanceTransactions(api: Api): void {
  api.get('/v1/balance_transactions/:id', {}, (_, { world, id }) =>
    required(world, 'balance_transaction', id),
  );

  api.get(
    '/v1/balance_transactions',
    {
      ...pagination,
      created: range.optional(),
      currency: text.optional(),
      source: text.optional(),
      type: text.optional(),
    },
    ({ created, currency, source, type, ...page }, { world }) =>
      listPage(world, 'balance_transaction', '/v1/balance_transactions', page, {
        where: { currency, source, type },
        created,
      }),
  );
}
