/**
 * Claims: a subscription whose money goes back, by a refund or a dispute, does what the publication has chosen, and only
 * while it is the money of the newest paid period: last year's refund does not lock out a reader who has paid for this
 * year (docs/adr/0007). Money that comes back, because a dispute is won or a refund fails, brings the access back.
 * An inquiry takes nothing. Each row is one of docs/billing.md.
 */
import { describe, expect, test } from 'vitest';
import type { Policies } from '../../shared/membership/catalogue.ts';
import { readBilling } from '../../shared/membership/billing.ts';
import { isKnownDispute, moneyBackFacts } from '../../shared/membership/money-back.ts';
import type { StripeInvoice, StripeSubscription } from '../../shared/membership/stripe-reading.ts';
import {
  at,
  billingOf,
  catalogueOf,
  facts,
  invoice,
  item,
  passPayment,
  readableFeature,
  reading,
  subscription,
} from './build.ts';

const PAID = 'until 2029-03-01T01:00:00Z, subscription';
const GRACE = 'until 2028-03-08T01:00:00Z, grace';

/** Of the period that began on 1 March 2028. */
const paid = (changes: Partial<StripeInvoice> = {}) => invoice({ status: 'paid', ...changes });
/** Of the year before. */
const lastYear = (changes: Partial<StripeInvoice> = {}) =>
  paid({
    id: 'in_0',
    created: at('2027-03-01'),
    billing_reason: 'subscription_create',
    ...changes,
  });
const upgrade = (changes: Partial<StripeInvoice> = {}) =>
  paid({
    id: 'in_9',
    billing_reason: 'subscription_update',
    items: [],
    created: at('2028-03-02'),
    ...changes,
  });

interface Row {
  readonly name: string;
  readonly invoices: readonly StripeInvoice[];
  readonly stripe?: Partial<StripeSubscription>;
  readonly policies?: Partial<Policies>;
  /** What `news` gives on 5 March 2028. */
  readonly news: string;
}

const refundKeeps: Partial<Policies> = { refundedSubscription: 'keep' };
const refundSuspends: Partial<Policies> = { refundedSubscription: 'suspend' };
const disputeKeeps: Partial<Policies> = { disputedSubscription: 'keep' };
const disputeSuspends: Partial<Policies> = { disputedSubscription: 'suspend' };

const ROWS: readonly Row[] = [
  {
    name: 'refunded in full, policy keep: as if it were not',
    invoices: [paid({ refunded: true })],
    policies: refundKeeps,
    news: PAID,
  },
  {
    name: 'refunded in full, policy suspend: none',
    invoices: [paid({ refunded: true })],
    policies: refundSuspends,
    news: 'none',
  },
  {
    name: 'refunded in full while past due for an upgrade, policy suspend: none',
    invoices: [paid({ refunded: true }), upgrade({ status: 'open' })],
    stripe: { status: 'past_due' },
    policies: refundSuspends,
    news: 'none',
  },
  {
    name: 'an older period refunded, policy suspend: the newest paid one stands',
    invoices: [lastYear({ refunded: true }), paid()],
    policies: refundSuspends,
    news: PAID,
  },
  {
    name: 'the newest paid period refunded, an older one not, policy suspend: none',
    invoices: [lastYear(), paid({ refunded: true })],
    policies: refundSuspends,
    news: 'none',
  },
  {
    name: 'an upgrade refunded, policy suspend: the period stands',
    invoices: [paid(), upgrade({ refunded: true })],
    policies: refundSuspends,
    news: PAID,
  },
  {
    name: 'the money of another subscription refunded: nothing to do with this one',
    invoices: [paid({ subscription: 'sub_2', refunded: true }), paid()],
    policies: refundSuspends,
    news: PAID,
  },
  {
    name: 'refunded before the renewal that is unpaid, policy keep: grace of the renewal',
    invoices: [lastYear({ refunded: true }), invoice()],
    policies: refundKeeps,
    news: GRACE,
  },
  {
    name: 'refunded before the renewal that is unpaid, policy suspend: none',
    invoices: [lastYear({ refunded: true }), invoice()],
    policies: refundSuspends,
    news: 'none',
  },
  ...['needs_response', 'under_review', 'lost', 'appeal_needs_response', 'appeal_under_review'].flatMap(
    (status) => [
      {
        name: `a dispute that is ${status}, policy suspend: none`,
        invoices: [paid({ disputes: [status] })],
        policies: disputeSuspends,
        news: 'none',
      },
      {
        name: `a dispute that is ${status}, policy keep: as if there were none`,
        invoices: [paid({ disputes: [status] })],
        policies: disputeKeeps,
        news: PAID,
      },
    ],
  ),
  ...['won', 'prevented', 'warning_needs_response', 'warning_under_review', 'warning_closed'].map(
    (status) => ({
      name: `a dispute that is ${status}, policy suspend: as if there were none`,
      invoices: [paid({ disputes: [status] })],
      policies: disputeSuspends,
      news: PAID,
    }),
  ),
  {
    name: 'a dispute in a status not known, policy suspend: takes nothing',
    invoices: [paid({ disputes: ['in_orbit'] })],
    policies: disputeSuspends,
    news: PAID,
  },
  {
    name: 'a dispute lost of an older period, policy suspend: the newest paid one stands',
    invoices: [lastYear({ disputes: ['lost'] }), paid()],
    policies: disputeSuspends,
    news: PAID,
  },
  {
    name: 'one dispute won and one open, policy suspend: none',
    invoices: [paid({ disputes: ['won', 'under_review'] })],
    policies: disputeSuspends,
    news: 'none',
  },
  {
    name: 'disputed, policy suspend for refunds alone: as if it were not',
    invoices: [paid({ disputes: ['lost'] })],
    policies: { refundedSubscription: 'suspend', disputedSubscription: 'keep' },
    news: PAID,
  },
  {
    name: 'refunded and disputed, policy suspend for disputes alone: none',
    invoices: [paid({ refunded: true, disputes: ['lost'] })],
    policies: { refundedSubscription: 'keep', disputedSubscription: 'suspend' },
    news: 'none',
  },
];

