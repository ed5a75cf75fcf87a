// Claims:
// - What is sold for once is paid once: a payment and its charge say what was bought, and no subscription is made.
// - A guest stays one, unless the site asked for a customer.
// - A declined payment can be tried again on the same Checkout, and then pays once.
// - A bank that asks who pays gets its answer before any money moves.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { eventsAfter } from './paid.ts';
import { annualPrice, CARD_DECLINED, eventTypes, openCheckout, runDouble, submitPayment } from './support.ts';
import type Stripe from 'stripe';

const CARD_AUTHENTICATES = '4000 0027 6000 3184';

async function dayPass(stripe: Stripe, more: Partial<Stripe.PriceCreateParams> = {}): Promise<string> {
  const product = await stripe.products.create({ name: 'Day pass' });
  const fields = { product: product.id, currency: 'usd', unit_amount: 500 };
  return (await stripe.prices.create({ ...fields, ...more })).id;
}

async function openPass(
  stripe: Stripe,
  more: Stripe.Checkout.SessionCreateParams = {},
): Promise<Stripe.Checkout.Session> {
  return openCheckout(stripe, await dayPass(stripe), { mode: 'payment', ...more });
}

function answerBank(session: Stripe.Checkout.Session, answer: 'complete' | 'fail'): Promise<Response> {
  return fetch(`${session.url ?? ''}/authenticate`, {
    method: 'POST',
    body: new URLSearchParams({ answer }),
    redirect: 'manual',
  });
}

describe('a one-time payment', () => {
  test('of a new customer is a payment with all that was said of it, and nothing else', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, {
      customer_creation: 'always',
      client_reference_id: 'm_1',
      payment_intent_data: {
        metadata: { pass: 'day' },
        description: 'A day of news',
        receipt_email: 'receipts@example.com',
        setup_future_usage: 'off_session',
      },
    });
    expect(opened).toMatchObject({
      mode: 'payment',
      payment_intent: null,
      customer_creation: 'always',
      amount_total: 500,
    });

    expect((await submitPayment(opened)).status).toBe(303);

    const session = await stripe.checkout.sessions.retrieve(opened.id, {
      expand: ['payment_intent.latest_charge.balance_transaction', 'customer', 'line_items'],
    });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      subscription: null,
      invoice: null,
      customer: { email: 'reader@example.com' },
      payment_intent: {
        status: 'succeeded',
        amount: 500,
        amount_received: 500,
        description: 'A day of news',
        metadata: { pass: 'day' },
        receipt_email: 'receipts@example.com',
        setup_future_usage: 'off_session',
        latest_charge: {
          status: 'succeeded',
          metadata: { pass: 'day' },
          description: 'A day of news',
          balance_transaction: { amount: 500, type: 'charge' },
        },
      },
    });
    expect(session.line_items?.data).toMatchObject([{ amount_total: 500, price: { recurring: null } }]);
    const customer = idOf(session.customer ?? '');
    const [intent] = (await stripe.paymentIntents.list({ customer })).data;
    expect(intent?.id).toBe(idOf(session.payment_intent ?? ''));
    expect((await stripe.charges.list({ customer })).data).toHaveLength(1);
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
    expect((await stripe.invoices.list()).data).toEqual([]);
  });

  test('tells of itself in order, the completed Checkout last', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, { customer_creation: 'always' });
    expect(await eventsAfter(stripe, () => submitPayment(opened))).toEqual([
      'customer.created',
      'payment_method.attached',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]);
  });

  test('of a guest makes no customer', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe);
    expect(opened.customer_creation).toBe('if_required');
    await submitPayment(opened, { email: 'guest@example.com' });
    const session = await stripe.checkout.sessions.retrieve(opened.id, { expand: ['payment_intent'] });
    expect(session).toMatchObject({
      customer: null,
      customer_details: { email: 'guest@example.com' },
      payment_intent: { customer: null, status: 'succeeded' },
    });
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  test('that is kept for later makes a customer, asked or not', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, {
      payment_intent_data: { setup_future_usage: 'off_session' },
    });
    await submitPayment(opened);
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test('of a known customer is theirs', async () => {
    const { stripe } = await runDouble();
    const customer = await stripe.customers.create({ email: 'known@example.com' });
    const opened = await openPass(stripe, { customer: customer.id });
    await submitPayment(opened);
    const list = await stripe.paymentIntents.list({
      customer: customer.id,
      created: { gte: customer.created },
      expand: ['data.latest_charge.balance_transaction'],
    });
    expect(list.data).toMatchObject([
      { status: 'succeeded', latest_charge: { balance_transaction: { amount: 500 } } },
    ]);
  });

  test('in yen has no small change', async () => {
    const { stripe } = await runDouble();
    const price = await dayPass(stripe, { currency: 'jpy', unit_amount: 1_200 });
    const opened = await openCheckout(stripe, price, { mode: 'payment' });
    expect(await (await fetch(opened.url ?? '')).text()).toContain('Pay ¥1,200');
    await submitPayment(opened);
    const [charge] = (await stripe.charges.list()).data;
    expect(charge).toMatchObject({ amount: 1_200, currency: 'jpy' });
    await expect(stripe.refunds.create({ charge: charge?.id ?? '', amount: 1_201 })).rejects.toThrow(
      'Refund amount (¥1,201) is greater than charge amount (¥1,200)',
    );
  });
});

