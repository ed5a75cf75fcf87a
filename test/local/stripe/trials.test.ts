// Claims:
// - A trial costs nothing, is announced three days before it ends, and then becomes a paid subscription.
// - Where there is nothing to charge at its end, the subscription does what was asked for: it ends, it pauses until it
//   is resumed and paid, or it is late.
import { describe, expect, test } from 'vitest';
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

const NOTICE = 'customer.subscription.trial_will_end';

test('a trial is free, announced, and then charged', async () => {
  const { stripe, control } = await runLife();
  const trial = await beginSubscription(stripe, { trial_period_days: 14 });
  const end = START + 14 * DAY;
  expect(trial).toMatchObject({ status: 'trialing', trial_start: START, trial_end: end });
  expect(trial.items.data[0]).toMatchObject({ current_period_start: START, current_period_end: end });
  expect(await latestInvoice(stripe, trial.id)).toMatchObject({
    status: 'paid',
    amount_due: 0,
    billing_reason: 'subscription_create',
  });

  control.advance(14 * DAY);
  const begun = await stripe.subscriptions.retrieve(trial.id);
  expect(begun).toMatchObject({ status: 'active', trial_end: end, billing_cycle_anchor: end });
  expect(periodsOf(begun)).toEqual(['2030-02-14/2030-03-14']);
  expect(await latestInvoice(stripe, trial.id)).toMatchObject({ status: 'draft', amount_due: 1_000 });

  control.advance(HOUR);
  expect(await latestInvoice(stripe, trial.id)).toMatchObject({
    status: 'paid',
    billing_reason: 'subscription_cycle',
  });
  expect(await story(stripe, [NOTICE])).toEqual([{ type: NOTICE, created: end - 3 * DAY }]);
});

test('a trial of less than three days is announced at once, and only once', async () => {
  const { stripe, control } = await runLife();
  await beginSubscription(stripe, { trial_period_days: 2 });
  control.advance(3 * DAY);
  expect(await story(stripe, [NOTICE])).toEqual([{ type: NOTICE, created: START }]);
});

test('a trial can be made longer, and can be ended at once', async () => {
  const { stripe } = await runLife();
  const { id } = await beginSubscription(stripe, { trial_end: noon('2030-02-10') });
  const longer = await stripe.subscriptions.update(id, { trial_end: noon('2030-02-20') });
  expect(longer).toMatchObject({ status: 'trialing', trial_end: noon('2030-02-20') });
  expect(periodsOf(longer)).toEqual(['2030-01-31/2030-02-20']);

  const ended = await stripe.subscriptions.update(id, { trial_end: 'now' });
  expect(ended).toMatchObject({ status: 'active', trial_end: START, billing_cycle_anchor: START });
  expect(periodsOf(ended)).toEqual(['2030-01-31/2030-02-28']);
  expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'paid', amount_paid: 1_000 });
});

describe('a trial without a card', () => {
  const begin = async (missing: 'cancel' | 'create_invoice' | 'pause') => {
    const double = await runLife();
    const subscription = await beginSubscription(double.stripe, {
      card: null,
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    });
    expect(subscription.status).toBe('trialing');
    double.control.advance(7 * DAY + HOUR);
    return { ...double, id: subscription.id };
  };

  test('ends with the subscription where that is asked for', async () => {
    const { stripe, id } = await begin('cancel');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      ended_at: START + 7 * DAY,
    });
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
  });

  test('is late where an invoice is made all the same', async () => {
    const { stripe, id } = await begin('create_invoice');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
    expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'open', attempt_count: 1 });
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test('pauses, makes nothing meanwhile, and goes on once it is resumed and paid', async () => {
    const { stripe, control, id } = await begin('pause');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'paused' });
    control.advance(20 * DAY);
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);

    const unpaid = await stripe.subscriptions.resume(id);
    expect(unpaid.status).toBe('paused');
    control.setCard(id, '4242424242424242');
    const invoice = await latestInvoice(stripe, id);
    await stripe.invoices.pay(invoice.id);

    const resumed = await stripe.subscriptions.retrieve(id);
    expect(resumed).toMatchObject({
      status: 'active',
      billing_cycle_anchor: START + 27 * DAY + HOUR,
    });
    const types = ['customer.subscription.paused', 'customer.subscription.resumed'];
    expect((await story(stripe, types)).map(({ type }) => type)).toEqual(types);
    await expect(stripe.subscriptions.resume(id)).rejects.toMatchObject({ statusCode: 400 });
  });
});

test('a first period that is cut short by its anchor costs its share, or nothing', async () => {
  const { stripe, control } = await runLife();
  const customer = await payingCustomer(stripe);
  const { id: price } = await recurringPrice(stripe, { amount: 2_800 });
  const params = { customer, items: [{ price }], billing_cycle_anchor: noon('2030-02-14') };
  const shared = await stripe.subscriptions.create(params);
  const free = await stripe.subscriptions.create({ ...params, proration_behavior: 'none' });
  expect((await latestInvoice(stripe, shared.id)).amount_paid).toBe(Math.round((2_800 * 14) / 31));
  expect((await latestInvoice(stripe, free.id)).amount_paid).toBe(0);

  control.advance(14 * DAY + HOUR);
  expect(periodsOf(await stripe.subscriptions.retrieve(shared.id))).toEqual(['2030-02-14/2030-03-14']);
  expect((await latestInvoice(stripe, free.id)).amount_paid).toBe(2_800);
});

test('a trial is asked for in one way, and not in the past', async () => {
  const { stripe } = await runLife();
  const customer = await payingCustomer(stripe);
  const { id: price } = await recurringPrice(stripe);
  const params = { customer, items: [{ price }] };
  await expect(
    stripe.subscriptions.create({ ...params, trial_end: START + DAY, trial_period_days: 1 }),
  ).rejects.toMatchObject({ statusCode: 400, param: 'trial_end' });
  await expect(stripe.subscriptions.create({ ...params, trial_end: START - 1 })).rejects.toMatchObject({
    param: 'trial_end',
  });
});
