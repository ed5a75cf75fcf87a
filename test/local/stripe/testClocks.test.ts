// Claims:
// - Customers on one of Stripe's test clocks live by its frozen time alone, and nobody else does.
// - A clock goes forward only, tells when it moves and when it is ready, and takes its customers with it when deleted.
import { expect, test } from 'vitest';
import {
  beginSubscription,
  DAY,
  HOUR,
  latestInvoice,
  payingCustomer,
  periodsOf,
  recurringPrice,
  runLife,
  START,
  story,
} from './lifetime.ts';

async function onClock() {
  const double = await runLife();
  const { stripe } = double;
  const clock = await stripe.testHelpers.testClocks.create({
    frozen_time: START + 100 * DAY,
    name: 'Spring',
  });
  const customer = await payingCustomer(stripe, { testClock: clock.id });
  const { id: price } = await recurringPrice(stripe);
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price }] });
  return { ...double, clock, customer, subscription };
}

test('a life on a test clock goes by the clock, and lives beside it do not', async () => {
  const { stripe, clock, subscription } = await onClock();
  const beside = await beginSubscription(stripe);
  expect(subscription).toMatchObject({ created: START + 100 * DAY, test_clock: clock.id });
  expect(periodsOf(subscription)).toEqual(['2030-05-11/2030-06-11']);

  const to = START + 131 * DAY + HOUR;
  const advancing = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to });
  expect(advancing.status).toBe('advancing');
  expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({
    status: 'ready',
    frozen_time: to,
  });
  expect(periodsOf(await stripe.subscriptions.retrieve(subscription.id))).toEqual(['2030-06-11/2030-07-11']);
  expect(await latestInvoice(stripe, subscription.id)).toMatchObject({
    status: 'paid',
    created: START + 131 * DAY,
    test_clock: clock.id,
  });
  expect(periodsOf(await stripe.subscriptions.retrieve(beside.id))).toEqual(periodsOf(beside));
});

test('the double’s own time does not move what is on a test clock', async () => {
  const { stripe, control, subscription } = await onClock();
  control.advance(20 * DAY);
  const ended = await stripe.subscriptions.cancel(subscription.id);
  expect(ended).toMatchObject({ status: 'canceled', ended_at: START + 100 * DAY });
});

test('a test clock goes forward only, and is listed until it is deleted with its customers', async () => {
  const { stripe, clock, customer, subscription } = await onClock();
  await expect(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: START })).rejects.toMatchObject(
    { param: 'frozen_time' },
  );
  expect((await stripe.testHelpers.testClocks.list()).data.map(({ id }) => id)).toEqual([clock.id]);
  expect((await stripe.customers.list({ test_clock: clock.id })).data.map(({ id }) => id)).toEqual([
    customer,
  ]);

  expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true });

  await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ statusCode: 404 });
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ deleted: true });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled' });
  const told = await story(stripe, ['test_helpers.test_clock.created', 'test_helpers.test_clock.deleted']);
  expect(told).toHaveLength(2);
});
