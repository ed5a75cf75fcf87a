// Claims:
// - A bank debit completes a Checkout before its money has come, and says that it is unpaid.
// - When the debit arrives, or fails, days later, payment, charge, invoice and subscription follow, and all is told.
// - Nothing is booked before it is there, and no debit ends twice.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { eventsAfter } from './paid.ts';
import { openCheckout, runDouble } from './support.ts';
import type Stripe from 'stripe';
import type { Clock } from './support.ts';

const IBAN_THAT_PAYS = 'AT61 1904 3002 3457 3201';
const IBAN_THAT_FAILS = 'AT86 1904 3002 3547 3202';
const DAY_SECONDS = 86_400;

async function euroPrice(stripe: Stripe, recurring?: 'year'): Promise<string> {
  const product = await stripe.products.create({ name: 'News' });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 9_000,
    ...(recurring !== undefined && { recurring: { interval: recurring } }),
  });
  return price.id;
}

function openPass(stripe: Stripe, price: string): Promise<Stripe.Checkout.Session> {
  return openCheckout(stripe, price, { mode: 'payment', customer_creation: 'always' });
}

function debit(session: Stripe.Checkout.Session, iban = IBAN_THAT_PAYS): Promise<Response> {
  const body = new URLSearchParams({
    means: 'sepa_debit',
    iban,
    email: 'reader@example.com',
    name: 'Ada Reader',
  });
  return fetch(session.url ?? '', { method: 'POST', body, redirect: 'manual' });
}

async function theIntent(stripe: Stripe): Promise<Stripe.PaymentIntent> {
  const [intent] = (await stripe.paymentIntents.list({ expand: ['data.latest_charge'] })).data;
  if (intent === undefined) throw new Error('there is no payment');
  return intent;
}

describe('a debit for once', () => {
  test('is under way when its Checkout completes', async () => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, await euroPrice(stripe));
    expect(opened.payment_method_types).toEqual(['card', 'sepa_debit']);

    const types = await eventsAfter(stripe, () => debit(opened));

    expect(types.slice(-4)).toEqual([
      'payment_intent.created',
      'charge.pending',
      'payment_intent.processing',
      'checkout.session.completed',
    ]);
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    expect(await theIntent(stripe)).toMatchObject({
      status: 'processing',
      amount_received: 0,
      latest_charge: {
        status: 'pending',
        paid: false,
        balance_transaction: null,
        payment_method_details: { type: 'sepa_debit', sepa_debit: { last4: '3201', country: 'AT' } },
      },
    });
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
  });

  test('arrives, and is booked then', async () => {
    const { stripe, control } = await runDouble();
    const opened = await openPass(stripe, await euroPrice(stripe));
    await debit(opened);
    const { id } = await theIntent(stripe);

    const types = await eventsAfter(stripe, () => control.settleDebit(id, true));

    expect(types).toEqual([
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.async_payment_succeeded',
    ]);
    expect((await stripe.checkout.sessions.retrieve(opened.id)).payment_status).toBe('paid');
    const after = await stripe.paymentIntents.retrieve(id, {
      expand: ['latest_charge.balance_transaction'],
    });
    expect(after).toMatchObject({
      status: 'succeeded',
      amount_received: 9_000,
      latest_charge: { paid: true, balance_transaction: { amount: 9_000, type: 'payment' } },
    });
    expect(() => control.settleDebit(id, false)).toThrow('no debit is under way');
    expect(await stripe.refunds.create({ payment_intent: id })).toMatchObject({ status: 'succeeded' });
  });

  test('fails, and leaves nothing paid', async () => {
    const { stripe, control } = await runDouble();
    const opened = await openPass(stripe, await euroPrice(stripe));
    await debit(opened);
    const { id } = await theIntent(stripe);

    const types = await eventsAfter(stripe, () => control.settleDebit(id, false));

    expect(types).toEqual([
      'charge.failed',
      'payment_intent.payment_failed',
      'checkout.session.async_payment_failed',
    ]);
    expect(await stripe.checkout.sessions.retrieve(opened.id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    expect(await theIntent(stripe)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_payment_attempt_failed' },
      latest_charge: { status: 'failed', failure_code: 'insufficient_funds', paid: false },
    });
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_not_refundable',
    });
  });

  test.each([
    [IBAN_THAT_PAYS, 'paid'],
    [IBAN_THAT_FAILS, 'unpaid'],
  ])('of %s ends by itself within five days, %s', async (iban, status) => {
    const clock: Clock = { nowMs: Date.UTC(2030, 0, 1) };
    const { stripe, control } = await runDouble({ now: () => clock.nowMs });
    const opened = await openPass(stripe, await euroPrice(stripe));
    await debit(opened, iban);
    control.advance(4 * DAY_SECONDS);
    expect((await theIntent(stripe)).status).toBe('processing');

    control.advance(DAY_SECONDS);

    expect((await theIntent(stripe)).status).not.toBe('processing');
    expect((await stripe.checkout.sessions.retrieve(opened.id)).payment_status).toBe(status);
  });
});

