// Claims:
// - A trial takes no money, asks for a card only where the site wants one, and says when it ends and what follows.
// - A Checkout sells several plans, and more than one of each, in a currency that all of them have.
// - A Checkout whose parameters contradict each other is refused, and none is made.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { annualPrice, openCheckout, runDouble, submitPayment } from './support.ts';
import type Stripe from 'stripe';
import type { Clock } from './support.ts';

const DAY_SECONDS = 86_400;
const START_MS = Date.UTC(2030, 0, 1);

describe('a trial', () => {
  test.each([
    ['of so many days', { trial_period_days: 14 }],
    ['until a day', { trial_end: START_MS / 1000 + 14 * DAY_SECONDS }],
  ] as const)('%s takes a card and no money', async (_, trial) => {
    const { stripe } = await runDouble({ now: () => START_MS });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, {
      subscription_data: { ...trial, metadata: { member: 'm_1' } },
    });
    expect(opened).toMatchObject({ amount_total: 0, payment_method_collection: 'always' });
    const page = await (await fetch(opened.url ?? '')).text();
    expect(page).toContain('Card number');
    expect(page).toContain('Then $100.00 every year, from 15 Jan 2030');

    await submitPayment(opened);

    const session = await stripe.checkout.sessions.retrieve(opened.id, {
      expand: ['subscription.default_payment_method', 'invoice'],
    });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'no_payment_required',
      invoice: { status: 'paid', total: 0 },
      subscription: {
        status: 'trialing',
        trial_end: START_MS / 1000 + 14 * DAY_SECONDS,
        default_payment_method: { card: { last4: '4242' } },
        metadata: { member: 'm_1' },
      },
    });
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test('without a card asks for none, and ends as the site said', async () => {
    const clock: Clock = { nowMs: START_MS };
    const { stripe, control } = await runDouble({ now: () => clock.nowMs });
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, {
      payment_method_collection: 'if_required',
      subscription_data: {
        trial_period_days: 14,
        trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
      },
    });
    expect(await (await fetch(opened.url ?? '')).text()).not.toContain('Card number');

    const body = new URLSearchParams({ email: 'reader@example.com', name: 'Ada Reader' });
    await fetch(opened.url ?? '', { method: 'POST', body, redirect: 'manual' });

    const [trial] = (await stripe.subscriptions.list()).data;
    expect(trial).toMatchObject({
      status: 'trialing',
      default_payment_method: null,
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    });
    control.advance(15 * DAY_SECONDS);
    expect((await stripe.subscriptions.retrieve(trial?.id ?? '')).status).toBe('canceled');
  });

  test('with a card that wants to be authenticated begins without that', async () => {
    const { stripe } = await runDouble();
    const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, {
      subscription_data: { trial_period_days: 14 },
    });
    expect((await submitPayment(opened, { number: '4000 0027 6000 3184' })).status).toBe(303);
    expect((await stripe.subscriptions.list()).data).toMatchObject([{ status: 'trialing' }]);
  });
});

describe('an order', () => {
  test('of several plans and several of one is one subscription with an item for each', async () => {
    const { stripe } = await runDouble();
    const annual = await annualPrice(stripe);
    const memos = await stripe.products.create({ name: 'Memos' });
    const extra = await stripe.prices.create({
      product: memos.id,
      currency: 'usd',
      unit_amount: 4_000,
      recurring: { interval: 'year' },
    });
    const opened = await openCheckout(stripe, annual.id, {
      client_reference_id: 'm_1',
      line_items: [{ price: annual.id, quantity: 3 }, { price: extra.id }],
    });
    expect(opened.amount_total).toBe(34_000);
    const page = await (await fetch(opened.url ?? '')).text();
    expect(page).toContain('3 × $100.00');
    expect(page).toContain('Subscribe and pay $340.00');

    await submitPayment(opened);

    const session = await stripe.checkout.sessions.retrieve(opened.id, { expand: ['subscription'] });
    expect(session).toMatchObject({
      client_reference_id: 'm_1',
      subscription: {
        items: {
          data: [
            { price: { id: annual.id }, quantity: 3 },
            { price: { id: extra.id }, quantity: 1 },
          ],
        },
      },
    });
    expect(await stripe.invoices.retrieve(idOf(session.invoice ?? ''))).toMatchObject({
      amount_paid: 34_000,
    });
  });

  test('is in another currency where every price has one for it', async () => {
    const { stripe } = await runDouble();
    const product = await stripe.products.create({ name: 'Annual' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 10_000,
      recurring: { interval: 'year' },
      currency_options: { eur: { unit_amount: 9_000 } },
    });
    expect(price).not.toHaveProperty('currency_options');
    await stripe.prices.update(price.id, { currency_options: { jpy: { unit_amount: 15_000 } } });
    const shown = await stripe.prices.retrieve(price.id, { expand: ['currency_options'] });
    expect(shown.currency_options).toMatchObject({
      usd: { unit_amount: 10_000 },
      eur: { unit_amount: 9_000 },
      jpy: { unit_amount: 15_000 },
    });

    const opened = await openCheckout(stripe, price.id, { currency: 'eur' });
    expect(opened).toMatchObject({ currency: 'eur', amount_total: 9_000 });
    await submitPayment(opened);

    expect((await stripe.charges.list()).data).toMatchObject([{ amount: 9_000, currency: 'eur' }]);
    expect((await stripe.subscriptions.list()).data).toMatchObject([{ currency: 'eur' }]);
    await expect(openCheckout(stripe, price.id, { currency: 'gbp' })).rejects.toMatchObject({
      param: 'currency',
    });
  });
});

describe('a Checkout is refused', () => {
  test.each<[string, Stripe.Checkout.SessionCreateParams]>([
    ['customer', { customer: 'cus_x', customer_email: 'reader@example.com' }],
    ['customer_creation', { customer_creation: 'always' }],
    ['payment_intent_data', { payment_intent_data: { description: 'A year' } }],
    [
      'subscription_data[trial_end]',
      { subscription_data: { trial_end: 4_000_000_000, trial_period_days: 7 } },
    ],
    ['subscription_data[trial_end]', { subscription_data: { trial_end: START_MS / 1000 + DAY_SECONDS } }],
    ['success_url', { success_url: 'javascript:alert(1)' }],
    ['cancel_url', { cancel_url: '//evil.example' }],
    ['expires_at', { expires_at: START_MS / 1000 + 60 }],
  ])('for its %s', async (param, params) => {
    const { stripe } = await runDouble({ now: () => START_MS });
    const price = (await annualPrice(stripe)).id;
    await expect(openCheckout(stripe, price, params)).rejects.toMatchObject({ statusCode: 400, param });
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });
});

test('a Checkout that nobody finishes expires when its time has come', async () => {
  const clock: Clock = { nowMs: START_MS };
  const { stripe, control } = await runDouble({ now: () => clock.nowMs });
  const opened = await openCheckout(stripe, (await annualPrice(stripe)).id, {
    expires_at: START_MS / 1000 + 1_800,
  });
  control.advance(1_799);
  expect((await stripe.checkout.sessions.retrieve(opened.id)).status).toBe('open');
  control.advance(1);
  const [event] = (await stripe.events.list({ type: 'checkout.session.expired' })).data;
  expect(event?.created).toBe(START_MS / 1000 + 1_800);
});
