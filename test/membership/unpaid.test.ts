/**
 * Claims: a reader whose first payment or renewal is not paid reads on for the plan's grace, counted from Stripe's own
 * date of that invoice, is told that it is grace, and then reads nothing. A draft that Stripe never finalized is no
 * way to read for ever. Nothing else that is unpaid, and no debt that a later payment has overtaken, shortens a period
 * that is paid (docs/adr/0002). Each row is one of docs/billing.md.
 */
import { describe, expect, test } from 'vitest';
import type { StripeInvoice, StripeSubscription } from '../../shared/membership/stripe-reading.ts';
import { at, billingOf, facts, invoice, item, readableFeature, subscription } from './build.ts';

interface Row {
  readonly name: string;
  readonly invoices: readonly StripeInvoice[];
  readonly stripe?: Partial<StripeSubscription>;
  readonly news: Readonly<Record<string, string>>;
}

/** Stripe moves the period on at the renewal, paid or not. */
const NEXT_PERIOD_END = at('2029-03-01');
const PAID = 'until 2029-03-01T01:00:00Z, subscription';

const paidInvoice = (created: string) => invoice({ id: 'in_paid', status: 'paid', created: at(created) });

const ROWS: readonly Row[] = [
  {
    name: 'a renewal open: grace from when it was finalized, then none',
    invoices: [invoice()],
    news: {
      '2028-03-01T01:00:00Z': 'until 2028-03-08T01:00:00Z, grace',
      '2028-03-08T00:59:59Z': 'until 2028-03-08T01:00:00Z, grace',
      '2028-03-08T01:00:00Z': 'none',
    },
  },
  {
    name: 'a renewal open with a due date: grace from that date',
    invoices: [invoice({ due_date: at('2028-03-31') })],
    news: { '2028-03-20': 'until 2028-04-07T00:00:00Z, grace', '2028-04-07': 'none' },
  },
  {
    name: 'a renewal given up as uncollectible: grace as if it were open',
    invoices: [invoice({ status: 'uncollectible' })],
    news: { '2028-03-05': 'until 2028-03-08T01:00:00Z, grace', '2028-03-08T01:00:00Z': 'none' },
  },
  {
    name: 'an unpaid renewal without a due date that was never finalized: grace from when it was made',
    invoices: [invoice({ finalized_at: null })],
    news: { '2028-03-05': 'until 2028-03-08T00:00:00Z, grace', '2028-03-08': 'none' },
  },
  {
    name: 'a draft up to 72 hours old: as if it were paid; older: grace from when it was made',
    invoices: [invoice({ status: 'draft', finalized_at: null })],
    news: {
      '2028-03-01T00:30:00Z': PAID,
      '2028-03-04T00:00:00Z': PAID,
      '2028-03-04T00:00:01Z': 'until 2028-03-08T00:00:00Z, grace',
      '2028-03-08T00:00:00Z': 'none',
    },
  },
  {
    name: 'a first invoice open: grace too',
    invoices: [
      invoice({
        billing_reason: 'subscription_create',
        created: at('2027-03-01'),
        finalized_at: at('2027-03-01'),
      }),
    ],
    news: { '2027-03-02': 'until 2027-03-08T00:00:00Z, grace', '2027-03-08': 'none' },
  },
  {
    name: 'paid: nothing is shortened',
    invoices: [invoice({ status: 'paid' })],
    news: { '2028-03-09': PAID },
  },
  {
    name: 'void: nothing is owed',
    invoices: [invoice({ status: 'void' })],
    news: { '2028-03-09': PAID },
  },
  ...['subscription_update', 'subscription_threshold', 'manual', 'quote_accept', null].map(
    (billing_reason) => ({
      name: `an unpaid invoice of reason ${billing_reason ?? 'null'}: never shortens a period that is paid`,
      invoices: [invoice({ billing_reason, items: [] }), paidInvoice('2028-03-01')],
      news: { '2028-03-05': PAID, '2028-12-01': PAID },
    }),
  ),
  {
    name: 'an old debt that a later paid renewal has overtaken: does not count',
    invoices: [
      invoice({ id: 'in_old', created: at('2027-03-01'), finalized_at: at('2027-03-01T01:00:00Z') }),
      paidInvoice('2028-03-01'),
    ],
    news: { '2028-06-01': PAID },
  },
  {
    name: 'an old draft that a later paid renewal has overtaken: does not count',
    invoices: [
      invoice({ id: 'in_old', status: 'draft', created: at('2027-03-01'), finalized_at: null }),
      paidInvoice('2028-03-01'),
    ],
    news: { '2028-06-01': PAID },
  },
  {
    name: 'a debt made in the same second as a paid renewal: overtaken, too',
    invoices: [invoice(), paidInvoice('2028-03-01')],
    news: { '2028-03-09': PAID },
  },
  {
    name: 'a debt newer than the newest paid renewal: counts',
    invoices: [paidInvoice('2027-03-01'), invoice()],
    news: { '2028-03-05': 'until 2028-03-08T01:00:00Z, grace', '2028-03-09': 'none' },
  },
  {
    name: 'a paid upgrade overtakes no unpaid renewal',
    invoices: [
      invoice(),
      invoice({
        id: 'in_upgrade',
        status: 'paid',
        billing_reason: 'subscription_update',
        items: [],
        created: at('2028-03-03'),
      }),
    ],
    news: { '2028-03-05': 'until 2028-03-08T01:00:00Z, grace', '2028-03-09': 'none' },
  },
  {
    name: 'a change of interval whose new period is not paid: grace, as for a renewal',
    invoices: [
      paidInvoice('2028-03-01'),
      invoice({
        billing_reason: 'subscription_update',
        created: at('2028-03-10'),
        finalized_at: at('2028-03-10'),
      }),
    ],
    news: { '2028-03-12': 'until 2028-03-17T00:00:00Z, grace', '2028-03-17': 'none' },
  },
  {
    name: 'a change of interval that is not paid: the month that was paid is not shortened',
    invoices: [
      invoice({ id: 'in_paid', status: 'paid', until: { si_1: at('2028-04-01') } }),
      invoice({
        billing_reason: 'subscription_update',
        created: at('2028-03-10'),
        finalized_at: at('2028-03-10'),
      }),
    ],
    news: { '2028-03-20': 'until 2028-04-01T01:00:00Z, subscription', '2028-04-01T01:00:00Z': 'none' },
  },
  {
    name: 'a change of interval that is paid: overtakes the renewal that is not',
    invoices: [
      invoice(),
      invoice({
        ...{ id: 'in_year', status: 'paid', billing_reason: 'subscription_update' },
        created: at('2028-03-03'),
      }),
    ],
    news: { '2028-06-01': PAID },
  },
  {
    name: 'two debts: grace from the older',
    invoices: [
      invoice({ id: 'in_2', created: at('2028-04-01'), finalized_at: at('2028-04-01T01:00:00Z') }),
      invoice({ id: 'in_1' }),
    ],
    news: { '2028-03-05': 'until 2028-03-08T01:00:00Z, grace', '2028-04-02': 'none' },
  },
  {
    name: 'a stuck draft and a younger open invoice: grace from the older',
    invoices: [
      invoice({ id: 'in_1', status: 'draft', finalized_at: null }),
      invoice({ id: 'in_2', created: at('2028-03-05'), finalized_at: at('2028-03-05') }),
    ],
    news: { '2028-03-06': 'until 2028-03-08T00:00:00Z, grace', '2028-03-08': 'none' },
  },
  {
    name: 'a debt of another subscription: nothing to do with this one',
    invoices: [invoice({ subscription: 'sub_other' })],
    news: { '2028-03-09': PAID },
  },
  {
    name: 'a cancellation during the grace ends it',
    invoices: [invoice()],
    stripe: { cancel_at: at('2028-03-04') },
    news: { '2028-03-03': 'until 2028-03-04T00:00:00Z, grace', '2028-03-04': 'none' },
  },
  {
    name: 'collection paused, policy keep: what is not collected is not owed',
    invoices: [invoice({ status: 'uncollectible' })],
    stripe: { pause_collection: { behavior: 'mark_uncollectible' } },
    news: { '2028-06-01': PAID },
  },
];