describe('a declined one-time payment', () => {
  test('is tried again with the same payment intent, and charges once', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, { customer_creation: 'always' });
    expect((await submitPayment(opened, { number: CARD_DECLINED })).status).toBe(402);
    const tried = await stripe.checkout.sessions.retrieve(opened.id, { expand: ['payment_intent'] });
    expect(tried).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'card_declined' },
      },
    });
    expect((await stripe.customers.list()).data).toEqual([]);

    await submitPayment(opened);

    const paid = await stripe.checkout.sessions.retrieve(opened.id);
    expect(paid.payment_intent).toBe(idOf(tried.payment_intent ?? ''));
    const charges = (await stripe.charges.list({ payment_intent: idOf(paid.payment_intent ?? '') })).data;
    expect(charges.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  test('ends with its Checkout', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe);
    await submitPayment(opened, { number: CARD_DECLINED });
    const [intent] = (await stripe.paymentIntents.list()).data;
    await expect(stripe.paymentIntents.cancel(intent?.id ?? '')).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });

    expect(await eventsAfter(stripe, () => stripe.checkout.sessions.expire(opened.id))).toEqual([
      'payment_intent.canceled',
      'checkout.session.expired',
    ]);

    expect(await stripe.paymentIntents.retrieve(intent?.id ?? '')).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
    });
    await expect(stripe.paymentIntents.cancel(intent?.id ?? '')).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});

describe('a card that the bank authenticates', () => {
  test('pays once the reader has passed', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, { customer_creation: 'always' });

    const challenged = await submitPayment(opened, { number: CARD_AUTHENTICATES });

    expect(challenged.headers.get('location')).toBe(`/c/pay/${opened.id}/authenticate`);
    expect(await (await fetch(`${opened.url ?? ''}/authenticate`)).text()).toContain('is this you?');
    expect((await stripe.charges.list()).data).toEqual([]);
    expect((await stripe.paymentIntents.list()).data).toMatchObject([
      { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } },
    ]);

    const passed = await answerBank(opened, 'complete');

    expect(passed.headers.get('location')).toContain('https://site.example/welcome');
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    });
    expect((await stripe.paymentIntents.list()).data).toMatchObject([{ status: 'succeeded' }]);
    expect((await stripe.customers.list()).data).toHaveLength(1);
    expect(
      (await eventTypes(stripe)).filter((type) => type === 'payment_intent.requires_action'),
    ).toHaveLength(1);
  });

  test('charges nothing when the reader fails, and another card may follow', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe);
    await submitPayment(opened, { number: CARD_AUTHENTICATES });

    const failed = await answerBank(opened, 'fail');

    expect(failed.status).toBe(402);
    expect(await failed.text()).toContain('We are unable to authenticate your payment method.');
    expect((await stripe.charges.list()).data).toEqual([]);
    expect((await stripe.paymentIntents.list()).data).toMatchObject([
      {
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_authentication_failure' },
      },
    ]);
    expect((await submitPayment(opened)).status).toBe(303);
    expect((await stripe.paymentIntents.list()).data).toMatchObject([{ status: 'succeeded' }]);
  });

  test('begins a subscription that is incomplete until the reader has passed', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    await submitPayment(opened, { number: CARD_AUTHENTICATES });
    const [begun] = (await stripe.subscriptions.list({ status: 'all' })).data;
    expect(begun).toMatchObject({ status: 'incomplete' });
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      status: 'open',
      subscription: null,
    });

    await answerBank(opened, 'complete');

    const after = await stripe.checkout.sessions.retrieve(opened.id, {
      expand: ['subscription.latest_invoice'],
    });
    expect(after).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      subscription: { id: begun?.id, status: 'active', latest_invoice: { status: 'paid' } },
    });
  });

  test('leaves the subscription to another card where the reader fails', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    await submitPayment(opened, { number: CARD_AUTHENTICATES });
    expect((await answerBank(opened, 'fail')).status).toBe(402);
    expect((await submitPayment(opened, { number: CARD_DECLINED })).status).toBe(402);

    expect((await submitPayment(opened)).status).toBe(303);

    const { data } = await stripe.subscriptions.list({ status: 'all', expand: ['data.latest_invoice'] });
    expect(data).toMatchObject([{ status: 'active', latest_invoice: { status: 'paid' } }]);
    expect((await stripe.customers.list()).data).toHaveLength(1);
    expect((await stripe.charges.list()).data.map(({ paid }) => paid)).toEqual([true, false]);
  });

  test('is not asked for twice, nor when nothing waits for it', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe);
    const early = await answerBank(opened, 'complete');
    expect(early.headers.get('location')).toBe(`/c/pay/${opened.id}`);
    await submitPayment(opened, { number: CARD_AUTHENTICATES });
    await answerBank(opened, 'complete');
    expect((await answerBank(opened, 'complete')).status).toBe(410);
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });
});

