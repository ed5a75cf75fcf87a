/**
 * Claims: what Gatefold does not know, it neither guesses nor takes away. A status that Stripe has invented leaves
 * access as it was when last understood. A product that the publication does not sell gives nothing, never some
 * default plan. A product taken out of the catalogue keeps what it gave until that ends. All of it is reported.
 */
import { describe, expect, test } from 'vitest';
import { readBilling } from '../../shared/membership/billing.ts';
import {
  at,
  billingOf,
  catalogueWithout,
  facts,
  invoice,
  item,
  readable,
  readableFeature,
  reading,
  subscription,
  catalogueOf,
} from './build.ts';

const NEXT_YEAR = [item({ current_period_end: at('2029-03-01') })];

describe('a status not known', () => {
  const strange = subscription({ status: 'hibernating', items: NEXT_YEAR });

  test('keeps what was read in a known one, until that ended', () => {
    const known = billingOf({ subscriptions: [subscription()] });
    const billing = billingOf({ subscriptions: [strange] }, known);
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2028-03-01T00:59:59Z')).toBe(
      'until 2028-03-01T01:00:00Z, subscription',
    );
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2028-03-01T01:00:00Z')).toBe('none');
    expect(billing.subscriptions[0]?.unknownStatus).toBe('hibernating');
  });

  test('keeps a refusal too', () => {
    const canceled = billingOf({ subscriptions: [subscription({ status: 'canceled' })] });
    const billing = billingOf({ subscriptions: [strange] }, canceled);
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2027-06-01')).toBe('none');
  });

  test('gives nothing where there is nothing to keep', () => {
    const billing = billingOf({ subscriptions: [strange] });
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2027-06-01')).toBe('none');
  });

  test('is over with the next known one', () => {
    const unknown = billingOf({ subscriptions: [strange] });
    const billing = billingOf({ subscriptions: [subscription({ items: NEXT_YEAR })] }, unknown);
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2028-06-01')).toBe(
      'until 2029-03-01T01:00:00Z, subscription',
    );
    expect(billing.subscriptions[0]).not.toHaveProperty('unknownStatus');
  });

  test.each(['hibernating', 'unknown', '', 'ACTIVE', '__proto__'])('is reported: %j', (status) => {
    const { puzzles } = readBilling(
      reading({ subscriptions: [subscription({ status })] }),
      undefined,
      catalogueOf(),
      1_000,
    );
    expect(puzzles.unknownStatuses).toEqual([status]);
  });
});

describe('a product not in the catalogue', () => {
  const other = subscription({ items: [item({ product: 'prod_tote_bag' })] });

  test('gives nothing', () => {
    expect(readable(facts({ billing: [billingOf({ subscriptions: [other] })] }), '2027-06-01')).toEqual({
      held: [],
      why: undefined,
      plan: undefined,
    });
  });

  test('takes nothing from the items beside it', () => {
    const items = [item(), item({ id: 'si_2', product: 'prod_tote_bag' })];
    const billing = billingOf({ subscriptions: [subscription({ items })] });
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2027-06-01')).toBe(
      'until 2028-03-01T01:00:00Z, subscription',
    );
  });

  test('is reported, once a product', () => {
    const items = ['prod_tote_bag', 'prod_annual', 'prod_mug', 'prod_tote_bag'].map((product, index) =>
      item({ id: `si_${index}`, product }),
    );
    const { puzzles } = readBilling(
      reading({ subscriptions: [subscription({ items })] }),
      undefined,
      catalogueOf(),
      1_000,
    );
    expect(puzzles.unmappedProducts).toEqual(['prod_mug', 'prod_tote_bag']);
  });

  test.each(['canceled', 'incomplete_expired'])('is not reported for a subscription that is %s', (status) => {
    const { puzzles } = readBilling(
      reading({ subscriptions: [{ ...other, status }] }),
      undefined,
      catalogueOf(),
      1_000,
    );
    expect(puzzles.unmappedProducts).toEqual([]);
  });
});

describe('a product taken out of the catalogue', () => {
  const withdrawn = catalogueWithout('annual');
  const before = billingOf({ subscriptions: [subscription()] });

  test('keeps what it gave until the period then read ends', () => {
    expect(readable(facts({ billing: [before] }), '2027-06-01', withdrawn)).toEqual({
      held: [
        'analysis until 2028-03-01T01:00:00Z',
        'memos until 2028-03-01T01:00:00Z',
        'news until 2028-03-01T01:00:00Z',
        'newsletters until 2028-03-01T01:00:00Z',
        'reports until 2028-03-01T01:00:00Z',
      ],
      why: 'subscription',
      plan: 'annual',
    });
    expect(readableFeature(facts({ billing: [before] }), 'news', '2028-03-01T01:00:00Z', withdrawn)).toBe(
      'none',
    );
  });

  test('keeps it through every later reading, and no renewal lengthens it', () => {
    const again = billingOf({ subscriptions: [subscription()] }, before, withdrawn);
    const renewed = billingOf({ subscriptions: [subscription({ items: NEXT_YEAR })] }, again, withdrawn);
    expect(readableFeature(facts({ billing: [renewed] }), 'news', '2027-06-01', withdrawn)).toBe(
      'until 2028-03-01T01:00:00Z, subscription',
    );
    expect(readableFeature(facts({ billing: [renewed] }), 'news', '2028-03-02', withdrawn)).toBe('none');
  });

  test('is reported, and gives its plan again once it is back', () => {
    const { item: later, puzzles } = readBilling(
      reading({ subscriptions: [subscription({ items: NEXT_YEAR })] }),
      before,
      withdrawn,
      2_000,
    );
    expect(puzzles.unmappedProducts).toEqual(['prod_annual']);
    expect(readableFeature(facts({ billing: [later] }), 'news', '2028-06-01')).toBe(
      'until 2029-03-01T01:00:00Z, subscription',
    );
  });

  test('lends nothing to a product that takes its place in the item', () => {
    const swapped = subscription({ items: [item({ product: 'prod_tote_bag' })] });
    const billing = billingOf({ subscriptions: [swapped] }, before, withdrawn);
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2027-06-01', withdrawn)).toBe('none');
  });

  test('ends with the subscription', () => {
    const billing = billingOf({ subscriptions: [subscription({ status: 'canceled' })] }, before, withdrawn);
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2027-06-01', withdrawn)).toBe('none');
  });

  test('whose renewal is not paid has no grace any more', () => {
    const renewed = { subscriptions: [subscription({ items: NEXT_YEAR })], invoices: [invoice()] };
    const billing = billingOf(renewed, before, withdrawn);
    expect(readableFeature(facts({ billing: [billing] }), 'news', '2028-03-01T01:00:00Z', withdrawn)).toBe(
      'none',
    );
  });
});