describe.each(['active', 'past_due'])('unpaid while the subscription is %s', (status) => {
  test.each(ROWS)('$name', ({ invoices, stripe, news }) => {
    const renewed = subscription({
      status,
      items: [item({ current_period_end: NEXT_PERIOD_END })],
      ...stripe,
    });
    const held = facts({ billing: [billingOf({ subscriptions: [renewed], invoices })] });
    const given = Object.keys(news).map((now) => [now, readableFeature(held, 'news', now)]);
    expect(Object.fromEntries(given)).toEqual(news);
  });
});

test('an unpaid first invoice while trialing is grace, not trial', () => {
  const trial = subscription({ status: 'trialing', trial_end: at('2027-04-01') });
  const unpaid = invoice({ billing_reason: 'subscription_create', finalized_at: at('2027-03-01') });
  const held = facts({ billing: [billingOf({ subscriptions: [trial], invoices: [unpaid] })] });
  expect(readableFeature(held, 'news', '2027-03-02')).toBe('until 2027-03-08T00:00:00Z, grace');
});

test('each plan of an unpaid subscription has its own grace', () => {
  const items = [
    item({ id: 'si_1', product: 'prod_annual', current_period_end: NEXT_PERIOD_END }),
    item({ id: 'si_2', product: 'prod_briefing', current_period_end: NEXT_PERIOD_END }),
  ];
  const briefingOnly = items.slice(1);
  const of = (list: typeof items) =>
    facts({
      billing: [
        billingOf({
          subscriptions: [subscription({ items: list })],
          invoices: [invoice({ items: list.map(({ id }) => id) })],
        }),
      ],
    });
  expect(readableFeature(of(items), 'memos', '2028-03-02')).toBe('until 2028-03-08T01:00:00Z, grace');
  expect(readableFeature(of(briefingOnly), 'memos', '2028-03-02')).toBe('until 2028-03-04T01:00:00Z, grace');
});

test.each(['unpaid', 'canceled', 'incomplete'])('no grace once the subscription is %s', (status) => {
  const over = subscription({ status, items: [item({ current_period_end: NEXT_PERIOD_END })] });
  const held = facts({ billing: [billingOf({ subscriptions: [over], invoices: [invoice()] })] });
  expect(readableFeature(held, 'news', '2028-03-02')).toBe('none');
});
