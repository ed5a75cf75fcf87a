// Claims:
// - An invoice can be held back as a draft, finalized by hand, or fail to be finalized, and the subscription goes on.
// - A card that asks for authentication leaves a first payment incomplete and a renewal late, until the reader passes.
// - Cards are kept for a customer, exchanged and taken away; one that cannot be kept is declined.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import {
  beginSubscription,
  DAY,
  HOUR,
  latestInvoice,
  noon,
  payingCustomer,
  runLife,
  START,
  story,
} from './lifetime.ts';
import type { RunningDouble } from './support.ts';

const RENEWAL = noon('2030-02-28') + HOUR;

async function renewed(prepare: (double: RunningDouble, id: string) => void) {
  const double = await runLife();
  const { id } = await beginSubscription(double.stripe);
  prepare(double, id);
  double.control.advance(RENEWAL - START);
  return { ...double, id };
}

describe('a draft', () => {
  test('that is held stays one until it is told to go on', async () => {
    const { stripe, control, id } = await renewed(({ control: hand }, one) => {
      hand.holdDraft(one);
    });
    const draft = await latestInvoice(stripe, id);
    expect(draft).toMatchObject({ status: 'draft', auto_advance: false, automatically_finalizes_at: null });
    control.advance(2 * DAY);
    expect((await latestInvoice(stripe, id)).status).toBe('draft');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });

    await stripe.invoices.update(draft.id, { auto_advance: true });
    control.advance(HOUR);
    expect((await latestInvoice(stripe, id)).status).toBe('paid');
    control.advance(31 * DAY);
    expect((await latestInvoice(stripe, id)).status).toBe('paid');
  });

  test('that cannot be finalized says why, and can be finalized later', async () => {
    const { stripe, control, id } = await renewed(({ control: hand }, one) => {
      hand.failFinalization(one);
    });
    const failed = await latestInvoice(stripe, id);
    expect(failed).toMatchObject({
      status: 'draft',
      last_finalization_error: { code: 'customer_tax_location_invalid' },
    });
    expect(await story(stripe, ['invoice.finalization_failed'])).toHaveLength(1);
    control.advance(10 * DAY);
    expect((await latestInvoice(stripe, id)).status).toBe('draft');

    expect(await stripe.invoices.finalizeInvoice(failed.id)).toMatchObject({
      status: 'open',
      last_finalization_error: null,
    });
    control.advance(HOUR);
    expect((await latestInvoice(stripe, id)).status).toBe('paid');
  });

  test('of a subscription is not deleted, and its lines are listed', async () => {
    const { stripe, id } = await renewed(({ control: hand }, one) => {
      hand.holdDraft(one);
    });
    const draft = await latestInvoice(stripe, id);
    await expect(stripe.invoices.del(draft.id)).rejects.toMatchObject({ statusCode: 400 });
    const lines = await stripe.invoices.listLineItems(draft.id);
    expect(lines.data.map((line) => line.id)).toEqual(draft.lines.data.map((line) => line.id));
    expect(await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false })).toMatchObject({
      status: 'open',
      auto_advance: false,
    });
    await expect(stripe.invoices.finalizeInvoice(draft.id)).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('a card that asks for authentication', () => {
  const intentOf = async ({ stripe }: RunningDouble, invoice: string) => {
    const [payment] = (await stripe.invoicePayments.list({ invoice })).data;
    return stripe.paymentIntents.retrieve(idOf(payment?.payment.payment_intent ?? ''));
  };

  test('leaves the first payment incomplete until the reader passes', async () => {
    const double = await runLife();
    const { stripe, control } = double;
    const { id, status } = await beginSubscription(stripe, { card: 'pm_card_authenticationRequiredOnSetup' });
    expect(status).toBe('incomplete');
    const invoice = await latestInvoice(stripe, id);
    expect(await intentOf(double, invoice.id)).toMatchObject({ status: 'requires_action' });
    expect(await story(stripe, ['invoice.payment_action_required'])).toHaveLength(1);

    control.authenticate(invoice.id, false);
    expect(await intentOf(double, invoice.id)).toMatchObject({ status: 'requires_payment_method' });
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'incomplete' });
    expect(() => control.authenticate(invoice.id, true)).toThrow('no authentication');

    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({
      code: 'invoice_payment_intent_requires_action',
    });
    control.authenticate(invoice.id, true);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });
    control.advance(RENEWAL - START);
    expect((await latestInvoice(stripe, id)).status).toBe('paid');
  });

  test('every time makes the renewal late until the reader passes', async () => {
    const double = await renewed(({ control: hand }, one) => {
      hand.setCard(one, '4000002760003184');
    });
    const { stripe, control, id } = double;
    const invoice = await latestInvoice(stripe, id);
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
    expect(await intentOf(double, invoice.id)).toMatchObject({ status: 'requires_action' });
    control.authenticate(invoice.id, true);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });
    expect((await latestInvoice(stripe, id)).status).toBe('paid');
  });
});

describe('a card', () => {
  test('is kept for a customer, listed, and taken away', async () => {
    const { stripe } = await runLife();
    const customer = await payingCustomer(stripe);
    const [method] = (await stripe.paymentMethods.list({ customer })).data;
    expect(method).toMatchObject({ type: 'card', customer, card: { last4: '4242' } });
    expect(await stripe.paymentMethods.detach(method?.id ?? '')).toMatchObject({ customer: null });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
    await expect(stripe.paymentMethods.detach(method?.id ?? '')).rejects.toMatchObject({ statusCode: 400 });
  });

  test('that the bank refuses is not kept', async () => {
    const { stripe } = await runLife();
    const { id: customer } = await stripe.customers.create({});
    const made = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_chargeDeclined' } });
    await expect(stripe.paymentMethods.attach(made.id, { customer })).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
    });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
  });

  test('that a hand takes away leaves nothing to charge', async () => {
    const { stripe, id } = await renewed(({ control: hand }, one) => {
      hand.removeCard(one);
    });
    expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
  });
});
