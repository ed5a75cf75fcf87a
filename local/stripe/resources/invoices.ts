import * as z from 'zod';
import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { collectInvoice } from '../billing/collect.ts';
import { giveUpInvoice, voidInvoice } from '../billing/close.ts';
import { refusalOf } from '../billing/refusal.ts';
import { reconsider } from '../billing/reconsider.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/api/invoices */
export function invoices(api: Api): void {
  api.get('/v1/invoices/:id', {}, (_, { world, id }) => required(world, 'invoice', id));

  api.get(
    '/v1/invoices',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
      subscription: text.optional(),
    },
    ({ created, customer, status, subscription, ...page }, { world }) =>
      listPage(world, 'invoice', '/v1/invoices', page, {
        where: { customer, status, invoiceSubscription: subscription },
        created,
      }),
  );

  api.post('/v1/invoices/:id/pay', {}, (_, { world, id }) => {
    const { invoice, outcome } = collectInvoice(world, required(world, 'invoice', id), 'card');
    return refusalOf(outcome) ?? invoice;
  });

  api.post('/v1/invoices/:id/void', {}, (_, { world, id }) =>
    close(world, id, ['open', 'uncollectible'], voidInvoice),
  );

  api.post('/v1/invoices/:id/mark_uncollectible', {}, (_, { world, id }) =>
    close(world, id, ['open'], giveUpInvoice),
  );
}

function close(
  world: World,
  id: string,
  from: readonly string[],
  closing: (world: World, invoice: Stripe.Invoice) => Stripe.Invoice,
): Stripe.Invoice {
  const invoice = required(world, 'invoice', id);
  if (!from.includes(invoice.status ?? '')) {
    throw invalidRequest(
      `This invoice is ${invoice.status ?? 'none'}; only ${from.join(' or ')} invoices can be changed so.`,
    );
  }
  const after = closing(world, invoice);
  reconsider(world, after);
  return after;
}
