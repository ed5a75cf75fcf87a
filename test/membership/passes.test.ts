/**
 * Claims: a pass reads for the time that was bought, from the second at which the money came, and not a second longer.
 * Before the money comes, and once all of it has gone back or is in dispute, it reads nothing; when it comes back, so
 * does what is left of the time. A pass of a plan that nobody knows, or of a time that nobody can read, gives nothing,
 * and somebody is told. Each row is one of docs/billing.md.
 */
import { describe, expect, test } from 'vitest';
import { concernsCatalogue, readBilling } from '../../shared/membership/billing.ts';
import type { Policies } from '../../shared/membership/catalogue.ts';
import type { BillingItem } from '../../shared/membership/model.ts';
import type { StripePassPayment } from '../../shared/membership/stripe-reading.ts';
import {
  at,
  billingOf,
  catalogueOf,
  catalogueWithout,
  facts,
  grant,
  passPayment,
  readable,
  readableFeature,
  reading,
  subscription,
} from './build.ts';

interface Row {
  readonly name: string;
  readonly stripe: Partial<StripePassPayment>;
  /** At each time, what `news` gives. */
  readonly news: Readonly<Record<string, string>>;
}

const WEEK = 'until 2027-06-08T12:00:00Z, pass';
const READS = { '2027-06-03': WEEK };
const NONE = { '2027-06-03': 'none' };

const ROWS: readonly Row[] = [
  {
    name: 'paid: its time from the payment, to the second',
    stripe: {},
    news: {
      '2027-06-01T12:00:00Z': WEEK,
      '2027-06-08T11:59:59Z': WEEK,
      '2027-06-08T12:00:00Z': 'none',
    },
  },
  {
    name: 'paid a moment ahead of our clock: read at once',
    stripe: {},
    news: { '2027-06-01T11:59:50Z': WEEK },
  },
  {
    name: 'a bank debit under way: none',
    stripe: { status: 'processing', paid_at: null },
    news: { '2027-06-01T12:00:00Z': 'none', ...NONE },
  },
  {
    name: 'a bank debit that settled days later: its time from the coming of the money',
    stripe: { paid_at: at('2027-06-05T09:00:00Z') },
    news: { '2027-06-06': 'until 2027-06-12T09:00:00Z, pass', '2027-06-12T09:00:00Z': 'none' },
  },
  ...['requires_payment_method', 'requires_action', 'requires_capture'].map((status) => ({
    name: `not paid, but ${status}: none`,
    stripe: { status, paid_at: null },
    news: NONE,
  })),
  {
    name: 'a payment of which only its time says that it came: none',
    stripe: { status: 'requires_payment_method' },
    news: NONE,
  },
  {
    name: 'refunded in full: none',
    stripe: { refunded: true },
    news: { '2027-06-01T12:00:00Z': 'none', ...NONE },
  },
  ...['needs_response', 'under_review', 'lost', 'appeal_needs_response', 'appeal_under_review'].map(
    (status) => ({ name: `a dispute that is ${status}: none`, stripe: { disputes: [status] }, news: NONE }),
  ),
  ...['won', 'prevented'].map((status) => ({
    name: `a dispute that is ${status}: its time, as if there had been none`,
    stripe: { disputes: [status] },
    news: { ...READS, '2027-06-08T12:00:00Z': 'none' },
  })),
  ...['warning_needs_response', 'warning_under_review', 'warning_closed'].map((status) => ({
    name: `an inquiry that is ${status}: changes nothing`,
    stripe: { disputes: [status] },
    news: READS,
  })),
  {
    name: 'a dispute won and another open: none',
    stripe: { disputes: ['won', 'needs_response'] },
    news: NONE,
  },
  {
    name: 'a dispute in a status not known: takes nothing',
    stripe: { disputes: ['in_orbit'] },
    news: READS,
  },
  {
    name: 'a dispute won of a payment since refunded: none',
    stripe: { disputes: ['won'], refunded: true },
    news: NONE,
  },
];

const passOf = (stripe: Partial<StripePassPayment>, previous?: BillingItem, catalogue = catalogueOf()) =>
  billingOf({ passes: [passPayment(stripe)] }, previous, catalogue);