describe.each(['active', 'past_due'])('a subscription that is %s', (status) => {
  test.each(ROWS)('$name', ({ invoices, stripe, policies, news }) => {
    const renewed = subscription({
      status,
      items: [item({ current_period_end: at('2029-03-01') })],
      ...stripe,
    });
    const held = facts({ billing: [billingOf({ subscriptions: [renewed], invoices })] });
    expect(readableFeature(held, 'news', '2028-03-05', catalogueOf(policies))).toBe(news);
  });
});

test('a publication that chooses nothing keeps refunded readers and suspends disputed ones', () => {
  const of = (changes: Partial<StripeInvoice>) =>
    facts({ billing: [billingOf({ subscriptions: [subscription()], invoices: [lastYear(changes)] })] });
  const THIS_YEAR = 'until 2028-03-01T01:00:00Z, subscription';
  expect(readableFeature(of({ refunded: true }), 'news', '2027-06-01')).toBe(THIS_YEAR);
  expect(readableFeature(of({ disputes: ['needs_response'] }), 'news', '2027-06-01')).toBe('none');
});

describe('money that comes back brings the access back', () => {
  const strict = catalogueOf({ refundedSubscription: 'suspend', disputedSubscription: 'suspend' });
  const readAfter = (...lives: readonly Partial<StripeInvoice>[]) => {
    let billing = billingOf({ subscriptions: [subscription()], invoices: [lastYear()] });
    for (const changes of lives) {
      billing = billingOf({ subscriptions: [subscription()], invoices: [lastYear(changes)] }, billing);
    }
    return readableFeature(facts({ billing: [billing] }), 'news', '2027-06-01', strict);
  };

  test.each<[string, Partial<StripeInvoice>, Partial<StripeInvoice>]>([
    ['a dispute that is won', { disputes: ['needs_response'] }, { disputes: ['won'] }],
    ['a dispute lost, and won on appeal', { disputes: ['lost'] }, { disputes: ['won'] }],
    ['a refund that failed', { refunded: true }, { refunded: false }],
  ])('%s', (_, away, back) => {
    expect(readAfter(away)).toBe('none');
    expect(readAfter(away, back)).toBe('until 2028-03-01T01:00:00Z, subscription');
  });

  test('and no earlier: a dispute reopened takes it again', () => {
    expect(readAfter({ disputes: ['won'] }, { disputes: ['under_review'] })).toBe('none');
  });
});

describe('the status of a dispute', () => {
  const DISPUTES = ['in_orbit', '', 'LOST', '__proto__'];

  test.each(DISPUTES)('that is not known is reported: %j', (status) => {
    expect(isKnownDispute(status)).toBe(false);
    const { puzzles } = readBilling(
      reading({
        subscriptions: [subscription()],
        invoices: [paid({ disputes: [status] })],
        passes: [passPayment({ disputes: ['won', status] })],
      }),
      undefined,
      catalogueOf(),
      1_000,
    );
    expect(puzzles.unknownStatuses).toEqual([`dispute: ${status}`]);
  });

  test('leaves nothing behind where it takes nothing', () => {
    expect(moneyBackFacts({ refunded: false, disputes: ['won', 'warning_closed', 'in_orbit'] })).toEqual({});
    expect(moneyBackFacts({ refunded: true, disputes: ['lost'] })).toEqual({
      refunded: true,
      disputed: true,
    });
  });
});
