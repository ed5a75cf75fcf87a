import * as z from 'zod';
import { clearable, mergeMetadata, metadata, pagination, range, text } from '../api/params.ts';
import { listPage, required } from '../api/lists.ts';
import { invalidRequest, noSuch } from '../api/refusal.ts';
import { deleteCustomer } from '../billing/customerDeletion.ts';
import { inTimeOf } from '../billing/testClocks.ts';
import { emit } from '../events.ts';
import { buildCustomer } from '../objects/customer.ts';
import type { Api } from '../api/endpoint.ts';
import type { World } from '../world.ts';
import type Stripe from 'stripe';

const address = z
  .strictObject({ city: text, country: text, line1: text, line2: text, postal_code: text, state: text })
  .partial();

const fields = {
  address: clearable(address).optional(),
  description: clearable(text).optional(),
  email: clearable(text.max(512)).optional(),
  name: clearable(text).optional(),
  phone: clearable(text).optional(),
  metadata: clearable(metadata).optional(),
  invoice_settings: z
    .strictObject({ default_payment_method: clearable(text) })
    .partial()
    .optional(),
};
const createFields = { ...fields, test_clock: text.optional() };

/** https://docs.stripe.com/api/customers */
export function customers(api: Api): void {
  api.post('/v1/customers', createFields, (params, { world }) => {
    checkEmail(params.email);
    const testClock = params.test_clock ?? null;
    if (testClock !== null) required(world, 'test_helpers.test_clock', testClock, 'test_clock');
    const stamp = inTimeOf(world, { test_clock: testClock }, () => world.stamp('customer'));
    const customer = buildCustomer(stamp, {
      ...params,
      testClock,
      metadata: params.metadata ?? undefined,
      address: fullAddress(params.address),
    });
    world.objects.put('customer', customer);
    emit(world, 'customer.created', customer);
    return customer;
  });

  api.get('/v1/customers/:id', {}, (_, { world, id }) => required(world, 'customer', id));

  api.post('/v1/customers/:id', fields, (params, { world, id }) => {
    checkEmail(params.email);
    const before = livingCustomer(world, id);
    const { metadata: change, address: newAddress, invoice_settings: settings, ...rest } = params;
    const own = settings?.default_payment_method;
    if (own != null) required(world, 'payment_method', own, 'invoice_settings[default_payment_method]');
    const after: Stripe.Customer = {
      ...before,
      ...rest,
      ...(newAddress !== undefined && { address: fullAddress(newAddress) }),
      ...(own !== undefined && {
        invoice_settings: { ...before.invoice_settings, default_payment_method: own },
      }),
      metadata: mergeMetadata(before.metadata, change),
    };
    world.objects.put('customer', after);
    emit(world, 'customer.updated', after, before);
    return after;
  });

  api.delete('/v1/customers/:id', {}, (_, { world, id }) => {
    const customer = livingCustomer(world, id);
    return inTimeOf(world, customer, () => deleteCustomer(world, customer));
  });

  api.get(
    '/v1/customers',
    { ...pagination, created: range.optional(), email: text.optional(), test_clock: text.optional() },
    ({ created, email, test_clock: testClock, ...page }, { world }) =>
      listPage(world, 'customer', '/v1/customers', page, { where: { email, testClock }, created }),
  );
}

export { subscriptionsOf } from '../billing/customerDeletion.ts';

/** @throws {StripeRefusal} resource_missing, also where the customer was deleted */
export function livingCustomer(world: World, id: string, param?: string): Stripe.Customer {
  const customer = required(world, 'customer', id, param);
  if (customer.deleted) throw noSuch('customer', id, param);
  return customer;
}

function checkEmail(email: string | null | undefined): void {
  if (typeof email === 'string' && !/^\S+@\S+$/.test(email)) {
    throw invalidRequest(`Invalid email address: ${email}`, { param: 'email', code: 'email_invalid' });
  }
}

function fullAddress(given: z.output<typeof address> | null | undefined): Stripe.Address | null {
  if (given == null) return null;
  return {
    city: given.city ?? null,
    country: given.country ?? null,
    line1: given.line1 ?? null,
    line2: given.line2 ?? null,
    postal_code: given.postal_code ?? null,
    state: given.state ?? null,
  };
}
