// Claims:
// - A change in the middle of a period gives unused time back and charges what is left of it, now or at the renewal,
//   to the cent.
// - Another interval begins a new period and is charged at once.
// - An upgrade that cannot be paid does what was asked for: it stands and is late, it waits, or it never was.
// - What a change gives back is credit, and pays for what comes next.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import {
  beginSubscription,
  DAY,
  HOUR,
  latestInvoice,
  noon,
  periodsOf,
  recurringPrice,
  runLife,
  START,
  story,
} from './lifetime.ts';
import type Stripe from 'stripe';
import type { RunningDouble } from './support.ts';

/** Half of a period of 28 days. */
const HALF = 14 * DAY;

async function begun(): Promise<RunningDouble & { id: string; item: string; dearer: string }> {
  const double = await runLife();
  const { id, items } = await beginSubscription(double.stripe);
  const dearer = await recurringPrice(double.stripe, { amount: 3_000 });
  return { ...double, id, item: items.data[0]?.id ?? '', dearer: dearer.id };
}

const amounts = ({ lines }: Stripe.Invoice) => lines.data.map(({ amount }) => amount);

describe('an upgrade in the middle of a period', () => {
  test('is charged with the next renewal', async () => {
    const { stripe, control, id, item, dearer } = await begun();
    control.advance(HALF);
    const after = await stripe.subscriptions.update(id, { items: [{ id: item, price: dearer }] });
    expect(periodsOf(after)).toEqual(['2030-01-31/2030-02-28']);
    expect((await latestInvoice(stripe, id)).billing_reason).toBe('subscription_create');
    expect((await stripe.invoiceItems.list()).data.map(({ amount }) => amount).sort()).toEqual([-500, 1_500]);

    control.advance(HALF);
    const renewal = await latestInvoice(stripe, id);
    expect(amounts(renewal)).toEqual([-500, 1_500, 3_000]);
    expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', amount_due: 4_000 });
    expect(renewal.lines.data[0]?.parent?.subscription_item_details).toMatchObject({
      proration: true,
      subscription_item: item,
    });
    control.advance(31 * DAY);
    expect(amounts(await latestInvoice(stripe, id))).toEqual([3_000]);
  });

  test('is charged at once where that is asked for', async () => {
    const { stripe, control, id, item, dearer } = await begun();
    control.advance(HALF);
    await stripe.subscriptions.update(id, {
      items: [{ id: item, price: dearer, quantity: 2 }],
      proration_behavior: 'always_invoice',
    });
    const invoice = await latestInvoice(stripe, id);
    expect(invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_update',
      amount_paid: 2_500,
    });
    expect(amounts(invoice)).toEqual([-500, 3_000]);
  });

  test('costs nothing before the renewal where no proration is asked for', async () => {
    const { stripe, control, id, item, dearer } = await begun();
    control.advance(HALF);
    await stripe.subscriptions.update(id, {
      items: [{ id: item, price: dearer }],
      proration_behavior: 'none',
    });
    control.advance(HALF);
    expect(amounts(await latestInvoice(stripe, id))).toEqual([3_000]);
  });

  test('adds and takes away items for what is left of the period', async () => {
    const { stripe, control, id, item, dearer } = await begun();
    control.advance(HALF);
    await stripe.subscriptions.update(id, {
      items: [{ id: item, deleted: true }, { price: dearer }],
      proration_behavior: 'always_invoice',
    });
    const after = await stripe.subscriptions.retrieve(id);
    expect(after.items.data.map(({ price }) => price.id)).toEqual([dearer]);
    expect(after.items.data[0]?.current_period_end).toBe(noon('2030-02-28'));
    expect((await latestInvoice(stripe, id)).amount_paid).toBe(-500 + 1_500);
  });
});

test('another interval begins its period now, and counts from there', async () => {
  const { stripe, control, id, item } = await begun();
  const annual = await recurringPrice(stripe, { interval: 'year', amount: 10_000 });
  control.advance(HALF);
  const after = await stripe.subscriptions.update(id, { items: [{ id: item, price: annual.id }] });
  expect(after.billing_cycle_anchor).toBe(START + HALF);
  expect(periodsOf(after)).toEqual(['2030-02-14/2031-02-14']);
  const invoice = await latestInvoice(stripe, id);
  expect(invoice).toMatchObject({ status: 'paid', billing_reason: 'subscription_update' });
  expect(amounts(invoice)).toEqual([-500, 10_000]);
  control.advance(365 * DAY);
  expect(periodsOf(await stripe.subscriptions.retrieve(id))).toEqual(['2031-02-14/2032-02-14']);
});

