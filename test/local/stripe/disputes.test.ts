// Claims:
// - A dispute takes the money away while it lasts, and an inquiry takes none until it becomes a dispute.
// - Whoever wins, the disputed amount ends up with them, and every step is told.
// - Evidence is kept, submitted once, and decides as Stripe's test evidence does.
import { describe, expect, test } from 'vitest';
import { paidDouble } from './paid.ts';
import { eventTypes } from './support.ts';
import type Stripe from 'stripe';

/** What the account has lost or won by a dispute, without Stripe's fee. */
async function moved(stripe: Stripe, dispute: string): Promise<number> {
  const { data } = await stripe.balanceTransactions.list({ source: dispute });
  return data.reduce((sum, { amount }) => sum + amount, 0);
}

async function disputeEvents(stripe: Stripe): Promise<string[]> {
  const types = await eventTypes(stripe);
  return types
    .filter((type) => type.startsWith('charge.dispute.'))
    .map((type) => type.slice('charge.dispute.'.length));
}

describe('a dispute', () => {
  test('takes the money and a fee, and names what it is about', async () => {
    const { stripe, control, charge, intent } = await paidDouble();

    const { id } = control.dispute(intent, { kind: 'dispute', reason: 'subscription_canceled' });

    const dispute = await stripe.disputes.retrieve(id, { expand: ['charge', 'payment_intent'] });
    expect(dispute).toMatchObject({
      status: 'needs_response',
      reason: 'subscription_canceled',
      amount: 10_000,
      is_charge_refundable: false,
      charge: { id: charge.id, disputed: true },
      payment_intent: { id: intent },
      balance_transactions: [{ amount: -10_000, fee: 1_500, net: -11_500, reporting_category: 'dispute' }],
      evidence: { customer_email_address: 'reader@example.com' },
      evidence_details: { has_evidence: false, submission_count: 0 },
      payment_method_details: { type: 'card', card: { case_type: 'chargeback', brand: 'visa' } },
    });
    expect(dispute.evidence_details.due_by).toBeGreaterThan(dispute.created);
    expect(await disputeEvents(stripe)).toEqual(['created', 'funds_withdrawn']);
    for (const filter of [{ charge: charge.id }, { payment_intent: intent }]) {
      expect((await stripe.disputes.list(filter)).data.map((found) => found.id)).toEqual([id]);
    }
    expect((await stripe.disputes.list({ created: { lt: dispute.created } })).data).toEqual([]);
  });

  test.each([
    ['won', 0, ['updated', 'funds_reinstated', 'closed']],
    ['lost', -10_000, ['updated', 'closed']],
  ] as const)('that is %s after review leaves %i', async (status, amount, told) => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id);
    await stripe.disputes.update(id, { evidence: { product_description: 'A year of news' } });
    expect((await stripe.disputes.retrieve(id)).status).toBe('under_review');

    control.settleDispute(id, status);

    expect((await stripe.disputes.retrieve(id)).status).toBe(status);
    expect(await moved(stripe, id)).toBe(amount);
    expect(await disputeEvents(stripe)).toEqual(['created', 'funds_withdrawn', ...told]);
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ disputed: true, refunded: false });
  });

  test('that the cardholder withdraws is won without a word from the publisher', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id);
    control.settleDispute(id, 'won');
    expect(await moved(stripe, id)).toBe(0);
    expect(await disputeEvents(stripe)).toEqual(['created', 'funds_withdrawn', 'funds_reinstated', 'closed']);
  });

  test('that the publisher accepts is lost, once', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id);
    expect(await stripe.disputes.close(id)).toMatchObject({ status: 'lost' });
    expect(await moved(stripe, id)).toBe(-10_000);
    await expect(stripe.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('that is lost may be appealed and still be won', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id);
    control.settleDispute(id, 'lost');
    control.settleDispute(id, 'appeal_needs_response');
    await stripe.disputes.update(id, { evidence: { uncategorized_text: 'They read it every day.' } });
    expect((await stripe.disputes.retrieve(id)).status).toBe('appeal_under_review');
    expect(await moved(stripe, id)).toBe(-10_000);
    control.settleDispute(id, 'won');
    expect(await moved(stripe, id)).toBe(0);
  });

  test('of what was partly given back is about the rest', async () => {
    const { stripe, control, charge } = await paidDouble();
    await stripe.refunds.create({ charge: charge.id, amount: 2_500 });
    expect(control.dispute(charge.id)).toMatchObject({ amount: 7_500 });
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_disputed',
    });
  });

  test('of what was given back, or never paid, cannot be', async () => {
    const { stripe, control, charge } = await paidDouble();
    await stripe.refunds.create({ charge: charge.id });
    expect(() => control.dispute(charge.id)).toThrow('no money that could be disputed');
  });

  test('does not jump back from its end', async () => {
    const { control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id);
    control.settleDispute(id, 'won');
    for (const status of ['needs_response', 'under_review', 'lost', 'warning_closed'] as const) {
      expect(() => control.settleDispute(id, status)).toThrow(`cannot become \`${status}\``);
    }
  });
});

