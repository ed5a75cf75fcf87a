// Claims:
// - A subscription lives as Stripe's do: it renews, falls behind when a card fails, recovers when it is paid,
//   pauses, is cancelled at the end of its period or at once.
// - What an event says was changed is what was changed.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { CARD_FAILS_AT_RENEWAL, eventTypes, runDouble, subscribe } from './support.ts';
import type Stripe from 'stripe';

const DAY_SECONDS = 86_400;

function periodEnd(subscription: Stripe.Subscription): number {
  return subscription.items.data[0]?.current_period_end ?? 0;
}

/** The types that came after those already seen. */
async function typesSince(stripe: Stripe, seen: readonly string[]): Promise<string[]> {
  return (await eventTypes(stripe)).slice(seen.length);
}

describe('a renewal', () => {
  test('that is paid moves the period on by a year and is invoiced', async () => {
    const { stripe, control } = await runDouble({ now: () => Date.UTC(2030, 1, 28, 12) });
    const { subscription } = await subscribe(stripe);
    const seen = await eventTypes(stripe);

    control.renew(subscription.id);

    const after = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
    expect(after.status).toBe('active');
    expect(after.items.data[0]?.current_period_start).toBe(Date.UTC(2031, 1, 28, 12) / 1000);
    expect(periodEnd(after)).toBe(Date.UTC(2032, 1, 28, 12) / 1000);
    expect(after.latest_invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_cycle',
      lines: { data: [{ period: { end: periodEnd(after) }, amount: 10_000 }] },
    });
    expect(await typesSince(stripe, seen)).toEqual([
      'invoice.created',
      'customer.subscription.updated',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
  });

  test('that fails leaves the subscription past due with an open invoice, until that is paid', async () => {
    const { stripe, control } = await runDouble();
    const { subscription } = await subscribe(stripe);
    control.renew(subscription.id, { outcome: 'failed' });

    const late = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
    expect(late).toMatchObject({ status: 'past_due', latest_invoice: { status: 'open', attempt_count: 1 } });
    expect((await eventTypes(stripe)).slice(-2)).toEqual([
      'invoice.payment_failed',
      'customer.subscription.updated',
    ]);
    const [told] = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data;
    expect(told?.data.previous_attributes).toEqual({ status: 'active' });

    control.payOpenInvoice(subscription.id);

    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' });
    expect((await stripe.invoices.list({ subscription: subscription.id, status: 'open' })).data).toEqual([]);
    expect(() => control.payOpenInvoice(subscription.id)).toThrow('no unpaid invoice');
  });

  test('is declined by the card that only pays once; the invoice stays, and the refusal is told', async () => {
    const { stripe, control } = await runDouble();
    const { subscription } = await subscribe(stripe, { card: CARD_FAILS_AT_RENEWAL });
    expect(subscription.status).toBe('active');
    const { latest_invoice: invoice } = control.renew(subscription.id);

    await expect(stripe.invoices.pay(idOf(invoice ?? ''))).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
    });

    expect(await stripe.invoices.retrieve(idOf(invoice ?? ''))).toMatchObject({
      status: 'open',
      attempt_count: 1,
    });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'past_due' });
  });

  test.each([
    ['paid with the card on file', 'pay', 'paid'],
    ['marked uncollectible', 'markUncollectible', 'uncollectible'],
    ['voided', 'voidInvoice', 'void'],
  ] as const)('whose invoice is %s is active again', async (_, act, status) => {
    const { stripe, control } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const { latest_invoice: invoice } = control.renew(subscription.id, { outcome: 'failed' });

    expect(await stripe.invoices[act](idOf(invoice ?? ''))).toMatchObject({ status });

    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' });
    await expect(stripe.invoices.markUncollectible(idOf(invoice ?? ''))).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe('a cancellation', () => {
  test('at the end of the period can be thought over, and otherwise ends it there', async () => {
    const { stripe, control } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const leaving = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(leaving).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: periodEnd(subscription),
      cancellation_details: { reason: 'cancellation_requested' },
    });

    const staying = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect(staying).toMatchObject({ cancel_at_period_end: false, cancel_at: null, canceled_at: null });

    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    control.renew(subscription.id);

    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled' });
    expect((await eventTypes(stripe)).at(-1)).toBe('customer.subscription.deleted');
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1);
    expect(() => control.renew(subscription.id)).toThrow('does not renew');
  });

  test('at a date is kept, and cleared with an empty value', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const at = subscription.created + 30 * DAY_SECONDS;
    expect(await stripe.subscriptions.update(subscription.id, { cancel_at: at })).toMatchObject({
      cancel_at: at,
      cancel_at_period_end: false,
    });
    expect(await stripe.subscriptions.update(subscription.id, { cancel_at: '' })).toMatchObject({
      cancel_at: null,
    });
    await expect(stripe.subscriptions.update(subscription.id, { cancel_at: 1 })).rejects.toMatchObject({
      param: 'cancel_at',
    });
  });

  test('at once ends it now; there is no second one', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const ended = await stripe.subscriptions.cancel(subscription.id, {
      cancellation_details: { comment: 'moving house', feedback: 'unused' },
    });
    expect(ended).toMatchObject({
      status: 'canceled',
      cancellation_details: { comment: 'moving house', feedback: 'unused', reason: 'cancellation_requested' },
    });
    expect(ended.ended_at).toBe(ended.canceled_at);
    await expect(stripe.subscriptions.cancel(subscription.id)).rejects.toMatchObject({ statusCode: 404 });
    await expect(
      stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('a pause of collection', () => {
  test.each([
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
    ['keep_as_draft', 'draft'],
  ] as const)('with %s leaves the renewal active and its invoice %s', async (behavior, status) => {
    const { stripe, control } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const paused = await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } });
    expect(paused.pause_collection).toEqual({ behavior, resumes_at: null });

    const renewed = control.renew(subscription.id);

    expect(renewed.status).toBe('active');
    expect(periodEnd(renewed)).toBeGreaterThan(periodEnd(subscription));
    expect(await stripe.invoices.retrieve(idOf(renewed.latest_invoice ?? ''))).toMatchObject({ status });
    const resumed = await stripe.subscriptions.update(subscription.id, { pause_collection: '' });
    expect(resumed.pause_collection).toBeNull();
  });
});

