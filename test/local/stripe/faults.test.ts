// Claims:
// - Stripe can be made to fail for a program in each way in which it fails, for as many calls as asked, and no more.
// - What a failed call says it did not do was not done; what was done and not answered can be asked for again.
// - A limit on reads refuses as Stripe's does; every call is counted.
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { connect, runDouble } from './support.ts';
import type { FaultKind } from '../../../local/stripe/control/faults.ts';

const outcomeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error: unknown) => error,
  );

describe('a fault', () => {
  test.each<[FaultKind, object, object]>([
    [
      'rate_limit',
      { type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' },
      { 'stripe-rate-limited-reason': 'endpoint-rate', 'stripe-should-retry': 'false' },
    ],
    [
      'lock_timeout',
      { type: 'StripeRateLimitError', statusCode: 429, code: 'lock_timeout' },
      { 'stripe-should-retry': 'true' },
    ],
    [
      'conflict',
      { statusCode: 409, code: 'idempotency_key_in_use' },
      { 'request-id': expect.stringMatching(/^req_/) as string },
    ],
    ['unauthorized', { type: 'StripeAuthenticationError', statusCode: 401 }, {}],
    ['error', { type: 'StripeAPIError', statusCode: 500 }, {}],
    ['unavailable', { type: 'StripeAPIError', statusCode: 503 }, {}],
  ])('%s is answered as Stripe answers it, and does nothing', async (kind, error, headers) => {
    const { stripe, control } = await runDouble();
    control.fault({ kind, method: 'POST' });
    const failed = await outcomeOf(stripe.customers.create({ email: 'a@example.com' }));
    expect(failed).toMatchObject({ ...error, headers });
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  test('drops the connection before anything is done', async () => {
    const { stripe, control } = await runDouble();
    const { id } = control.fault({ kind: 'drop' });
    const failed = await outcomeOf(stripe.customers.create({}));
    expect(failed).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    control.clearFaults(id);
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  test('loses an answer after all is done, so that the same key brings it', async () => {
    const { stripe, control } = await runDouble();
    // The SDK itself tries once again over a fresh connection.
    control.fault({ kind: 'lose_answer', times: 2 });
    const create = () => stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'one' });
    expect(await outcomeOf(create())).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const { id } = await create();
    expect((await stripe.customers.list()).data).toMatchObject([{ id, email: 'a@example.com' }]);
  });

  test('hangs a call until it is cleared, and then lets it go on', async () => {
    const { stripe, control } = await runDouble();
    const { id } = control.fault({ kind: 'hang', path: '/v1/customers' });
    const hanging = stripe.customers.create({});
    await expect.poll(() => control.faults()).toMatchObject([{ id, met: 1 }]);
    expect((await stripe.events.list()).data).toEqual([]);
    control.clearFaults(id);
    expect(await hanging).toMatchObject({ object: 'customer' });
  });

  test('hangs a call longer than a caller waits', async () => {
    const { url, control } = await runDouble();
    control.fault({ kind: 'hang', forMs: 60_000 });
    const impatient = connect(url).customers.list({}, { timeout: 20 });
    expect(await outcomeOf(impatient)).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });

  test('gives a page without its rest, and fails the next one', async () => {
    const { stripe, control } = await runDouble();
    for (const name of ['one', 'two', 'three']) await stripe.customers.create({ name });
    control.fault({ kind: 'cut_list', path: '/v1/customers', times: 1 });
    const page = await stripe.customers.list({ limit: 100 });
    expect(page).toMatchObject({ has_more: true, data: [{ name: 'three' }, { name: 'two' }] });
    const next = stripe.customers.list({ limit: 100, starting_after: page.data[1]?.id ?? '' });
    await expect(next).rejects.toMatchObject({ statusCode: 500 });
    expect((await stripe.customers.list({ limit: 100 })).data).toHaveLength(3);
  });

  test('strikes only the method and path that it names, only so often', async () => {
    const { stripe, control } = await runDouble();
    control.fault({ kind: 'error', method: 'GET', path: '/v1/customers', times: 2 });
    const { id } = await stripe.customers.create({});
    await stripe.products.list();
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 500 });
    await expect(stripe.customers.retrieve(id)).rejects.toMatchObject({ statusCode: 500 });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ id });
  });

  test('strikes a share of the calls, the same ones for the same seed', async () => {
    const struck = async (seed: number) => {
      const { stripe, control } = await runDouble();
      control.fault({ kind: 'unavailable', share: 0.5, seed });
      const outcomes: string[] = [];
      for (let call = 0; call < 40; call += 1) {
        outcomes.push((await outcomeOf(stripe.products.list())) === 'answered' ? '.' : 'x');
      }
      return outcomes.join('');
    };
    const first = await struck(7);
    expect(first.replaceAll('.', '').length).toBeGreaterThan(8);
    expect(first.replaceAll('x', '').length).toBeGreaterThan(8);
    expect(await struck(7)).toBe(first);
    expect(await struck(8)).not.toBe(first);
  });

  test('is cut through in a double without a server too', async () => {
    const { app, control } = await runDouble();
    control.fault({ kind: 'drop' });
    const headers = { authorization: 'Bearer sk_test_double' };
    const answer = await app.request('/v1/customers', { headers });
    await expect(answer.text()).rejects.toThrow('cut');
  });
});

describe('a limit on reads', () => {
  test('refuses what is over it at each endpoint, until a second has passed', async () => {
    const clock = { nowMs: 1_000_000 };
    const { stripe } = await runDouble({ rateLimit: { readsPerSecond: 2, now: () => clock.nowMs } });
    const made = await Promise.all([1, 2, 3].map(() => stripe.customers.create({})));
    const read = (index: number) => outcomeOf(stripe.customers.retrieve(made[index]?.id ?? ''));
    expect(await read(0)).toBe('answered');
    clock.nowMs += 600;
    expect(await read(1)).toBe('answered');
    expect(await read(2)).toMatchObject({ type: 'StripeRateLimitError' });
    expect(await outcomeOf(stripe.customers.list())).toBe('answered');
    clock.nowMs += 400;
    expect(await read(2)).toBe('answered');
    expect(await read(2)).toMatchObject({ type: 'StripeRateLimitError' });
  });

  test('can be set and lifted while it runs', async () => {
    const { stripe, control } = await runDouble();
    control.setRateLimit({ readsPerSecond: 1, now: () => 0 });
    await stripe.products.list();
    expect(await outcomeOf(stripe.products.list())).toMatchObject({ statusCode: 429 });
    control.setRateLimit(null);
    expect(await outcomeOf(stripe.products.list())).toBe('answered');
  });
});

test('calls are counted by endpoint, in all and since a mark, failed ones too', async () => {
  const { stripe, control } = await runDouble();
  const { id } = await stripe.customers.create({});
  await stripe.customers.retrieve(id);
  const mark = control.calls();
  expect(mark).toEqual({ 'POST /v1/customers': 1, 'GET /v1/customers/:id': 1 });
  control.fault({ kind: 'error', times: 1 });
  await outcomeOf(stripe.customers.retrieve(id));
  await stripe.customers.list();
  expect(control.calls(mark)).toEqual({ 'GET /v1/customers/:id': 1, 'GET /v1/customers': 1 });
});