describe('an inquiry', () => {
  test('takes no money, and comes to nothing when it is closed', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id, { kind: 'inquiry' });
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      status: 'warning_needs_response',
      reason: 'general',
      is_charge_refundable: true,
      balance_transactions: [],
      payment_method_details: { card: { case_type: 'inquiry' } },
    });
    await stripe.disputes.update(id, { evidence: { product_description: 'A year of news' } });
    expect((await stripe.disputes.retrieve(id)).status).toBe('warning_under_review');

    control.settleDispute(id, 'warning_closed');

    expect(await moved(stripe, id)).toBe(0);
    expect(await disputeEvents(stripe)).toEqual(['created', 'updated', 'closed']);
  });

  test('may become a dispute, which then takes the money', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id, { kind: 'inquiry' });

    control.settleDispute(id, 'needs_response');

    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      is_charge_refundable: false,
      payment_method_details: { card: { case_type: 'chargeback' } },
    });
    expect(await moved(stripe, id)).toBe(-10_000);
    expect(await disputeEvents(stripe)).toEqual(['created', 'updated', 'funds_withdrawn']);
  });

  test('can be answered with a refund, or be prevented from becoming a dispute', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id, { kind: 'inquiry' });
    expect(await stripe.refunds.create({ charge: charge.id, amount: 5_000 })).toMatchObject({
      status: 'succeeded',
    });
    control.settleDispute(id, 'prevented');
    expect(await moved(stripe, id)).toBe(0);
    expect((await disputeEvents(stripe)).at(-1)).toBe('closed');
  });
});

describe('evidence', () => {
  test('is staged until it is submitted, and what is sent empty is cleared', async () => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id);
    await stripe.disputes.update(id, {
      evidence: { customer_name: '', uncategorized_text: 'staged' },
      metadata: { case: '7' },
      submit: false,
    });
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      status: 'needs_response',
      metadata: { case: '7' },
      evidence: { customer_name: null, uncategorized_text: 'staged' },
      evidence_details: { has_evidence: true, submission_count: 0, submission_method: 'not_submitted' },
    });

    await stripe.disputes.update(id, { submit: true });

    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      status: 'under_review',
      evidence_details: { submission_count: 1, submission_method: 'manual' },
    });
    await expect(stripe.disputes.update(id, { submit: true })).rejects.toMatchObject({ statusCode: 400 });
  });

  test.each([
    ['dispute', 'winning_evidence', 'won'],
    ['dispute', 'losing_evidence', 'lost'],
    ['inquiry', 'winning_evidence', 'warning_closed'],
    ['inquiry', 'escalate_inquiry_evidence', 'needs_response'],
  ] as const)('of a %s with the words %s makes it %s', async (kind, words, status) => {
    const { stripe, control, charge } = await paidDouble();
    const { id } = control.dispute(charge.id, { kind });
    await stripe.disputes.update(id, { evidence: { uncategorized_text: words } });
    expect((await stripe.disputes.retrieve(id)).status).toBe(status);
  });
});
