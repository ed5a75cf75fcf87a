// Claims:
// - The SDK that Gatefold ships with can talk to the double and is refused as Stripe would refuse it.
// - A call that is repeated because its answer was lost is done once.
// - Long lists come in pages that leave nothing out and repeat nothing.
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import {
  annualPrice,
  connect,
  eventTypes,
  openCheckout,
  runDouble,
  submitPayment,
  subscribe,
} from './support.ts';

describe('a key', () => {
  test.each(['sk_live_double', 'pk_test_double', 'whatever'])('%s is refused', async (key) => {
    const { url } = await runDouble();
    await expect(connect(url, key).accounts.retrieveCurrent()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    });
  });

  test('must be the configured one, and no answer repeats a wrong one', async () => {
    const { url } = await runDouble({ apiKey: 'sk_test_right' });
    await expect(connect(url, 'sk_test_right').accounts.retrieveCurrent()).resolves.toMatchObject({
      object: 'account',
    });
    const refused = await fetch(`${url}/v1/account`, { headers: { authorization: 'Bearer sk_test_wrong' } });
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain('sk_test_wrong');
    expect((await fetch(`${url}/v1/account`)).status).toBe(401);
  });
});

describe('a call', () => {
  test('is answered with the version and a request id, which its events name', async () => {
    const { stripe } = await runDouble();
    const product = await stripe.products.create({ name: 'Annual' });
    expect(product.lastResponse.apiVersion).toBe(Stripe.API_VERSION);
    expect(product.lastResponse.requestId).toMatch(/^req_/);
    const [event] = (await stripe.events.list({ type: 'product.created' })).data;
    expect(event).toMatchObject({
      api_version: Stripe.API_VERSION,
      request: { id: product.lastResponse.requestId },
      data: { object: { id: product.id } },
    });
  });

  test('of another API version is refused', async () => {
    const { url } = await runDouble();
    const headers = { authorization: 'Bearer sk_test_double', 'stripe-version': '2020-08-27' };
    expect((await fetch(`${url}/v1/account`, { headers })).status).toBe(400);
  });

  test('that names nothing is told so, by path with 404 and by parameter with 400', async () => {
    const { stripe } = await runDouble();
    await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
    });
    await expect(openCheckout(stripe, 'price_none')).rejects.toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'line_items[0][price]',
    });
  });

  test('with a parameter too many or too few is told which', async () => {
    const { url } = await runDouble();
    const post = async (path: string, form: Record<string, string>) => {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_double' },
        body: new URLSearchParams(form),
      });
      return { status: response.status, body: (await response.json()) as unknown };
    };
    expect(await post('/v1/products', { name: 'x', colour: 'red' })).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', code: 'parameter_unknown', param: 'colour' } },
    });
    expect(await post('/v1/products', { id: 'prod_x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'parameter_missing', param: 'name' } },
    });
    expect(await post('/v1/products', { name: 'x', 'metadata[__proto__]': 'y' })).toMatchObject({
      status: 200,
    });
    expect(await post('/v1/nothing', {})).toMatchObject({
      status: 404,
      body: { error: { type: 'invalid_request_error' } },
    });
  });

  test('that fails half-way changes nothing', async () => {
    const { stripe } = await runDouble();
    await annualPrice(stripe);
    const before = await eventTypes(stripe);
    await expect(
      stripe.customers.create({ email: 'a@example.com', expand: ['nothing_like_it'] }),
    ).rejects.toMatchObject({ statusCode: 400, param: 'expand' });
    expect((await stripe.customers.list()).data).toEqual([]);
    expect(await eventTypes(stripe)).toEqual(before);
  });
});

describe('an idempotency key', () => {
  test('makes a repeated call answer the same and do nothing', async () => {
    const { stripe } = await runDouble();
    const options = { idempotencyKey: 'once' };
    const params = { email: 'a@example.com', metadata: { one: '1', two: '2' } };
    const first = await stripe.customers.create(params, options);
    const second = await stripe.customers.create({ ...params, metadata: { two: '2', one: '1' } }, options);
    expect(second).toEqual(first);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test('used for something else is refused', async () => {
    const { stripe } = await runDouble();
    const options = { idempotencyKey: 'once' };
    await stripe.customers.create({ email: 'a@example.com' }, options);
    await expect(stripe.customers.create({ email: 'b@example.com' }, options)).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    });
  });
});