describe('Stripe’s test cards', () => {
  test.each([
    ['4000 0000 0000 0259', 'needs_response', 'fraudulent'],
    ['4000 0000 0000 1976', 'warning_needs_response', 'general'],
  ])('%s pays, and is then in a dispute that %s', async (number, status, reason) => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe);
    const types = await eventsAfter(stripe, () => submitPayment(opened, { number }));
    expect(types.indexOf('charge.dispute.created')).toBeGreaterThan(
      types.indexOf('checkout.session.completed'),
    );
    expect((await stripe.disputes.list()).data).toMatchObject([{ status, reason, amount: 500 }]);
  });

  test('4000 0000 0000 0259 has every renewal disputed too', async () => {
    const { stripe, control } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id);
    await submitPayment(opened, { number: '4000 0000 0000 0259' });
    const [subscription] = (await stripe.subscriptions.list()).data;
    control.renew(subscription?.id ?? '');
    const charges = (await stripe.charges.list()).data.map(({ id }) => id);
    expect((await stripe.disputes.list()).data.map(({ charge }) => charge)).toEqual(charges);
    expect(charges).toHaveLength(2);
  });

  test('4000 0000 0000 7726 pays, and is given back in its time', async () => {
    const { stripe, control } = await runDouble();
    await submitPayment(await openPass(stripe), { number: '4000 0000 0000 7726' });
    const [charge] = (await stripe.charges.list()).data;
    const refund = await stripe.refunds.create({ charge: charge?.id ?? '' });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(control.completeRefund(refund.id).status).toBe('succeeded');
  });
});

describe('a Checkout for once is refused', () => {
  test('where it sells a subscription, or the other way round', async () => {
    const { stripe } = await runDouble();
    const annual = await annualPrice(stripe);
    await expect(openCheckout(stripe, annual.id, { mode: 'payment' })).rejects.toThrow(
      'passed a recurring price',
    );
    await expect(openCheckout(stripe, await dayPass(stripe))).rejects.toMatchObject({
      param: 'line_items[0][price]',
    });
  });

  test.each<[string, Stripe.Checkout.SessionCreateParams]>([
    ['customer', { customer: 'cus_x', customer_creation: 'always' }],
    ['subscription_data', { subscription_data: { trial_period_days: 7 } }],
    ['invoice_creation', { invoice_creation: { enabled: true } }],
    ['allowed_payment_method_types', { allowed_payment_method_types: ['sepa_debit'] }],
    ['excluded_payment_method_types', { excluded_payment_method_types: ['card'] }],
    ['mode', { mode: 'setup' }],
  ])('with an unfitting %s', async (param, params) => {
    const { stripe } = await runDouble();
    await expect(openPass(stripe, params)).rejects.toMatchObject({
      statusCode: 400,
      param: expect.stringContaining(param) as string,
    });
  });
});