const news = (billing: BillingItem, now: string, catalogue = catalogueOf()) =>
  readableFeature(facts({ billing: [billing] }), 'news', now, catalogue);

describe('what a pass gives', () => {
  test.each(ROWS)('$name', ({ stripe, news: expected }) => {
    const billing = passOf(stripe);
    const given = Object.keys(expected).map((now) => [now, news(billing, now)]);
    expect(Object.fromEntries(given)).toEqual(expected);
  });

  test('whatever the publication has chosen for subscriptions', () => {
    const lax: Partial<Policies> = { refundedSubscription: 'keep', disputedSubscription: 'keep' };
    const catalogue = catalogueOf(lax);
    expect(news(passOf({ refunded: true }), '2027-06-03', catalogue)).toBe('none');
    expect(news(passOf({ disputes: ['lost'] }), '2027-06-03', catalogue)).toBe('none');
  });

  test('a refund that failed: its time, as if there had been none', () => {
    const refunded = passOf({ refunded: true });
    const failed = passOf({ refunded: false }, refunded);
    expect(news(refunded, '2027-06-03')).toBe('none');
    expect(news(failed, '2027-06-03')).toBe(WEEK);
    expect(failed.passes).toEqual(passOf({}).passes);
  });

  test('a dispute won gives back what is left of the time, and no more', () => {
    const won = passOf({ disputes: ['won'] }, passOf({ disputes: ['needs_response'] }));
    expect(news(won, '2027-06-08T11:59:59Z')).toBe(WEEK);
    expect(news(won, '2027-06-08T12:00:00Z')).toBe('none');
  });

  test('its own plan and no other', () => {
    expect(readable(facts({ billing: [passOf({ plan: 'briefing' })] }), '2027-06-03')).toEqual({
      held: ['memos until 2027-06-08T12:00:00Z'],
      why: 'pass',
      plan: 'briefing',
    });
  });

  test('several passes: each its own time, from its own payment', () => {
    const later = passPayment({ id: 'pi_2', paid_at: at('2027-06-05'), seconds: '86400' });
    const billing = billingOf({ passes: [later, passPayment()] });
    expect(news(billing, '2027-06-05T12:00:00Z')).toBe(WEEK);
    const renewed = billingOf({ passes: [passPayment(), { ...later, seconds: '604800' }] });
    expect(news(renewed, '2027-06-05T12:00:00Z')).toBe('until 2027-06-12T00:00:00Z, pass');
  });

  test('a pass beside a subscription: the longer of the two, and neither touches the other', () => {
    const both = (refunded: boolean) =>
      billingOf({ subscriptions: [subscription()], passes: [passPayment({ refunded })] });
    for (const refunded of [false, true]) {
      expect(news(both(refunded), '2027-06-03')).toBe('until 2028-03-01T01:00:00Z, subscription');
    }
    const ended = billingOf({
      subscriptions: [subscription({ status: 'canceled' })],
      passes: [passPayment()],
    });
    expect(news(ended, '2027-06-03')).toBe(WEEK);
  });

  test('a customer deleted in Stripe: their passes end at once, and stay to be seen; comps stay', () => {
    const before = passOf({});
    const after = billingOf({ customerDeleted: true }, before);
    expect(news(after, '2027-06-03')).toBe('none');
    expect(after.passes).toEqual(before.passes);
    const withComp = facts({ billing: [after], grants: [grant()] });
    expect(readableFeature(withComp, 'news', '2027-06-03')).toBe('until 2028-01-01T00:00:00Z, comp');
  });
});

describe('the time of a pass', () => {
  test.each([
    undefined,
    '',
    '0',
    '-604800',
    '1e6',
    '604800.5',
    ' 604800',
    '0604800',
    'a week',
    '99999999999',
  ])('that reads %j can not be read: the pass is quarantined and gives nothing', (seconds) => {
    const { item, puzzles } = readBilling(
      reading({ passes: [passPayment({ seconds })] }),
      undefined,
      catalogueOf(),
      at('2027-06-02') * 1000,
    );
    expect(puzzles.unreadablePasses).toEqual(['pi_1']);
    expect(news(item, '2027-06-03')).toBe('none');
  });

  test('may be ten years, and not a second more', () => {
    const longest = 3_660 * 86_400;
    expect(news(passOf({ seconds: String(longest) }), '2037-06-07')).toBe('until 2037-06-08T12:00:00Z, pass');
    expect(passOf({ seconds: String(longest + 1) }).passes).toEqual([]);
  });

  test('that becomes readable is read', () => {
    expect(news(passOf({}, passOf({ seconds: 'a week' })), '2027-06-03')).toBe(WEEK);
  });
});

