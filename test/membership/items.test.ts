/**
 * Claims: a subscription of several items is several promises: each is paid, unpaid, refunded or over by its own invoices
 * and its own end. A yearly plan that is paid does not suffer from a monthly one that is not. An invoice for items that
 * have been replaced concerns those in their place, so that changing plans is no way out of a debt. What was given away
 * while collection was paused is not owed afterwards. Each row is one of docs/billing.md.
 */
import { describe, expect, test } from 'vitest';
import type { StripeInvoice } from '../../shared/membership/stripe-reading.ts';
import {
  at,
  billingOf,
  catalogueOf,
  facts,
  invoice,
  item,
  readable,
  readableFeature,
  subscription,
} from './build.ts';

/** Everything, for the year from 1 March 2027, and the memos besides, by the month. */
const YEARLY = item({ id: 'si_year', product: 'prod_annual', current_period_end: at('2028-03-01') });
const MONTHLY = item({ id: 'si_month', product: 'prod_briefing', current_period_end: at('2027-07-01') });

const first = (changes: Partial<StripeInvoice> = {}) =>
  invoice({
    id: 'in_first',
    billing_reason: 'subscription_create',
    status: 'paid',
    items: ['si_year', 'si_month'],
    created: at('2027-03-01'),
    finalized_at: at('2027-03-01'),
    ...changes,
  });
const ofMonth = (changes: Partial<StripeInvoice> = {}) =>
  invoice({
    id: 'in_month',
    items: ['si_month'],
    created: at('2027-06-01'),
    finalized_at: at('2027-06-01T01:00:00Z'),
    ...changes,
  });
const ofYear = (changes: Partial<StripeInvoice> = {}) =>
  invoice({
    id: 'in_year',
    items: ['si_year'],
    created: at('2027-06-01'),
    finalized_at: at('2027-06-01T01:00:00Z'),
    ...changes,
  });

const held = (items: (typeof YEARLY)[], invoices: readonly StripeInvoice[], stripe: object = {}) =>
  facts({ billing: [billingOf({ subscriptions: [subscription({ items, ...stripe })], invoices })] });

describe('two items with different ends', () => {
  test('the one that is unpaid has grace, the other its paid period', () => {
    const both = held([YEARLY, MONTHLY], [first(), ofMonth()], { status: 'past_due' });
    expect(readable(both, '2027-06-02')).toEqual({
      held: [
        'analysis until 2028-03-01T01:00:00Z',
        'memos until 2028-03-01T01:00:00Z',
        'news until 2028-03-01T01:00:00Z',
        'newsletters until 2028-03-01T01:00:00Z',
        'reports until 2028-03-01T01:00:00Z',
      ],
      why: 'grace',
      plan: 'annual',
    });
    expect(readable(both, '2027-06-04T01:00:00Z')).toMatchObject({ why: 'subscription', plan: 'annual' });
  });

  test('the longer one unpaid takes nothing from the shorter', () => {
    const both = held([YEARLY, MONTHLY], [first(), ofMonth({ status: 'paid' }), ofYear()]);
    expect(readableFeature(both, 'news', '2027-06-07')).toBe('until 2027-06-08T01:00:00Z, grace');
    expect(readable(both, '2027-06-08T01:00:00Z')).toEqual({
      held: ['memos until 2027-07-01T01:00:00Z'],
      why: 'subscription',
      plan: 'briefing',
    });
  });

  test('a paid renewal of one overtakes no debt of the other', () => {
    const both = held([YEARLY, MONTHLY], [ofYear(), ofMonth({ status: 'paid', created: at('2027-06-05') })]);
    expect(readableFeature(both, 'news', '2027-06-09')).toBe('none');
    expect(readableFeature(both, 'memos', '2027-06-09')).toBe('until 2027-07-01T01:00:00Z, subscription');
  });

  test('one invoice for both, unpaid: each has its own plan’s grace', () => {
    const both = held([YEARLY, MONTHLY], [ofYear({ items: ['si_year', 'si_month'] })]);
    expect(readableFeature(both, 'news', '2027-06-05')).toBe('until 2027-06-08T01:00:00Z, grace');
    const [yearly, monthly] = both.billing[0]?.subscriptions[0]?.items.toReversed() ?? [];
    expect([yearly?.unpaidSince, monthly?.unpaidSince]).toEqual([1, 1].map(() => at('2027-06-01T01:00:00Z')));
  });

  test('a draft of one, stuck, touches only that one', () => {
    const both = held([YEARLY, MONTHLY], [first(), ofMonth({ status: 'draft', finalized_at: null })]);
    const only = held([MONTHLY], [first(), ofMonth({ status: 'draft', finalized_at: null })]);
    expect(readableFeature(both, 'memos', '2027-06-05')).toBe('until 2028-03-01T01:00:00Z, subscription');
    expect(readableFeature(only, 'memos', '2027-06-03T12:00:00Z')).toBe(
      'until 2027-07-01T01:00:00Z, subscription',
    );
    expect(readableFeature(only, 'memos', '2027-06-04T00:00:01Z')).toBe('none');
  });

  test('money back for one suspends that one', () => {
    const strict = catalogueOf({ refundedSubscription: 'suspend', disputedSubscription: 'suspend' });
    for (const away of [{ refunded: true }, { disputes: ['lost'] }]) {
      const both = held([YEARLY, MONTHLY], [first(), ofMonth({ status: 'paid', ...away })]);
      expect(readable(both, '2027-06-05', strict)).toMatchObject({ why: 'subscription', plan: 'annual' });
      const byYear = held([YEARLY, MONTHLY], [first(away), ofMonth({ status: 'paid' })]);
      expect(readable(byYear, '2027-06-05', strict).held).toEqual(['memos until 2027-07-01T01:00:00Z']);
    }
  });
});

