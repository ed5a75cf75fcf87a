// Claims:
// - A payment is given back in whole or in parts, and never more of it than was paid.
// - A refund that takes its time, fails or is cancelled says so, and the charge and the balance agree with it.
// - Refunds are refused in Stripe's words and codes.
import { describe, expect, test } from 'vitest';
import { eventsAfter, paidDouble } from './paid.ts';

describe('a refund', () => {
  test('of all of a payment leaves nothing, in the charge and in the balance', async () => {
    const { stripe, charge } = await paidDouble();

    const types = await eventsAfter(stripe, () =>
      stripe.refunds.create({
        charge: charge.id,
        reason: 'requested_by_customer',
        metadata: { why: 'moved' },
      }),
    );

    expect(types).toEqual(['refund.created', 'charge.refunded']);
    const after = await stripe.charges.retrieve(charge.id, {
      expand: ['refunds.data.balance_transaction', 'balance_transaction'],
    });
    expect(after).toMatchObject({
      status: 'succeeded',
      refunded: true,
      amount_refunded: 10_000,
      balance_transaction: { amount: 10_000, net: 10_000 - 320, type: 'charge', source: charge.id },
      refunds: {
        has_more: false,
        data: [
          {
            amount: 10_000,
            status: 'succeeded',
            reason: 'requested_by_customer',
            metadata: { why: 'moved' },
            charge: charge.id,
            payment_intent: charge.payment_intent,
            balance_transaction: { amount: -10_000, net: -10_000, type: 'refund' },
          },
        ],
      },
    });
    const [told] = (await stripe.events.list({ type: 'charge.refunded' })).data;
    expect(told?.data.previous_attributes).toEqual({ amount_refunded: 0, refunded: false });
  });

  test('in parts adds up, and its last part makes it whole', async () => {
    const { stripe, charge, intent } = await paidDouble();
    await stripe.refunds.create({ payment_intent: intent, amount: 3_000 });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({
      refunded: false,
      amount_refunded: 3_000,
    });

    const rest = await stripe.refunds.create({ payment_intent: intent });

    expect(rest.amount).toBe(7_000);
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({
      refunded: true,
      amount_refunded: 10_000,
    });
    for (const filter of [{ charge: charge.id }, { payment_intent: intent }]) {
      expect((await stripe.refunds.list(filter)).data.map(({ amount }) => amount)).toEqual([7_000, 3_000]);
    }
    expect((await stripe.refunds.list({ created: { lt: charge.created } })).data).toEqual([]);
    expect((await stripe.balanceTransactions.list({ type: 'refund' })).data).toHaveLength(2);
  });

  test('keeps what is written on it', async () => {
    const { stripe, charge } = await paidDouble();
    const made = await stripe.refunds.create({ charge: charge.id, amount: 1, metadata: { a: '1', b: '2' } });
    await stripe.refunds.update(made.id, { metadata: { b: '' } });
    expect((await stripe.refunds.retrieve(made.id)).metadata).toEqual({ a: '1' });
  });
});

describe('a refund under way', () => {
  test('counts as refunded, and its money leaves when it arrives', async () => {
    const { stripe, control, charge } = await paidDouble();
    const pending = control.refund(charge.id, { status: 'pending' });
    expect(pending).toMatchObject({ status: 'pending', balance_transaction: null });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ refunded: true });

    const types = await eventsAfter(stripe, () => control.completeRefund(pending.id));

    expect(types).toEqual(['refund.updated', 'charge.refund.updated']);
    const after = await stripe.refunds.retrieve(pending.id, { expand: ['balance_transaction'] });
    expect(after).toMatchObject({ status: 'succeeded', balance_transaction: { amount: -10_000 } });
    expect(after).not.toHaveProperty('pending_reason');
    expect(() => control.completeRefund(pending.id)).toThrow('cannot become `succeeded`');
  });

  test.each(['pending', 'succeeded'] as const)(
    'that fails after %s gives the charge its amount',
    async (status) => {
      const { stripe, control, charge, intent } = await paidDouble();
      const made = control.refund(intent, { amount: 4_000, status });

      const types = await eventsAfter(stripe, () => control.failRefund(made.id));

      expect(types).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
      expect(await stripe.refunds.retrieve(made.id)).toMatchObject({
        status: 'failed',
        failure_reason: 'expired_or_canceled_card',
      });
      expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ refunded: false, amount_refunded: 0 });
      const moved = (await stripe.balanceTransactions.list({ source: made.id })).data;
      expect(moved.reduce((sum, { net }) => sum + net, 0)).toBe(0);
      expect((await stripe.refunds.create({ charge: charge.id })).amount).toBe(10_000);
    },
  );

  test('that waits for the reader can be cancelled; any other cannot', async () => {
    const { stripe, control, charge } = await paidDouble();
    const waiting = control.refund(charge.id, { amount: 1_000, status: 'requires_action' });
    expect(await stripe.refunds.cancel(waiting.id)).toMatchObject({ status: 'canceled' });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0 });
    const done = await stripe.refunds.create({ charge: charge.id });
    await expect(stripe.refunds.cancel(done.id)).rejects.toMatchObject({
      statusCode: 400,
      code: 'status_transition_invalid',
    });
  });
});

describe('a refund is refused', () => {
  test('where all was given back already', async () => {
    const { stripe, charge } = await paidDouble();
    await stripe.refunds.create({ charge: charge.id });
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
    });
  });

  test('where it is more than is left', async () => {
    const { stripe, charge } = await paidDouble();
    await expect(stripe.refunds.create({ charge: charge.id, amount: 10_001 })).rejects.toMatchObject({
      param: 'amount',
      message: 'Refund amount ($100.01) is greater than charge amount ($100.00)',
    });
    await stripe.refunds.create({ charge: charge.id, amount: 9_000 });
    await expect(stripe.refunds.create({ charge: charge.id, amount: 1_001 })).rejects.toMatchObject({
      param: 'amount',
      message: 'Refund amount ($10.01) is greater than unrefunded amount on charge ($10.00)',
    });
  });

  test('where the bank has taken the money back', async () => {
    const { stripe, control, charge } = await paidDouble();
    control.dispute(charge.id);
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_disputed',
      message: `Charge ${charge.id} has been charged back; cannot issue a refund.`,
    });
  });

  test('where it names nothing, too much, or what is not there', async () => {
    const { stripe, charge, intent } = await paidDouble();
    await expect(stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(stripe.refunds.create({ charge: charge.id, payment_intent: intent })).rejects.toMatchObject({
      param: 'charge',
    });
    await expect(stripe.refunds.create({ charge: 'ch_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'charge',
    });
    await expect(stripe.refunds.create({ charge: charge.id, amount: 0 })).rejects.toMatchObject({
      param: 'amount',
    });
  });
});
