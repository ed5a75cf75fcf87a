import * as z from 'zod';
import { clearable, flag, integer, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest } from '../api/refusal.ts';
import { giveUpInvoice, voidInvoice } from '../billing/close.ts';
import { reconsider } from '../billing/reconsider.ts';
import { inTimeOf } from '../billing/testClocks.ts';
import { payInvoice } from './invoicePay.ts';
import { finalizeByHand, refuseDeletion, updateInvoice } from './invoiceDrafts.ts';
import type { Api, Call } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

/** https://docs.stripe.com/api/invoices */
export function invoices(api: Api): void {
  api.get('/v1/invoices/:id', {}, (_, { world, id }) => required(world, 'invoice', id));

  api.get(
    '/v1/invoices',
    {
      ...pagination,
      collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
      created: range.optional(),
      customer: text.optional(),
      status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
      subscription: text.optional(),
    },
    ({ created, collection_method: collection, customer, status, subscription, ...page }, { world }) =>
      listPage(world, 'invoice', '/v1/invoices', page, {
        where: { collectionMethod: collection, customer, status, invoiceSubscription: subscription },
        created,
      }),
  );

  api.get('/v1/invoices/:id/lines', pagination, (page, { world, id }) =>
    linesOf(required(world, 'invoice', id), page.limit, page.starting_after),
  );

  api.post(
    '/v1/invoices/:id',
    {
      auto_advance: flag.optional(),
      description: clearable(text).optional(),
      due_date: integer.optional(),
      metadata: clearable(metadata).optional(),
    },
    (params, call) => onInvoice(call, (world, invoice) => updateInvoice(world, invoice, params)),
  );

  api.post('/v1/invoices/:id/finalize', { auto_advance: flag.optional() }, (params, call) =>
    onInvoice(call, (world, invoice) => finalizeByHand(world, invoice, params.auto_advance)),
  );

  api.delete('/v1/invoices/:id', {}, (_, { world, id }) => refuseDeletion(required(world, 'invoice', id)));

  api.post(
    '/v1/invoices/:id/pay',
    {
      forgive: flag.optional(),
      off_session: flag.optional(),
      paid_out_of_band: flag.optional(),
      payment_method: text.optional(),
    },
    (params, call) => onInvoice(call, (world, invoice) => payInvoice(world, invoice, params)),
  );

  api.post('/v1/invoices/:id/send', {}, (_, call) =>
    onInvoice(call, (world, invoice) =>
      invoice.status === 'draft' ? finalizeByHand(world, invoice, undefined) : invoice,
    ),
  );

  api.post('/v1/invoices/:id/void', {}, (_, call) => close(call, ['open', 'uncollectible'], voidInvoice));

  api.post('/v1/invoices/:id/mark_uncollectible', {}, (_, call) => close(call, ['open'], giveUpInvoice));
}

function onInvoice({ world, id }: Call, work: (world: World, invoice: Stripe.Invoice) => object): object {
  const invoice = required(world, 'invoice', id);
  return inTimeOf(world, invoice, () => work(world, invoice));
}

function close(
  call: Call,
  from: readonly string[],
  closing: (world: World, invoice: Stripe.Invoice) => Stripe.Invoice,
): object {
  return onInvoice(call, (world, invoice) => {
    if (!from.includes(invoice.status ?? '')) {
      throw invalidRequest(
        `This invoice is ${invoice.status ?? 'none'}; only ${from.join(' or ')} invoices can be changed so.`,
      );
    }
    const after = closing(world, invoice);
    reconsider(world, after);
    return after;
  });
}

function linesOf({ id, lines }: Stripe.Invoice, limit = 10, after?: string): object {
  const from = after === undefined ? 0 : lines.data.findIndex((line) => line.id === after) + 1;
  const data = lines.data.slice(from, from + limit);
  const more = from + limit < lines.data.length;
  return { object: 'list', url: `/v1/invoices/${id}/lines`, has_more: more, data };
}