describe('an invoice for items that have been replaced', () => {
  const NEW = item({ id: 'si_new', product: 'prod_annual', current_period_end: at('2028-06-01') });
  const gone = (changes: Partial<StripeInvoice> = {}) => ofYear({ items: ['si_gone'], ...changes });

  test('unpaid: changing plans is no way out of the debt', () => {
    const swapped = held([NEW], [first({ items: ['si_gone'] }), gone()]);
    expect(readableFeature(swapped, 'news', '2027-06-05')).toBe('until 2027-06-08T01:00:00Z, grace');
    expect(readableFeature(swapped, 'news', '2027-06-08T01:00:00Z')).toBe('none');
  });

  test('paid: the change costs the reader nothing of what they paid for', () => {
    const swapped = held([NEW], [first({ status: 'open', items: ['si_gone'] }), gone({ status: 'paid' })]);
    expect(readableFeature(swapped, 'news', '2027-06-09')).toBe('until 2028-06-01T01:00:00Z, subscription');
  });

  test('refunded: so is the plan that stands in their place', () => {
    const swapped = held([NEW], [gone({ status: 'paid', refunded: true })]);
    expect(
      readableFeature(swapped, 'news', '2027-06-05', catalogueOf({ refundedSubscription: 'suspend' })),
    ).toBe('none');
  });

  test('of which one still stands concerns that one alone', () => {
    const half = held([YEARLY, NEW], [gone({ items: ['si_gone', 'si_year'] })]);
    const since = new Map(
      half.billing[0]?.subscriptions[0]?.items.map(({ id, unpaidSince }) => [id, unpaidSince]),
    );
    expect(since).toEqual(
      new Map([
        ['si_new', undefined],
        ['si_year', at('2027-06-01T01:00:00Z')],
      ]),
    );
  });

  test('a later paid invoice of the new item has overtaken the old debt', () => {
    const later = ofYear({ id: 'in_new', items: ['si_new'], status: 'paid', created: at('2027-06-02') });
    expect(readableFeature(held([NEW], [gone(), later]), 'news', '2027-06-09')).toBe(
      'until 2028-06-01T01:00:00Z, subscription',
    );
  });
});

describe('collection resumed after a pause', () => {
  const PAID = 'until 2028-03-01T01:00:00Z, subscription';
  const given = ofYear({ status: 'uncollectible', attempted: false });

  test('what was given away meanwhile is not owed: it was written off without one attempt to collect it', () => {
    expect(readableFeature(held([YEARLY], [given]), 'news', '2027-06-09')).toBe(PAID);
  });

  test('what was voided meanwhile is not owed', () => {
    expect(readableFeature(held([YEARLY], [ofYear({ status: 'void' })]), 'news', '2027-06-09')).toBe(PAID);
  });

  test('what was tried, and then written off, is owed', () => {
    const tried = ofYear({ status: 'uncollectible', attempted: true });
    expect(readableFeature(held([YEARLY], [tried]), 'news', '2027-06-05')).toBe(
      'until 2027-06-08T01:00:00Z, grace',
    );
  });

  test('a sent invoice that was written off is owed: nobody attempts to collect those', () => {
    const sent = ofYear({
      ...{ status: 'uncollectible', attempted: false },
      ...{ collection_method: 'send_invoice', due_date: at('2027-07-01') },
    });
    expect(readableFeature(held([YEARLY], [sent]), 'news', '2027-07-05')).toBe(
      'until 2027-07-08T00:00:00Z, grace',
    );
  });

  test('drafts that were kept count from when they were made, and from their finalization once they have one', () => {
    const draft = ofYear({ status: 'draft', finalized_at: null });
    expect(readableFeature(held([YEARLY], [draft]), 'news', '2027-09-01')).toBe('none');
    const finalized = ofYear({ finalized_at: at('2027-09-01') });
    expect(readableFeature(held([YEARLY], [finalized]), 'news', '2027-09-02')).toBe(
      'until 2027-09-08T00:00:00Z, grace',
    );
  });

  test('while it lasts, none of that is owed', () => {
    for (const unpaid of [given, ofYear(), ofYear({ status: 'draft', finalized_at: null })]) {
      const paused = held([YEARLY], [unpaid], { pause_collection: { behavior: 'keep_as_draft' } });
      expect(readableFeature(paused, 'news', '2027-09-01')).toBe(PAID);
    }
  });
});
