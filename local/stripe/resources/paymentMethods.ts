import * as z from 'zod';
import { clearable, metadata, mergeMetadata, pagination, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest, StripeRefusal } from '../api/refusal.ts';
import { setCustomersOwn } from '../billing/cardOnFile.ts';
import { emit } from '../events.ts';
import { cardOf, declineAtAttachment } from '../objects/cards.ts';
import { buildPaymentMethod } from '../objects/paymentMethod.ts';
import { idOf } from '../objects/reference.ts';
import { namedCard, savedCard } from '../objects/namedCards.ts';
import { livingCustomer } from './customers.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const card = z.strictObject({
  number: text.optional(),
  token: text.optional(),
  exp_month: text.optional(),
  exp_year: text.optional(),
  cvc: text.optional(),
});

/** https://docs.stripe.com/api/payment_methods */
export function paymentMethods(api: Api): void {
  api.post(
    '/v1/payment_methods',
    {
      type: z.literal('card', { error: 'the double makes payment methods of the type card only' }),
      card,
      billing_details: z.strictObject({ email: text, name: text }).partial().optional(),
      metadata: metadata.optional(),
    },
    (params, { world }) => {
      const number = params.card.number ?? namedCard(params.card.token ?? '');
      const method = newMethod(world, number, null);
      const { email = null, name = null } = params.billing_details ?? {};
      return store(world, {
        ...method,
        billing_details: { ...method.billing_details, email, name },
        metadata: params.metadata ?? {},
      });
    },
  );

  api.get('/v1/payment_methods/:id', {}, (_, { world, id }) => required(world, 'payment_method', id));

  api.get(
    '/v1/payment_methods',
    { ...pagination, customer: text, type: z.enum(['card', 'sepa_debit']).optional() },
    ({ customer, type, ...page }, { world }) =>
      listPage(world, 'payment_method', '/v1/payment_methods', page, { where: { customer, type } }),
  );

  api.post(
    '/v1/payment_methods/:id',
    { metadata: clearable(metadata).optional() },
    (params, { world, id }) => {
      const before = required(world, 'payment_method', id);
      const after = { ...before, metadata: mergeMetadata(before.metadata ?? {}, params.metadata) };
      store(world, after);
      emit(world, 'payment_method.updated', after, before);
      return after;
    },
  );

  api.post('/v1/payment_methods/:id/attach', { customer: text }, ({ customer: owner }, { world, id }) => {
    const customer = livingCustomer(world, owner, 'customer');
    const named = savedCard(id);
    const method =
      named === undefined ? required(world, 'payment_method', id) : newMethod(world, named, null);
    if (method.customer !== null && idOf(method.customer) !== customer.id) {
      throw invalidRequest('The payment method you provided has already been attached to a customer.');
    }
    const decline = declineAtAttachment(method.card?.last4 ?? '');
    if (decline !== undefined) {
      const { code, message } = decline;
      throw new StripeRefusal(402, { type: 'card_error', code, message });
    }
    const attached = store(world, { ...method, customer: customer.id });
    emit(world, 'payment_method.attached', attached);
    return attached;
  });

  api.post('/v1/payment_methods/:id/detach', {}, (_, { world, id }) => {
    const before = required(world, 'payment_method', id);
    if (before.customer === null) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    const owner = world.objects.get('customer', idOf(before.customer));
    const detached = store(world, { ...before, customer: null });
    emit(world, 'payment_method.detached', detached, before);
    if (owner !== undefined && !owner.deleted && owner.invoice_settings.default_payment_method === id) {
      setCustomersOwn(world, owner, null);
    }
    return detached;
  });
}

function newMethod(world: World, number: string | undefined, customer: string | null): Stripe.PaymentMethod {
  const means = number === undefined ? undefined : cardOf(number);
  if (means === undefined) {
    throw new StripeRefusal(402, {
      type: 'card_error',
      code: 'incorrect_number',
      message: 'Your card number is incorrect.',
      param: 'number',
    });
  }
  const stamp = world.stamp('payment_method');
  return buildPaymentMethod(stamp, { customer, means, email: null, name: null });
}

function store(world: World, method: Stripe.PaymentMethod): Stripe.PaymentMethod {
  world.objects.put('payment_method', method);
  return method;
}
