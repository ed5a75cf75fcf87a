// Claims:
// - Time renews subscriptions by itself, each on its day, with an invoice that is a draft for an hour.
// - Whatever the interval, no period drifts; what has several intervals renews each on its own.
// - A subscription ends at the end of its period or at a date, without another charge.
// - All that happens is dated at the moment it was due, however late somebody looks.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createStripeDouble } from '../../../local/stripe/double.ts';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import {
  beginSubscription,
  DAY,
  HOUR,
  latestInvoice,
  noon,
  payingCustomer,
  periodsOf,
  recurringPrice,
  runLife,
  START,
  story,
} from './lifetime.ts';

test('a period that ends begins the next, and is charged an hour later', async () => {
  const { stripe, control } = await runLife();
  const { id, items } = await beginSubscription(stripe);
  const end = noon('2030-02-28');
  expect(items.data[0]?.current_period_end).toBe(end);
  expect(control.nextDue()).toBe(end);

  control.advance(end - START);
  const renewed = await stripe.subscriptions.retrieve(id);
  expect(periodsOf(renewed)).toEqual(['2030-02-28/2030-03-31']);
  const draft = await latestInvoice(stripe, id);
  expect(draft).toMatchObject({
    status: 'draft',
    billing_reason: 'subscription_cycle',
    created: end,
    automatically_finalizes_at: end + HOUR,
    lines: {
      data: [
        {
          amount: 1_000,
          period: { start: end, end: noon('2030-03-31') },
          parent: { subscription_item_details: { subscription_item: items.data[0]?.id } },
        },
      ],
    },
  });

  control.advance(HOUR);
  const { status_transitions: transitions, ...paid } = await latestInvoice(stripe, id);
  expect(paid).toMatchObject({ id: draft.id, status: 'paid', automatically_finalizes_at: null });
  expect(transitions).toMatchObject({ finalized_at: end + HOUR, paid_at: end + HOUR });
});

test.each([
  ['day', 3, '2030-02-27/2030-03-02'],
  ['week', 1, '2030-02-28/2030-03-07'],
  ['month', 1, '2030-02-28/2030-03-31'],
  ['month', 3, '2030-01-31/2030-04-30'],
  ['year', 1, '2030-01-31/2031-01-31'],
] as const)('%s × %i is in the period %s after a month', async (interval, count, period) => {
  const { stripe, control } = await runLife();
  const { id } = await beginSubscription(stripe, { price: { interval, count } });
  control.advance(noon('2030-03-01') - START);
  expect(periodsOf(await stripe.subscriptions.retrieve(id))).toEqual([period]);
});

test('a year in one step makes what twelve months make one by one', async () => {
  const lives = await Promise.all(
    [[365], Array.from({ length: 365 }, () => 1)].map(async (steps) => {
      const { stripe, control } = await runLife();
      const { id } = await beginSubscription(stripe);
      for (const days of steps) control.advance(days * DAY);
      const { data } = await stripe.invoices.list({ subscription: id, limit: 100 });
      return data.map(({ created, status, amount_paid: paid }) => ({ created, status, paid }));
    }),
  );
  expect(lives[0]).toHaveLength(13);
  expect(lives[1]).toEqual(lives[0]);
});

test('items of several intervals end and are charged each on its own', async () => {
  const { stripe, control } = await runLife();
  const customer = await payingCustomer(stripe);
  const monthly = await recurringPrice(stripe);
  const annual = await recurringPrice(stripe, { interval: 'year', amount: 9_000 });
  const { id, items } = await stripe.subscriptions.create({
    customer,
    items: [{ price: monthly.id }, { price: annual.id }],
  });

  control.advance(noon('2030-03-01') - START);
  const later = await stripe.subscriptions.retrieve(id);
  expect(periodsOf(later)).toEqual(['2030-02-28/2030-03-31', '2030-01-31/2031-01-31']);
  const invoice = await latestInvoice(stripe, id);
  expect(invoice.amount_paid).toBe(1_000);
  expect(
    invoice.lines.data.map(({ parent }) => parent?.subscription_item_details?.subscription_item),
  ).toEqual([items.data[0]?.id]);

  control.advance(noon('2031-02-01') - noon('2030-03-01'));
  expect((await latestInvoice(stripe, id)).amount_paid).toBe(10_000);
});

test.each([
  ['at the end of its period', { cancel_at_period_end: true }, noon('2030-02-28')],
  ['at a date', { cancel_at: noon('2030-02-10') }, noon('2030-02-10')],
])('a subscription that is to end %s ends there, and is not charged again', async (_, params, end) => {
  const { stripe, control } = await runLife();
  const { id } = await beginSubscription(stripe);
  await stripe.subscriptions.update(id, params);

  control.advance(noon('2030-03-05') - START);

  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
    status: 'canceled',
    ended_at: end,
    canceled_at: START,
    cancel_at: end,
    cancellation_details: { reason: 'cancellation_requested' },
  });
  expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
  expect(await story(stripe, ['customer.subscription.deleted'])).toEqual([
    { type: 'customer.subscription.deleted', created: end },
  ]);
  expect(control.nextDue()).toBeUndefined();
});

test('a pause ends by itself, and what was due meanwhile was not charged', async () => {
  const { stripe, control } = await runLife();
  const { id } = await beginSubscription(stripe);
  control.setPause(id, { behavior: 'void', resumesAt: noon('2030-03-10') });

  control.advance(noon('2030-03-05') - START);
  expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'void' });
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });

  control.advance(noon('2030-04-02') - noon('2030-03-05'));
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ pause_collection: null });
  expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'paid' });
});

test('a customer who is deleted has nothing that renews, and the open invoice stays', async () => {
  const { stripe, control } = await runLife();
  const { id, customer } = await beginSubscription(stripe);
  control.setCard(id, '4000000000000341');
  control.advance(noon('2030-03-01') - START);
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });

  await stripe.customers.del(idOf(customer));
  control.advance(365 * DAY);

  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' });
  expect(await latestInvoice(stripe, id)).toMatchObject({
    status: 'open',
    auto_advance: false,
    next_payment_attempt: null,
    attempt_count: 1,
  });
});

test('the clock that a hand has moved dates all that follows, and goes forward only', async () => {
  const { stripe, control, now } = await runLife();
  control.advance(10 * DAY);
  expect(now()).toBe((START + 10 * DAY) * 1000);
  expect((await stripe.customers.create({})).created).toBe(START + 10 * DAY);
  expect(() => {
    control.advance(-1);
  }).toThrow('forward');
});

test('the clock and what is due are kept in the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-double-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const options = { file: join(folder, 'stripe.db'), now: () => START * 1000 };
  const { stripe, control } = await runLife(options);
  await beginSubscription(stripe);
  control.advance(10 * DAY);

  const next = createStripeDouble({ ...options, publicUrl: 'http://127.0.0.1' });
  onTestFinished(() => next.stop());
  expect(next.now()).toBe((START + 10 * DAY) * 1000);
  expect(next.control.catchUp()).toBe(0);
  expect(next.control.nextDue()).toBe(noon('2030-02-28'));
});
