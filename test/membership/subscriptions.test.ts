/**
 * Claims: a subscription that Stripe calls active or trialing reads until the end that Stripe names, an hour of slack
 * more, and not a second longer. One that Stripe calls unpaid, paused, unfinished or over reads nothing. Pausing the
 * collection of payments does what the publication has chosen. Each row is one of docs/billing.md.
 */
import { describe, expect, test } from 'vitest';
import type { StripeSubscription } from '../../shared/membership/stripe-reading.ts';
import type { Policies } from '../../shared/membership/catalogue.ts';
import { billingOf, at, catalogueOf, facts, item, readable, readableFeature, subscription } from './build.ts';

interface Row {
  readonly name: string;
  readonly stripe: Partial<StripeSubscription>;
  readonly policies?: Partial<Policies>;
  /** At each time, what `news` gives. */
  readonly news: Readonly<Record<string, string>>;
}

const PERIOD_END = 'until 2028-03-01T01:00:00Z, subscription';

const ROWS: readonly Row[] = [
  {
    name: 'active: until the period ends, and an hour',
    stripe: { status: 'active' },
    news: {
      '2027-03-01T00:00:00Z': PERIOD_END,
      '2028-03-01T00:00:00Z': PERIOD_END,
      '2028-03-01T00:59:59Z': PERIOD_END,
      '2028-03-01T01:00:00Z': 'none',
    },
  },
  {
    name: 'active, bought a moment ahead of our clock: read at once',
    stripe: { status: 'active' },
    news: { '2027-02-28T23:59:50Z': PERIOD_END },
  },
  {
    name: 'active, to be cancelled at the period’s end: until then, without the hour',
    stripe: { cancel_at: at('2028-03-01'), cancel_at_period_end: true },
    news: { '2028-02-29': 'until 2028-03-01T00:00:00Z, subscription', '2028-03-01': 'none' },
  },
  {
    name: 'active, to be cancelled earlier: until then',
    stripe: { cancel_at: at('2027-09-15T10:30:00Z') },
    news: {
      '2027-09-15T10:29:59Z': 'until 2027-09-15T10:30:00Z, subscription',
      '2027-09-15T10:30:00Z': 'none',
    },
  },
  {
    name: 'active, to be cancelled in a later period: that does not lengthen this one',
    stripe: { cancel_at: at('2030-03-01') },
    news: { '2027-06-01': PERIOD_END },
  },
  {
    name: 'past due with nothing unpaid to be seen: as active',
    stripe: { status: 'past_due' },
    news: { '2027-06-01': PERIOD_END, '2028-03-01T01:00:00Z': 'none' },
  },
  {
    name: 'trialing: until the trial ends, and an hour',
    stripe: { status: 'trialing', trial_end: at('2027-03-15') },
    news: {
      '2027-03-14': 'until 2027-03-15T01:00:00Z, trial',
      '2027-03-15T00:59:59Z': 'until 2027-03-15T01:00:00Z, trial',
      '2027-03-15T01:00:00Z': 'none',
    },
  },
  {
    name: 'trialing, to be cancelled during the trial: until then',
    stripe: { status: 'trialing', trial_end: at('2027-03-15'), cancel_at: at('2027-03-10') },
    news: { '2027-03-09': 'until 2027-03-10T00:00:00Z, trial', '2027-03-10': 'none' },
  },
  {
    name: 'active after a trial: until the period ends',
    stripe: { trial_end: at('2027-03-15') },
    news: { '2027-06-01': PERIOD_END },
  },
  {
    name: 'collection paused, policy keep: until the period ends',
    stripe: { pause_collection: { behavior: 'void' } },
    policies: { pausedCollection: 'keep' },
    news: { '2027-06-01': PERIOD_END },
  },
  {
    name: 'collection paused, policy suspend: none',
    stripe: { pause_collection: { behavior: 'void' } },
    policies: { pausedCollection: 'suspend' },
    news: { '2027-06-01': 'none' },
  },
  {
    name: 'collection paused during a trial, policy suspend: none',
    stripe: { status: 'trialing', trial_end: at('2027-03-15'), pause_collection: { behavior: 'void' } },
    policies: { pausedCollection: 'suspend' },
    news: { '2027-03-10': 'none' },
  },
  ...['unpaid', 'paused', 'incomplete', 'incomplete_expired', 'canceled'].map((status) => ({
    name: `no access while the subscription is ${status}`,
    stripe: { status },
    news: {
      '2027-02-28T23:59:50Z': 'none',
      '2027-03-01T00:00:00Z': 'none',
      '2027-06-01': 'none',
      '2028-03-01T00:30:00Z': 'none',
    },
  })),
];

describe('what a subscription gives', () => {
  test.each(ROWS)('$name', ({ stripe, policies, news }) => {
    const held = facts({ billing: [billingOf({ subscriptions: [subscription(stripe)] })] });
    const given = Object.keys(news).map((now) => [
      now,
      readableFeature(held, 'news', now, catalogueOf(policies)),
    ]);
    expect(Object.fromEntries(given)).toEqual(news);
  });

  test('each item gives its own plan until its own period ends', () => {
    const items = [
      item({ id: 'si_1', product: 'prod_briefing', current_period_end: at('2027-04-01') }),
      item({ id: 'si_2', product: 'prod_annual', current_period_end: at('2027-06-01') }),
    ];
    const both = facts({ billing: [billingOf({ subscriptions: [subscription({ items })] })] });
    expect(readable(both, '2027-03-15').held).toContain('memos until 2027-06-01T01:00:00Z');

    const longerBriefing = [
      item({ id: 'si_1', product: 'prod_annual', current_period_end: at('2027-04-01') }),
      item({ id: 'si_2', product: 'prod_briefing', current_period_end: at('2027-06-01') }),
    ];
    const mixed = facts({
      billing: [billingOf({ subscriptions: [subscription({ items: longerBriefing })] })],
    });
    expect(readable(mixed, '2027-03-15').held).toEqual([
      'analysis until 2027-04-01T01:00:00Z',
      'memos until 2027-06-01T01:00:00Z',
      'news until 2027-04-01T01:00:00Z',
      'newsletters until 2027-04-01T01:00:00Z',
      'reports until 2027-04-01T01:00:00Z',
    ]);
    expect(readable(mixed, '2027-05-01')).toEqual({
      held: ['memos until 2027-06-01T01:00:00Z'],
      why: 'subscription',
      plan: 'briefing',
    });
  });

  test('customer deleted in Stripe: what it billed ends at once, and stays to be seen', () => {
    const before = billingOf({ subscriptions: [subscription()] });
    const after = billingOf({ customerDeleted: true }, before);
    expect(readableFeature(facts({ billing: [after] }), 'news', '2027-06-01')).toBe('none');
    expect(after.subscriptions).toEqual(before.subscriptions);
  });
});
