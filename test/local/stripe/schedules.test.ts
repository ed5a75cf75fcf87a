// Claims:
// - A downgrade can wait for the end of the period: the reader keeps what is paid, and then pays the new price.
// - A schedule can be let go or cancelled, and begins a subscription of its own in the future.
import { expect, test } from 'vitest';
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

const SCHEDULE_EVENTS = ['created', 'updated', 'released', 'canceled', 'completed'].map(
  (event) => `subscription_schedule.${event}`,
);
const END = noon('2030-02-28');

async function downgradeAtPeriodEnd() {
  const double = await runLife();
  const { stripe } = double;
  const { id, items } = await beginSubscription(stripe);
  const cheaper = await recurringPrice(stripe, { amount: 200 });
  const created = await stripe.subscriptionSchedules.create({ from_subscription: id });
  const [first] = created.phases;
  const schedule = await stripe.subscriptionSchedules.update(created.id, {
    phases: [
      {
        items: [{ price: items.data[0]?.price.id ?? '', quantity: 1 }],
        start_date: first?.start_date ?? 0,
        end_date: first?.end_date ?? 0,
      },
      { items: [{ price: cheaper.id, quantity: 1 }], proration_behavior: 'none' },
    ],
  });
  return { ...double, id, item: items.data[0]?.id, cheaper: cheaper.id, schedule };
}

test('a downgrade that is scheduled changes the price at the renewal, and nothing before', async () => {
  const { stripe, control, id, item, cheaper, schedule } = await downgradeAtPeriodEnd();
  expect(schedule).toMatchObject({
    status: 'active',
    subscription: id,
    current_phase: { start_date: START, end_date: END },
    phases: [{ end_date: END }, { start_date: END, end_date: noon('2030-03-28') }],
  });
  const before = await stripe.subscriptions.retrieve(id);
  expect(before).toMatchObject({ schedule: schedule.id });
  expect(before.items.data[0]?.price.unit_amount).toBe(1_000);

  control.advance(END + HOUR - START);
  const after = await stripe.subscriptions.retrieve(id);
  expect(after.items.data.map(({ id: itemId, price }) => [itemId, price.id])).toEqual([[item, cheaper]]);
  expect(periodsOf(after)).toEqual(['2030-02-28/2030-03-31']);
  const renewal = await latestInvoice(stripe, id);
  expect(renewal).toMatchObject({ status: 'paid', billing_reason: 'subscription_cycle', amount_paid: 200 });
  expect(renewal.lines.data).toHaveLength(1);

  control.advance(31 * DAY);
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: 'released',
    subscription: null,
    released_subscription: id,
  });
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active', schedule: null });
});

test('a schedule that is released leaves the subscription as it is', async () => {
  const { stripe, control, id, schedule } = await downgradeAtPeriodEnd();
  expect(await stripe.subscriptionSchedules.release(schedule.id)).toMatchObject({ status: 'released' });
  control.advance(END + HOUR - START);
  expect((await latestInvoice(stripe, id)).amount_paid).toBe(1_000);
  await expect(stripe.subscriptionSchedules.release(schedule.id)).rejects.toMatchObject({ statusCode: 400 });
  expect((await story(stripe, SCHEDULE_EVENTS)).map(({ type }) => type)).toEqual([
    'subscription_schedule.created',
    'subscription_schedule.updated',
    'subscription_schedule.updated',
    'subscription_schedule.released',
  ]);
});

test('a schedule that is cancelled ends its subscription', async () => {
  const { stripe, id, schedule } = await downgradeAtPeriodEnd();
  expect(await stripe.subscriptionSchedules.cancel(schedule.id)).toMatchObject({ status: 'canceled' });
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' });
});

test('a schedule begins a subscription on its day, and ends it where that is asked for', async () => {
  const { stripe, control } = await runLife();
  const customer = await payingCustomer(stripe);
  const { id: price } = await recurringPrice(stripe);
  const { id, subscription } = await stripe.subscriptionSchedules.create({
    customer,
    start_date: START + 5 * DAY,
    end_behavior: 'cancel',
    phases: [{ items: [{ price }], duration: { interval: 'month', interval_count: 2 } }],
  });
  expect(subscription).toBeNull();

  control.advance(5 * DAY);
  const begun = await stripe.subscriptionSchedules.retrieve(id);
  expect(begun.status).toBe('active');
  const started = idOf(begun.subscription ?? '');
  expect(await stripe.subscriptions.retrieve(started)).toMatchObject({
    status: 'active',
    created: START + 5 * DAY,
    schedule: id,
  });

  control.advance(59 * DAY);
  expect(await stripe.subscriptionSchedules.retrieve(id)).toMatchObject({ status: 'completed' });
  expect(await stripe.subscriptions.retrieve(started)).toMatchObject({
    status: 'canceled',
    ended_at: noon('2030-04-05'),
  });
  expect((await stripe.invoices.list({ subscription: started })).data).toHaveLength(2);
});

test('phases follow each other without gaps, and one subscription has one schedule', async () => {
  const { stripe, id, cheaper, schedule } = await downgradeAtPeriodEnd();
  await expect(stripe.subscriptionSchedules.create({ from_subscription: id })).rejects.toMatchObject({
    param: 'from_subscription',
  });
  const [first] = schedule.phases;
  await expect(
    stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        { items: [{ price: cheaper }], start_date: first?.start_date ?? 0, end_date: first?.end_date ?? 0 },
        { items: [{ price: cheaper }], start_date: END + DAY },
      ],
    }),
  ).rejects.toMatchObject({ param: 'phases[1][start_date]' });
});