describe('a pass of a plan that is not in the catalogue', () => {
  const withdrawn = catalogueWithout('annual');
  const puzzlesOf = (stripe: Partial<StripePassPayment>, now: string, catalogue = withdrawn) =>
    readBilling(reading({ passes: [passPayment(stripe)] }), undefined, catalogue, at(now) * 1000).puzzles;

  test('gives nothing and is quarantined, once a plan', () => {
    const passes = ['pi_1', 'pi_2'].map((id) => passPayment({ id, plan: 'platinum' }));
    const { item, puzzles } = readBilling(
      reading({ passes }),
      undefined,
      catalogueOf(),
      at('2027-06-02') * 1000,
    );
    expect(puzzles.unknownPlans).toEqual(['platinum']);
    expect(readable(facts({ billing: [item] }), '2027-06-03').held).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'Annual', ''])('called %j stands for no plan', (plan) => {
    expect(readable(facts({ billing: [passOf({ plan })] }), '2027-06-03').held).toEqual([]);
    expect(puzzlesOf({ plan }, '2027-06-03').unknownPlans).toEqual([plan]);
  });

  test('reads as soon as the plan is there', () => {
    const before = passOf({}, undefined, withdrawn);
    expect(news(before, '2027-06-03', withdrawn)).toBe('none');
    expect(news(before, '2027-06-03')).toBe(WEEK);
  });

  test('that was taken out of it: keeps what it gave, through every later reading, until its time is over', () => {
    const again = passOf({}, passOf({}, passOf({}), withdrawn), withdrawn);
    expect(news(again, '2027-06-08T11:59:59Z', withdrawn)).toBe(WEEK);
    expect(news(again, '2027-06-08T12:00:00Z', withdrawn)).toBe('none');
    expect(puzzlesOf({}, '2027-06-03').unknownPlans).toEqual(['annual']);
  });

  test('lends what it gave to no plan that takes its place in the payment’s metadata', () => {
    const renamed = passOf({ plan: 'platinum' }, passOf({}));
    expect(readable(facts({ billing: [renamed] }), '2027-06-03').held).toEqual([]);
  });

  test.each<[string, Partial<StripePassPayment>, string]>([
    ['whose time is over', {}, '2027-06-08T12:00:00Z'],
    ['not paid yet', { status: 'processing', paid_at: null }, '2027-06-03'],
    ['given back in full', { refunded: true }, '2027-06-03'],
  ])('is nobody’s concern for a pass %s', (_, stripe, now) => {
    expect(puzzlesOf(stripe, now).unknownPlans).toEqual([]);
  });
});

describe('who a pass makes a member', () => {
  const ofPlan = (plan: string) => reading({ passes: [passPayment({ plan })] });

  test('whoever has one of a plan that the publication sells', () => {
    expect(concernsCatalogue(ofPlan('briefing'), catalogueOf())).toBe(true);
  });

  test('nobody else: other payments of the account may carry other plans', () => {
    expect(concernsCatalogue(ofPlan('platinum'), catalogueOf())).toBe(false);
  });
});

test('passes that last are all kept, and of the others the ten newest', () => {
  const passes = Array.from({ length: 30 }, (_, day) =>
    passPayment({ id: `pi_${String(day).padStart(2, '0')}`, paid_at: at('2027-06-01') + day * 86_400 }),
  );
  const readOn = (now: string) =>
    readBilling(reading({ passes }), undefined, catalogueOf(), at(now) * 1000).item.passes.map(
      ({ id }) => id,
    );
  expect(readOn('2027-06-07')).toHaveLength(30);
  expect(readOn('2027-06-28T00:00:00Z').sort()).toEqual(passes.slice(11).map(({ id }) => id));
});
