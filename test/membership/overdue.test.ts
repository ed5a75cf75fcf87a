/**
 * Claims: a reader whose paid period or grace has just ended, while the subscription had not when Stripe was last read, is
 * looked up at Stripe before they are refused, once. Where Stripe can not be asked after a paid period, they have one
 * more hour (promise 1).
 */
import { describe, expect, test } from 'vitest';
import type { StripeInvoice, StripeSubscription } from '../../shared/membership/stripe-reading.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import { overdueCustomers } from '../../shared/membership/live.ts';
import { SLACK_SECONDS } from '../../shared/membership/billing-access.ts';
import { at, billingOf, catalogueOf, facts, grant, invoice, item, subscription } from './build.ts';

const LONG_AGO = at('2028-01-01') * 1000;

const billed = (
  stripe: Partial<StripeSubscription>,
  invoices: readonly StripeInvoice[] = [],
  readAt = LONG_AGO,
) => ({
  ...billingOf({ subscriptions: [subscription(stripe)], invoices }),
  readAt,
});

const overdue = (billing: ReturnType<typeof billed>, now: string, catalogue = catalogueOf()) =>
  overdueCustomers(facts({ billing: [billing], grants: [grant()] }), catalogue, at(now)).length > 0;

describe('a customer is looked up', () => {
  test.each<[string, ReturnType<typeof billed>, string]>([
    ['the second the hour of slack is over', billed({}), '2028-03-01T01:00:00Z'],
    ['up to a week after', billed({}), '2028-03-08T00:59:59Z'],
    [
      'after a trial',
      billed({ status: 'trialing', trial_end: at('2027-03-15') }, [], at('2027-03-14') * 1000),
      '2027-03-15T01:00:00Z',
    ],
    [
      'at a cancellation, which may have been taken back',
      billed({ cancel_at: at('2028-02-01') }),
      '2028-02-01',
    ],
    [
      'though Stripe was read during the slack',
      billed({}, [], at('2028-03-01T00:59:59Z') * 1000),
      '2028-03-01T01:00:00Z',
    ],
    [
      'though it was past due, perhaps for another of its items',
      billed({ status: 'past_due' }),
      '2028-03-01T01:00:00Z',
    ],
    [
      'at the end of a grace, in the last hour of which may have been paid',
      billed({ items: [item({ current_period_end: at('2029-03-01') })] }, [invoice()]),
      '2028-03-08T02:00:00Z',
    ],
    ['months after, where nobody has read Stripe since', billed({}), '2028-09-01T01:00:00Z'],
    [
      'where only one of two plans has ended',
      billed({
        items: [item(), item({ id: 'si_2', product: 'prod_briefing', current_period_end: at('2029-01-01') })],
      }),
      '2028-03-01T01:00:00Z',
    ],
  ])('%s', (_, billing, now) => {
    expect(overdue(billing, now)).toBe(true);
  });
});

describe('a customer is not looked up', () => {
  test.each<[string, ReturnType<typeof billed>, string]>([
    ['while the period lasts', billed({}), '2028-02-01'],
    ['during the slack', billed({}), '2028-03-01T00:59:59Z'],
    ['who was read since the end', billed({}, [], at('2028-03-01T01:00:00Z') * 1000), '2028-03-01T02:00:00Z'],
    ['who had cancelled', billed({ status: 'canceled' }), '2028-03-01T02:00:00Z'],
    [
      'who never bought what the publication sells',
      billed({ items: [item({ product: 'prod_tote_bag' })] }),
      '2028-03-01T02:00:00Z',
    ],
    ['who is deleted', { ...billed({}), customerDeleted: true }, '2028-03-01T02:00:00Z'],
  ])('%s', (_, billing, now) => {
    expect(overdue(billing, now)).toBe(false);
  });

  test('whose collection is paused, where that suspends access', () => {
    const billing = billed({ pause_collection: {} });
    expect(overdue(billing, '2028-03-01T02:00:00Z')).toBe(true);
    expect(overdue(billing, '2028-03-01T02:00:00Z', catalogueOf({ pausedCollection: 'suspend' }))).toBe(
      false,
    );
  });
});

test('only the customers whose period has ended are named', () => {
  const ended = billed({});
  const other = {
    ...billingOf({
      customer: 'cus_2',
      subscriptions: [subscription({ id: 'sub_2', items: [item({ current_period_end: at('2029-01-01') })] })],
    }),
    readAt: LONG_AGO,
  };
  const both = facts({ billing: [other, ended] });
  expect(overdueCustomers(both, catalogueOf(), at('2028-03-01T01:00:00Z'))).toEqual(['cus_1']);
});

describe('one more slack', () => {
  const news = (billing: ReturnType<typeof billed>, now: string) =>
    entitlements(facts({ billing: [billing] }), catalogueOf(), at(now), 2 * SLACK_SECONDS).held.find(
      ({ feature }) => feature === 'news',
    )?.until;

  test('is an hour more after a period', () => {
    expect(news(billed({}), '2028-03-01T01:59:59Z')).toBe(at('2028-03-01T02:00:00Z'));
    expect(news(billed({}), '2028-03-01T02:00:00Z')).toBeUndefined();
  });

  test('is nothing more after a cancellation, and nothing more of grace', () => {
    expect(news(billed({ cancel_at: at('2028-02-01') }), '2028-01-31')).toBe(at('2028-02-01'));
    expect(news(billed({}, [invoice()]), '2028-03-02')).toBe(at('2028-03-08T01:00:00Z'));
  });
});
