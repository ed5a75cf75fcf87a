// Claims:
// - A renewal that cannot be charged is tried again on the days that were set, each once, and then given up as was set.
// - A first payment that fails leaves the subscription incomplete for 23 hours, and then nothing.
// - An invoice that is sent is due on its day, and late after it.
// - Whatever was owed can be paid, written off or voided, and the subscription follows.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import {
  beginSubscription,
  DAY,
  HOUR,
  latestInvoice,
  noon,
  payingCustomer,
  recurringPrice,
  runLife,
  START,
  story,
} from './lifetime.ts';
import type { RunningDouble } from './support.ts';

const FAILING = '4000000000000341';
const RENEWAL = noon('2030-02-28') + HOUR;

/** A subscription whose first renewal, at `RENEWAL`, has just failed. */
async function lateSubscription(
  more: { price?: { amount?: number } } = {},
): Promise<RunningDouble & { id: string }> {
  const double = await runLife();
  const { id } = await beginSubscription(double.stripe, more);
  double.control.setCard(id, FAILING);
  double.control.advance(RENEWAL - START);
  return { ...double, id };
}

const statusOf = async ({ stripe }: RunningDouble, id: string) =>
  (await stripe.subscriptions.retrieve(id)).status;

describe('a renewal that fails', () => {
  test('is tried again after three, five and seven days, and then the subscription is cancelled', async () => {
    const late = await lateSubscription();
    const { stripe, control, id } = late;
    const attempts = [RENEWAL, RENEWAL + 3 * DAY, RENEWAL + 8 * DAY, RENEWAL + 15 * DAY];
    for (const [index, at] of attempts.entries()) {
      control.advance(at - Math.floor(late.now() / 1000));
      expect(await latestInvoice(stripe, id)).toMatchObject({
        status: 'open',
        attempt_count: index + 1,
        next_payment_attempt: attempts[index + 1] ?? null,
      });
      expect(await statusOf(late, id)).toBe(index === 3 ? 'canceled' : 'past_due');
    }
    const failed = await story(stripe, ['invoice.payment_failed']);
    expect(failed.map(({ created }) => created)).toEqual(attempts);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      cancellation_details: { reason: 'payment_failed' },
      ended_at: attempts[3],
    });
    control.advance(365 * DAY);
    expect((await latestInvoice(stripe, id)).attempt_count).toBe(4);
  });

  test('recovers at the next attempt where the card was changed meanwhile', async () => {
    const late = await lateSubscription();
    const { stripe, control, id } = late;
    control.setCard(id, '4242424242424242');
    control.advance(3 * DAY);
    expect(await statusOf(late, id)).toBe('active');
    expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'paid', attempt_count: 2 });
  });

  test('leaves the subscription unpaid where that is set, and later invoices drafts until it is paid', async () => {
    const late = await lateSubscription();
    const { stripe, control, id } = late;
    control.setDunning({ retryAfterDays: [1], end: 'unpaid' });
    control.advance(4 * DAY);
    expect(await statusOf(late, id)).toBe('unpaid');

    control.advance(noon('2030-05-02') - RENEWAL - 4 * DAY);
    expect(await statusOf(late, id)).toBe('unpaid');
    const drafts = await stripe.invoices.list({ subscription: id, status: 'draft' });
    expect(drafts.data.map(({ auto_advance: advances }) => advances)).toEqual([false, false]);

    control.setCard(id, '4242424242424242');
    await stripe.invoices.pay(drafts.data[0]?.id ?? '');
    expect(await statusOf(late, id)).toBe('active');
  });

  test('leaves it late where that is set, and goes on to charge', async () => {
    const late = await lateSubscription();
    const { stripe, control, id } = late;
    control.setDunning({ retryAfterDays: [], end: 'past_due' });
    control.advance(noon('2030-03-31') + HOUR - RENEWAL);
    expect(await statusOf(late, id)).toBe('past_due');
    const { data } = await stripe.invoices.list({ subscription: id, status: 'open' });
    expect(data).toHaveLength(2);

    control.setCard(id, '4242424242424242');
    await stripe.invoices.pay(data[0]?.id ?? '');
    expect(await statusOf(late, id)).toBe('active');
  });

  test('is not hurried by hand: only the schedule counts its attempts', async () => {
    const { stripe, id } = await lateSubscription();
    const before = await latestInvoice(stripe, id);
    await expect(stripe.invoices.pay(before.id)).rejects.toMatchObject({ code: 'card_declined' });
    expect(await latestInvoice(stripe, id)).toMatchObject({
      attempt_count: 1,
      next_payment_attempt: before.next_payment_attempt,
    });
  });

  test.each([
    [
      'another card',
      (stripe: RunningDouble['stripe'], id: string, method: string) =>
        stripe.invoices.pay(id, { payment_method: method }),
      'paid',
    ],
    [
      'money from elsewhere',
      (stripe: RunningDouble['stripe'], id: string) => stripe.invoices.pay(id, { paid_out_of_band: true }),
      'paid',
    ],
    [
      'writing it off',
      (stripe: RunningDouble['stripe'], id: string) => stripe.invoices.markUncollectible(id),
      'uncollectible',
    ],
    ['voiding it', (stripe: RunningDouble['stripe'], id: string) => stripe.invoices.voidInvoice(id), 'void'],
  ] as const)('is settled by %s', async (_, settle, status) => {
    const late = await lateSubscription();
    const { stripe, control, id } = late;
    const { customer } = await stripe.subscriptions.retrieve(id);
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: idOf(customer) });
    const open = await latestInvoice(stripe, id);

    expect(await settle(stripe, open.id, method.id)).toMatchObject({ status, next_payment_attempt: null });
    expect(await statusOf(late, id)).toBe('active');
    control.advance(10 * DAY);
    expect((await latestInvoice(stripe, id)).attempt_count).toBe(1);
  });
});