describe('a list', () => {
  test('comes newest first, in pages without gap or repeat, in both directions', async () => {
    const { stripe } = await runDouble();
    const made: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      made.unshift((await stripe.customers.create({ name: String(count) })).id);
    }
    const all = await stripe.customers.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(made);

    const first = await stripe.customers.list({ limit: 3 });
    expect(first).toMatchObject({ has_more: true, url: '/v1/customers' });
    const last = await stripe.customers.list({ limit: 3, starting_after: made[3] ?? '' });
    expect(last).toMatchObject({ has_more: false });
    const back = await stripe.customers.list({ limit: 2, ending_before: made[4] ?? '' });
    expect(back.data.map(({ id }) => id)).toEqual([made[2], made[3]]);
    await expect(stripe.customers.list({ starting_after: 'cus_none' })).rejects.toMatchObject({
      param: 'starting_after',
    });
  });

  test('of events can be asked for by type and by time', async () => {
    const clock = { nowMs: Date.UTC(2030, 0, 1) };
    const { stripe } = await runDouble({ now: () => clock.nowMs });
    await stripe.customers.create({ email: 'old@example.com' });
    clock.nowMs += 3_600_000;
    const since = clock.nowMs / 1000;
    await stripe.products.create({ name: 'Annual' });
    await stripe.customers.create({ email: 'new@example.com' });

    const events = await stripe.events.list({
      types: ['customer.created', 'customer.deleted'],
      created: { gte: since },
    });
    expect(events.data).toMatchObject([{ data: { object: { email: 'new@example.com' } }, created: since }]);
    expect((await stripe.events.list({ created: { lt: since } })).data).toHaveLength(1);
  });

  test('of subscriptions leaves out the cancelled unless all are asked for', async () => {
    const { stripe } = await runDouble();
    const { subscription, customer } = await subscribe(stripe);
    await stripe.subscriptions.cancel(subscription.id);
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
    const all = await stripe.subscriptions.list({
      customer,
      status: 'all',
      expand: ['data.latest_invoice', 'data.items', 'data.customer'],
    });
    expect(all.data).toMatchObject([
      { status: 'canceled', latest_invoice: { object: 'invoice' }, customer: { object: 'customer' } },
    ]);
    await expect(stripe.subscriptions.list({ customer: 'cus_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
  });
});

describe('the catalogue', () => {
  test('a lookup key moves to a new price, and the old price keeps its subscribers', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const old = subscription.items.data[0]?.price;
    const fields = { product: 'prod_annual', currency: 'usd', unit_amount: 12_000, lookup_key: 'annual_usd' };
    await expect(stripe.prices.create(fields)).rejects.toMatchObject({ param: 'lookup_key' });
    const risen = await stripe.prices.create({
      ...fields,
      recurring: { interval: 'year' },
      transfer_lookup_key: true,
    });
    const onSale = await stripe.prices.list({
      lookup_keys: ['annual_usd'],
      active: true,
      expand: ['data.product'],
    });
    expect(onSale.data).toMatchObject([{ id: risen.id, product: { name: 'Annual' } }]);
    expect(await stripe.prices.retrieve(old?.id ?? '')).toMatchObject({
      lookup_key: null,
      unit_amount: 10_000,
    });
    const [item] = (await stripe.subscriptionItems.list({ subscription: subscription.id })).data;
    expect(item?.price.id).toBe(old?.id);
  });

  test('a price that is no longer sold opens no Checkout', async () => {
    const { stripe } = await runDouble();
    const price = await annualPrice(stripe);
    await stripe.prices.update(price.id, { active: false });
    await expect(openCheckout(stripe, price.id)).rejects.toMatchObject({ param: 'line_items[0][price]' });
  });
});

describe('a customer', () => {
  test('is found by address, changed, and once deleted is a stub whose subscription has ended', async () => {
    const { stripe } = await runDouble();
    const { customer, subscription } = await subscribe(stripe);
    await stripe.customers.update(customer, { metadata: { member: 'm_1' }, email: 'new@example.com' });
    const found = await stripe.customers.list({ email: 'new@example.com' });
    expect(found.data).toMatchObject([{ id: customer, metadata: { member: 'm_1' } }]);

    expect(await stripe.customers.del(customer)).toMatchObject({ id: customer, deleted: true });

    expect(await stripe.customers.retrieve(customer)).toEqual(
      expect.objectContaining({ id: customer, object: 'customer', deleted: true }),
    );
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled' });
    expect((await eventTypes(stripe)).slice(-2)).toEqual([
      'customer.subscription.deleted',
      'customer.deleted',
    ]);
    expect((await stripe.customers.list()).data).toEqual([]);
    await expect(stripe.customers.del(customer)).rejects.toMatchObject({ code: 'resource_missing' });
  });

  test('and an address for one Checkout exclude each other', async () => {
    const { stripe } = await runDouble();
    const price = await annualPrice(stripe);
    const { id: customer } = await stripe.customers.create({});
    await expect(
      openCheckout(stripe, price.id, { customer, customer_email: 'a@example.com' }),
    ).rejects.toMatchObject({ param: 'customer' });
    const opened = await openCheckout(stripe, price.id, { customer_email: 'given@example.com' });
    await submitPayment(opened, { email: 'typed@example.com' });
    expect((await stripe.customers.list({ email: 'given@example.com' })).data).toHaveLength(1);
  });
});