test('a downgrade leaves credit, which pays for the next renewal and comes back where that is void', async () => {
  const { stripe, control, id, item } = await begun();
  const cheaper = await recurringPrice(stripe, { amount: 200 });
  const balance = async () => {
    const customer = await stripe.customers.retrieve(
      idOf((await stripe.subscriptions.retrieve(id)).customer),
    );
    return customer.deleted ? undefined : customer.balance;
  };
  control.advance(HALF);
  await stripe.subscriptions.update(id, {
    items: [{ id: item, price: cheaper.id }],
    proration_behavior: 'always_invoice',
  });
  expect(await latestInvoice(stripe, id)).toMatchObject({ status: 'paid', total: -400, amount_due: 0 });
  expect(await balance()).toBe(-400);

  control.advance(HALF + HOUR);
  expect(await latestInvoice(stripe, id)).toMatchObject({
    status: 'paid',
    total: 200,
    amount_due: 0,
    starting_balance: -400,
    ending_balance: -200,
  });
  expect(await balance()).toBe(-200);

  control.setCard(id, '4000000000000341');
  const dearer = await recurringPrice(stripe, { amount: 900 });
  await stripe.subscriptions.update(id, {
    items: [{ id: item, price: dearer.id }],
    proration_behavior: 'none',
  });
  control.advance(31 * DAY + HOUR);
  const partly = await latestInvoice(stripe, id);
  expect(partly).toMatchObject({ status: 'open', total: 900, amount_due: 700 });
  expect(await balance()).toBe(0);
  await stripe.invoices.voidInvoice(partly.id);
  expect(await balance()).toBe(-200);
});

describe('an upgrade that cannot be paid', () => {
  const upgrade = async (behavior: Stripe.SubscriptionUpdateParams.PaymentBehavior) => {
    const double = await begun();
    const { stripe, control, id, item, dearer } = double;
    control.setCard(id, '4000000000000341');
    control.advance(HALF);
    const update = () =>
      stripe.subscriptions.update(id, {
        items: [{ id: item, price: dearer }],
        proration_behavior: 'always_invoice',
        payment_behavior: behavior,
      });
    return { ...double, update };
  };

  test('stands, and is late', async () => {
    const { update, dearer } = await upgrade('allow_incomplete');
    const after = await update();
    expect(after.status).toBe('past_due');
    expect(after.items.data[0]?.price.id).toBe(dearer);
  });

  test('never was, where it had to be paid', async () => {
    const { stripe, update, id } = await upgrade('error_if_incomplete');
    const before = await stripe.invoices.list({ subscription: id });
    await expect(update()).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
    const after = await stripe.subscriptions.retrieve(id);
    expect(after.status).toBe('active');
    expect(after.items.data[0]?.price.unit_amount).toBe(1_000);
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(before.data.length);
  });

  test('waits, and is applied once it is paid', async () => {
    const { stripe, control, update, id, dearer } = await upgrade('pending_if_incomplete');
    const waiting = await update();
    expect(waiting).toMatchObject({
      status: 'active',
      pending_update: { expires_at: START + HALF + 23 * HOUR },
      items: { data: [{ price: { unit_amount: 1_000 } }] },
    });
    control.setCard(id, '4242424242424242');
    await stripe.invoices.pay((await latestInvoice(stripe, id)).id);
    const applied = await stripe.subscriptions.retrieve(id);
    expect(applied).toMatchObject({ status: 'active', pending_update: null });
    expect(applied.items.data[0]?.price.id).toBe(dearer);
    expect(await story(stripe, ['customer.subscription.pending_update_applied'])).toHaveLength(1);
  });

  test('waits, and is forgotten after 23 hours', async () => {
    const { stripe, control, update, id } = await upgrade('pending_if_incomplete');
    await update();
    control.advance(23 * HOUR);
    const after = await stripe.subscriptions.retrieve(id);
    expect(after).toMatchObject({ status: 'active', pending_update: null });
    expect(after.items.data[0]?.price.unit_amount).toBe(1_000);
    expect((await latestInvoice(stripe, id)).status).toBe('void');
    expect(await story(stripe, ['customer.subscription.pending_update_expired'])).toEqual([
      { type: 'customer.subscription.pending_update_expired', created: START + HALF + 23 * HOUR },
    ]);
  });
});