describe('a debit for a subscription', () => {
  async function subscribed() {
    const double = await runDouble();
    const { stripe } = double;
    const opened = await openCheckout(stripe, await euroPrice(stripe, 'year'));
    await debit(opened);
    const session = await stripe.checkout.sessions.retrieve(opened.id, {
      expand: ['subscription.latest_invoice'],
    });
    return { ...double, session, intent: (await theIntent(stripe)).id };
  }

  test('lets it begin while the debit is under way', async () => {
    const { session } = await subscribed();
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
      subscription: { status: 'active', latest_invoice: { status: 'open', amount_paid: 0 } },
    });
  });

  test('pays its first invoice when it arrives', async () => {
    const { stripe, control, session, intent } = await subscribed();

    const types = await eventsAfter(stripe, () => control.settleDebit(intent, true));

    expect(types).toEqual([
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
      'checkout.session.async_payment_succeeded',
    ]);
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid');
    expect(await stripe.invoices.retrieve(idOf(session.invoice ?? ''))).toMatchObject({
      status: 'paid',
      attempt_count: 1,
    });
  });

  test('leaves it past due when it fails, until it is paid some other way', async () => {
    const { stripe, control, session, intent } = await subscribed();
    const subscription = idOf(session.subscription ?? '');

    const types = await eventsAfter(stripe, () => control.settleDebit(intent, false));

    expect(types).toEqual([
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.updated',
      'invoice.payment_failed',
      'customer.subscription.updated',
      'checkout.session.async_payment_failed',
    ]);
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('past_due');
    control.payOpenInvoice(subscription);
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');
  });

  test('under way at a renewal neither ends the subscription nor is made twice', async () => {
    const { stripe, control, session, intent } = await subscribed();
    control.settleDebit(intent, true);
    control.advance(366 * DAY_SECONDS);
    expect(await theIntent(stripe)).toMatchObject({ status: 'processing', amount: 9_000 });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(2);

    control.advance(30 * DAY_SECONDS);

    expect((await theIntent(stripe)).status).toBe('succeeded');
    expect((await stripe.paymentIntents.list()).data).toHaveLength(2);
    expect((await stripe.subscriptions.retrieve(idOf(session.subscription ?? ''))).status).toBe('active');
  });

  test('is made again at every renewal', async () => {
    const { stripe, control, session, intent } = await subscribed();
    const subscription = idOf(session.subscription ?? '');
    control.settleDebit(intent, true);
    control.renew(subscription);
    const renewal = await theIntent(stripe);
    expect(renewal).toMatchObject({ status: 'processing', amount: 9_000 });
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');

    const types = await eventsAfter(stripe, () => control.settleDebit(renewal.id, false));

    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('past_due');
    expect(types).not.toContain('checkout.session.async_payment_failed');
  });
});

describe('the page', () => {
  test.each([
    ['AT61', 'Your IBAN is incomplete.'],
    ['AT61 1904 3002 3457 3202', 'Your IBAN is invalid.'],
  ])('says what is wrong with the IBAN %s', async (iban, words) => {
    const { stripe } = await runDouble();
    const opened = await openPass(stripe, await euroPrice(stripe));
    const response = await debit(opened, iban);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(words);
  });

  test('offers a debit only where the Checkout takes one', async () => {
    const { stripe } = await runDouble();
    const price = await euroPrice(stripe);
    const params: [Stripe.Checkout.SessionCreateParams, boolean, boolean][] = [
      [{}, true, true],
      [{ excluded_payment_method_types: ['sepa_debit'] }, true, false],
      [{ allowed_payment_method_types: ['sepa_debit'] }, false, true],
    ];
    for (const [more, card, iban] of params) {
      const opened = await openCheckout(stripe, price, { mode: 'payment', ...more });
      const page = await (await fetch(opened.url ?? '')).text();
      expect([page.includes('Card number'), page.includes('IBAN')]).toEqual([card, iban]);
    }
    const cardOnly = await openCheckout(stripe, price, {
      mode: 'payment',
      allowed_payment_method_types: ['card'],
    });
    await debit(cardOnly);
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });
});
