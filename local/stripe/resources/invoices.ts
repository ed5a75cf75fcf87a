import * as z from 'zod';
import { pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest, StripeRefusal } from '../api/refusal.ts';
import { collectInvoice } from '../billing/collect.ts';
import { uncollectible, voided } from '../billing/invoiceState.ts';
import { reconsider, saveInvoice } from '../billing/save.ts';
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
    const { invoice, decline } = collectInvoice(world, required(world, 'invoice', id), 'card');
    if (decline === undefined) return invoice;
    return new StripeRefusal(402, {
      type: 'card_error',
      code: decline.code,
      message: decline.message,
      ...(decline.declineCode !== null && { decline_code: decline.declineCode }),
    });
  });

  api.post('/v1/invoices/:id/void', {}, (_, { world, id }) =>
    close(world, id, ['open', 'uncollectible'], voided, 'invoice.voided'),
  );

  api.post('/v1/invoices/:id/mark_uncollectible', {}, (_, { world, id }) =>
    close(world, id, ['open'], uncollectible, 'invoice.marked_uncollectible'),
  );
}

function close(
  world: World,
  id: string,
  from: readonly string[],
  next: (invoice: Stripe.Invoice, at: number) => Stripe.Invoice,
  event: string,
): Stripe.Invoice {
  const invoice = required(world, 'invoice', id);
  if (!from.includes(invoice.status ?? '')) {
    throw invalidRequest(
      `This invoice is ${invoice.status ?? 'none'}; only ${from.join(' or ')} invoices can be changed so.`,
    );
  }
  const after = saveInvoice(world, invoice, next(invoice, world.now()), ['invoice.updated', event]);
  reconsider(world, after);
  return after;
}