describe('a change', () => {
  test('of metadata adds, replaces and removes by key, and says what was', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    await stripe.subscriptions.update(subscription.id, { metadata: { a: '1', b: '2' } });
    const after = await stripe.subscriptions.update(subscription.id, { metadata: { a: '', b: '3' } });
    expect(after.metadata).toEqual({ b: '3' });
    const [event] = (await stripe.events.list({ type: 'customer.subscription.updated' })).data;
    expect(event?.data.previous_attributes).toEqual({ metadata: { a: '1', b: '2' } });
  });

  test('that changes nothing tells nothing', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const seen = await eventTypes(stripe);
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect(await typesSince(stripe, seen)).toEqual([]);
  });

  test('of items keeps what is paid, adds a second plan and takes one away', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const [item] = subscription.items.data;
    const fields = { product: 'prod_annual', currency: 'usd', recurring: { interval: 'year' } as const };
    const dearer = await stripe.prices.create({ ...fields, unit_amount: 15_000 });
    const other = await stripe.prices.create({ ...fields, unit_amount: 5_000 });

    const both = await stripe.subscriptions.update(subscription.id, {
      proration_behavior: 'none',
      items: [{ id: item?.id ?? '', price: dearer.id }, { price: other.id }],
    });

    expect(both.items.data.map(({ price }) => price.id)).toEqual([dearer.id, other.id]);
    expect(periodEnd(both)).toBe(periodEnd(subscription));
    const one = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item?.id ?? '', deleted: true }],
    });
    expect(one.items.data.map(({ price }) => price.id)).toEqual([other.id]);
    await expect(
      stripe.subscriptions.update(subscription.id, { items: [{ id: 'si_none', deleted: true }] }),
    ).rejects.toMatchObject({ code: 'resource_missing', param: 'items[0][id]' });
  });

  test('of status by hand takes any word', async () => {
    const { stripe, control } = await runDouble();
    const { subscription } = await subscribe(stripe);
    for (const status of ['unpaid', 'paused', 'hibernating', 'active']) {
      control.setStatus(subscription.id, status);
      expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe(status);
    }
    const [event] = (await stripe.events.list({ type: 'customer.subscription.updated' })).data;
    expect(event?.data.previous_attributes).toEqual({ status: 'hibernating' });
  });
});
