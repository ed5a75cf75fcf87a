// Claims:
// - A reader who pays on the Checkout page has an active subscription, a paid invoice and a receipted charge,
//   and comes back to the address that the site gave.
// - A declined card takes no money, makes no subscription, and says why, in Stripe's words.
// - Nobody is charged twice for one Checkout, and none that has expired takes money.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import {
  annualPrice,
  CARD_DECLINED,
  eventTypes,
  openCheckout,
  runDouble,
  submitPayment,
  subscribe,
} from './support.ts';
import type { Clock } from './support.ts';

describe('a payment', () => {
  test('makes customer, subscription, invoice, payment and charge that name each other', async () => {
    const { stripe } = await runDouble();
    const price = await annualPrice(stripe);
    const opened = await openCheckout(stripe, price.id, {
      client_reference_id: 'm_1',
      metadata: { intent: 'ci_1' },
      subscription_data: { metadata: { member: 'm_1' } },
    });
    expect(opened).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      customer: null,
      livemode: false,
    });

    const response = await submitPayment(opened, { email: 'ada@example.com' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`https://site.example/welcome?session=${opened.id}`);

    const session = await stripe.checkout.sessions.retrieve(opened.id, {
      expand: ['line_items', 'customer'],
    });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      client_reference_id: 'm_1',
      metadata: { intent: 'ci_1' },
      customer: { email: 'ada@example.com' },
      customer_details: { email: 'ada@example.com' },
    });
    expect(session.line_items?.data[0]).toMatchObject({ amount_total: 10_000, price: { id: price.id } });

    const subscription = await stripe.subscriptions.retrieve(idOf(session.subscription ?? ''), {
      expand: ['latest_invoice.payments'],
    });
    expect(subscription).toMatchObject({ status: 'active', metadata: { member: 'm_1' } });
    const [item] = subscription.items.data;
    expect(new Date((item?.current_period_end ?? 0) * 1000).getUTCFullYear()).toBe(
      new Date((item?.current_period_start ?? 0) * 1000).getUTCFullYear() + 1,
    );
    expect(subscription.latest_invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_create',
      amount_paid: 10_000,
      parent: { type: 'subscription_details', subscription_details: { subscription: subscription.id } },
      payments: { data: [{ status: 'paid', amount_paid: 10_000 }] },
    });

    const [payment] = (await stripe.invoicePayments.list({ invoice: idOf(session.invoice ?? '') })).data;
    const intent = await stripe.paymentIntents.retrieve(idOf(payment?.payment.payment_intent ?? ''), {
      expand: ['latest_charge'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 10_000 });
    expect(intent.latest_charge).toMatchObject({
      paid: true,
      customer: subscription.customer,
      payment_intent: intent.id,
    });
  });

  test('tells all of it, and the completed Checkout last', async () => {
    const { stripe } = await runDouble();
    await subscribe(stripe);
    const types = await eventTypes(stripe);
    expect(types).toEqual(
      expect.arrayContaining([
        'customer.created',
        'customer.subscription.created',
        'invoice.finalized',
        'charge.succeeded',
        'payment_intent.succeeded',
        'invoice.paid',
        'invoice.payment_succeeded',
      ]),
    );
    expect(types.at(-1)).toBe('checkout.session.completed');
  });

  test('of a known customer makes no second one', async () => {
    const { stripe } = await runDouble();
    const customer = await stripe.customers.create({ email: 'known@example.com' });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, { customer: customer.id });
    expect(await (await fetch(opened.url ?? '')).text()).toContain('known@example.com');

    await submitPayment(opened, { email: 'somebody-else@example.com' });

    expect((await stripe.customers.list()).data.map(({ id }) => id)).toEqual([customer.id]);
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1);
  });
});

describe('a decline', () => {
  test('stays on the page with the words of Stripe, and leaves the Checkout open', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);

    const response = await submitPayment(opened, { number: CARD_DECLINED });

    expect(response.status).toBe(402);
    expect(await response.text()).toContain('Your card was declined.');
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({ status: 'open' });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
    expect((await stripe.customers.list()).data).toEqual([]);
    expect((await stripe.charges.list()).data).toMatchObject([
      { paid: false, failure_code: 'card_declined' },
    ]);
    expect(await eventTypes(stripe)).toContain('payment_intent.payment_failed');

    expect((await submitPayment(opened)).status).toBe(303);
  });

  test.each([
    ['4242 4242 4242 4241', 'Your card number is invalid.'],
    ['4242', 'Your card number is incomplete.'],
    ['4000 0000 0000 9995', 'Your card has insufficient funds.'],
    [
      '4111 1111 1111 1111',
      'Your card was declined. Your request was in test mode, but used a non test card.',
    ],
  ])('of the number %s says "%s"', async (number, words) => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    expect(await (await submitPayment(opened, { number })).text()).toContain(words);
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
  });

  test('shows what was typed without running it', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    const response = await submitPayment(opened, { email: '"><script>alert(1)</script>' });
    expect(response.status).toBe(422);
    expect(await response.text()).not.toContain('<script>');
  });
});

describe('a Checkout that is over', () => {
  test('is not paid again', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    await submitPayment(opened);

    const [again, page] = [await submitPayment(opened), await fetch(opened.url ?? '')];

    for (const response of [again, page]) {
      expect(response.status).toBe(410);
      expect(await response.text()).toContain('Already paid');
    }
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });

  test('expires by itself, tells so, and takes no money', async () => {
    const clock: Clock = { nowMs: Date.UTC(2030, 0, 1) };
    const { stripe } = await runDouble({ now: () => clock.nowMs });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    clock.nowMs += 24 * 3_600_000;

    const response = await submitPayment(opened);

    expect(response.status).toBe(410);
    expect(await response.text()).toContain('Nothing was charged');
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      status: 'expired',
      url: null,
    });
    expect(await eventTypes(stripe)).toContain('checkout.session.expired');
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test('can be expired by the site, once', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    expect(await stripe.checkout.sessions.expire(opened.id)).toMatchObject({ status: 'expired' });
    await expect(stripe.checkout.sessions.expire(opened.id)).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
    });
    expect((await submitPayment(opened)).status).toBe(410);
  });
});

test('a form that another site sends is refused', async () => {
  const { stripe } = await runDouble();
  const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
  const response = await fetch(opened.url ?? '', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
    body: new URLSearchParams({ number: '4242424242424242' }),
  });
  expect(response.status).toBe(403);
});