describe('a first payment that fails', () => {
  test('leaves the subscription incomplete, and after 23 hours nothing to pay', async () => {
    const double = await runLife();
    const { stripe, control } = double;
    const subscription = await beginSubscription(stripe, { card: 'pm_card_chargeCustomerFail' });
    expect(subscription.status).toBe('incomplete');
    control.advance(23 * HOUR - 1);
    expect(await statusOf(double, subscription.id)).toBe('incomplete');
    control.advance(1);
    expect(await statusOf(double, subscription.id)).toBe('incomplete_expired');
    const invoice = await latestInvoice(stripe, subscription.id);
    expect(invoice.status).toBe('void');
    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({ statusCode: 400 });
    expect(control.nextDue()).toBeUndefined();
  });

  test('makes nothing at all where it had to succeed', async () => {
    const { stripe } = await runLife();
    const [customer, { id: price }] = await Promise.all([
      payingCustomer(stripe, { card: 'pm_card_chargeCustomerFail' }),
      recurringPrice(stripe),
    ]);
    const params = { customer, items: [{ price }] };
    await expect(
      stripe.subscriptions.create({ ...params, payment_behavior: 'error_if_incomplete' }),
    ).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect((await stripe.subscriptions.list({ customer, status: 'all' })).data).toEqual([]);
  });

  test('is refused where there is nothing to charge, and waits where the reader is to confirm it', async () => {
    const double = await runLife();
    const { stripe } = double;
    await expect(beginSubscription(stripe, { card: null })).rejects.toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
    });
    const waiting = await beginSubscription(stripe, { card: null, payment_behavior: 'default_incomplete' });
    expect(waiting.status).toBe('incomplete');
    expect(await latestInvoice(stripe, waiting.id)).toMatchObject({ status: 'open', attempt_count: 0 });
    double.control.setCard(waiting.id, '4242424242424242');
    await stripe.invoices.pay((await latestInvoice(stripe, waiting.id)).id);
    expect(await statusOf(double, waiting.id)).toBe('active');
  });
});

test('an invoice that is sent is due on its day, late after it, and paid from elsewhere', async () => {
  const double = await runLife();
  const { stripe, control } = double;
  const { id } = await beginSubscription(stripe, {
    card: null,
    collection_method: 'send_invoice',
    days_until_due: 10,
  });
  expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'draft' });
  control.advance(HOUR);
  expect(await statusOf(double, id)).toBe('active');
  const sent = await latestInvoice(stripe, id);
  expect(sent).toMatchObject({ status: 'open', due_date: START + HOUR + 10 * DAY, attempt_count: 0 });

  control.advance(10 * DAY);
  expect(await statusOf(double, id)).toBe('past_due');
  expect(await story(stripe, ['invoice.sent', 'invoice.overdue'])).toEqual([
    { type: 'invoice.sent', created: START + HOUR },
    { type: 'invoice.overdue', created: START + HOUR + 10 * DAY },
  ]);
  await stripe.invoices.pay(sent.id, { paid_out_of_band: true });
  expect(await statusOf(double, id)).toBe('active');
});
