import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import type { Api } from '../api/endpoint.ts';

/** Prorations: https://docs.stripe.com/api/invoiceitems */
export function invoiceItems(api: Api): void {
  api.get('/v1/invoiceitems/:id', {}, (_, { world, id }) => required(world, 'invoiceitem', id));

  api.get(
    '/v1/invoiceitems',
    { ...pagination, created: range.optional(), customer: text.optional(), invoice: text.optional() },
    ({ created, customer, invoice, ...page }, { world }) =>
      listPage(world, 'invoiceitem', '/v1/invoiceitems', page, { where: { customer, invoice }, created }),
  );
}
