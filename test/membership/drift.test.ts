/**
 * Claims: a night's comparison finds every difference that Stripe's lists can show, and says whether it would let a reader
 * in, shut one out, or neither. What a list can not show is no difference: whatever was read in full and then listed
 * differs in nothing. Nobody becomes a member by a list who has bought nothing that is sold here.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAccountedFor } from '../../shared/membership/accounted-for.ts';
import { compare } from '../../shared/membership/drift.ts';
import type { Listed, ListedSubscription } from '../../shared/membership/drift.ts';
import { OPEN_STATUSES } from '../../shared/membership/model.ts';
import type { BillingItem } from '../../shared/membership/model.ts';
import type { StripeInvoice } from '../../shared/membership/stripe-reading.ts';
import { at, billingOf, catalogueOf, invoice, item, passPayment, subscription } from './build.ts';
import { EVERYTHING, moments, readings } from './arbitraries.ts';

const NOW = '2028-03-05';
const paidUntil = at('2029-03-01');
const renewed = subscription({ items: [item({ current_period_end: paidUntil })] });
const paid = invoice({ status: 'paid' });

const listed = (changes: Partial<Listed> = {}): Listed => ({
  customer: 'cus_1',
  customerDeleted: false,
  subscriptions: [],
  passes: [],
  ...changes,
});
const one = (changes: Partial<ListedSubscription> = {}): Listed =>
  listed({ subscriptions: [{ subscription: renewed, latestInvoice: paid, ...changes }] });
const drift = (page: Listed, stored: BillingItem | undefined, now = NOW, catalogue = catalogueOf()) =>
  compare(page, stored, catalogue, at(now)).drift;

const stored = (invoices: readonly StripeInvoice[], changes = {}) =>
  billingOf({ subscriptions: [{ ...renewed, ...changes }], invoices });

describe('a subscription', () => {
  test.each<[string, Listed, BillingItem | undefined, string]>([
    ['as stored', one(), stored([paid]), 'none'],
    ['renewed, and nobody knew', one(), billingOf({ subscriptions: [subscription()] }), 'gains'],
    [
      'cancelled, and nobody knew',
      one({ subscription: { ...renewed, status: 'canceled', ended_at: at('2028-03-04') } }),
      stored([paid]),
      'loses',
    ],
    [
      'to be cancelled one day, and nobody knew',
      one({ subscription: { ...renewed, cancel_at: paidUntil } }),
      stored([paid]),
      'stays',
    ],
    ['of a customer whom nobody has', one(), undefined, 'gains'],
    [
      'of a customer whom nobody has, unpaid for good',
      one({ subscription: { ...renewed, status: 'unpaid' } }),
      undefined,
      'stays',
    ],
    [
      'of a customer whom nobody has, ended',
      one({ subscription: { ...renewed, status: 'canceled' } }),
      undefined,
      'none',
    ],
    [
      'to something that nobody sells here, of a customer whom nobody has',
      one({ subscription: { ...renewed, items: [item({ product: 'prod_mugs' })] } }),
      undefined,
      'none',
    ],
    ['of a member, never seen before', one(), billingOf({}), 'gains'],
    [
      'of a member, never seen before, and ended',
      one({ subscription: { ...renewed, status: 'canceled' } }),
      billingOf({}),
      'none',
    ],
    [
      'in a status not known',
      one({ subscription: { ...renewed, status: 'adrift' } }),
      stored([paid]),
      'stays',
    ],
    [
      'in a status not known, as stored',
      one({ subscription: { ...renewed, status: 'adrift' } }),
      billingOf({ subscriptions: [{ ...renewed, status: 'adrift' }] }, stored([paid])),
      'none',
    ],
    ['of a deleted customer', { ...one(), customerDeleted: true }, stored([paid]), 'loses'],
    [
      'of a customer known to be deleted',
      { ...one(), customerDeleted: true },
      { ...stored([paid]), customerDeleted: true },
      'none',
    ],
  ])('%s', (_, page, before, expected) => {
    expect(drift(page, before)).toBe(expected);
  });
});

describe('what its latest invoice says of the period', () => {
  const open = invoice({ created: at('2028-03-01') });
  const older = invoice({ id: 'in_0', created: at('2028-02-01'), finalized_at: at('2028-02-01') });
  const draft = invoice({ status: 'draft', finalized_at: null, attempted: false });
  const upgrade = invoice({ id: 'in_2', billing_reason: 'subscription_update', items: [] });
  const written = { status: 'uncollectible', attempted: false } as const;

  test.each<[string, StripeInvoice | undefined, readonly StripeInvoice[], string]>([
    ['unpaid, in grace, and nobody knew', open, [], 'stays'],
    ['unpaid, as stored', open, [open], 'none'],
    ['unpaid, and an older debt is known', open, [open, older], 'none'],
    ['paid, and a debt is known', paid, [open], 'stays'],
    ['a draft, and nobody knew', draft, [], 'stays'],
    ['a draft, as stored', draft, [draft], 'none'],
    ['finalized since it was read as a draft', open, [draft], 'stays'],
    ['void, and its debt is known', invoice({ status: 'void' }), [open], 'stays'],
    ['void, and an older debt is known', invoice({ status: 'void' }), [older], 'none'],
    ['given away, and its debt is known', invoice(written), [open], 'stays'],
    ['an upgrade’s, which says nothing of it', upgrade, [open], 'none'],
    [
      'of another item, which says nothing of it',
      invoice({ items: ['si_2'], status: 'paid' }),
      [open],
      'none',
    ],
    ['none at all', undefined, [open], 'none'],
  ])('%s', (_, latestInvoice, invoices, expected) => {
    const two = {
      ...renewed,
      items: [
        ...renewed.items,
        item({ id: 'si_2', product: 'prod_briefing', current_period_end: paidUntil }),
      ],
    };
    const page = listed({
      subscriptions: [{ subscription: two, ...(latestInvoice && { latestInvoice }) }],
    });
    expect(drift(page, billingOf({ subscriptions: [two], invoices }))).toBe(expected);
  });

  test('unpaid beyond its grace, and nobody knew: access would end', () => {
    expect(drift(one({ latestInvoice: open }), stored([]), '2028-03-20')).toBe('loses');
  });

  test('says nothing of a subscription that gives nothing anyway', () => {
    const unpaid = { ...renewed, status: 'unpaid' };
    const before = billingOf({ subscriptions: [unpaid], invoices: [] });
    expect(drift(one({ subscription: unpaid, latestInvoice: open }), before)).toBe('none');
  });

  test('money that went back is not to be seen in a list, and no difference', () => {
    const before = stored([{ ...paid, refunded: true, disputes: ['lost'] }]);
    expect(drift(one(), before)).toBe('none');
  });
});

describe('a pass', () => {
  const NOON = '2027-06-02';
  const page = (changes = {}) => listed({ passes: [passPayment(changes)] });
  const before = (changes = {}) => billingOf({ passes: [passPayment(changes)] });

  test.each<[string, Listed, BillingItem | undefined, string]>([
    ['as stored', page(), before(), 'none'],
    ['paid, and nobody knew', page(), before({ status: 'processing', paid_at: null }), 'gains'],
    ['refunded, and nobody knew', page({ refunded: true }), before(), 'loses'],
    ['disputed, and nobody knew', page({ disputes: ['needs_response'] }), before(), 'loses'],
    [
      'its dispute won, and nobody knew',
      page({ disputes: ['won'] }),
      before({ disputes: ['lost'] }),
      'gains',
    ],
    ['of a customer whom nobody has', page(), undefined, 'gains'],
    [
      'of a customer whom nobody has, unpaid',
      page({ status: 'processing', paid_at: null }),
      undefined,
      'none',
    ],
    ['of a plan that is not sold', page({ plan: 'weekly' }), undefined, 'none'],
    ['whose time can not be read', page({ seconds: 'a week' }), undefined, 'none'],
    ['of a member, never seen before', page(), billingOf({}), 'gains'],
    ['of a member, never seen before, and over', page({ seconds: '60' }), billingOf({}), 'none'],
  ])('%s', (_, listedPass, stored, expected) => {
    expect(drift(listedPass, stored, NOON)).toBe(expected);
  });
});

describe('a customer with several reasons on one page', () => {
  const other = { ...renewed, id: 'sub_2', status: 'canceled' };
  const both = (first: object) =>
    listed({ subscriptions: [{ subscription: { ...renewed, ...first } }, { subscription: other }] });
  const before = billingOf({ subscriptions: [renewed, { ...other, status: 'active' }] });

  test('keeps access where one of them ends', () => {
    expect(drift(both({}), before)).toBe('stays');
  });

  test('loses it where all do', () => {
    expect(drift(both({ status: 'canceled' }), before)).toBe('loses');
  });

  test('loses something where one of two plans ends, even for another that gives less', () => {
    const briefing = { ...renewed, id: 'sub_2', items: [item({ product: 'prod_briefing' })] };
    const ends = { ...renewed, status: 'canceled' };
    const page = listed({ subscriptions: [{ subscription: ends }, { subscription: briefing }] });
    const withBoth = billingOf({ subscriptions: [renewed, briefing] });
    expect(compare(page, withBoth, catalogueOf(), at('2027-06-01'))).toEqual({
      ...{ hadAccess: true, drift: 'loses' },
    });
    const withOne = billingOf({ subscriptions: [renewed] });
    expect(drift(page, withOne, '2027-06-01')).toBe('loses');
  });

  test('gains where a second plan gives more', () => {
    const briefing = { ...renewed, id: 'sub_2', items: [item({ product: 'prod_briefing' })] };
    const page = listed({ subscriptions: [{ subscription: briefing }, { subscription: renewed }] });
    expect(drift(page, billingOf({ subscriptions: [briefing] }), '2027-06-01')).toBe('gains');
  });

  test('loses it too where what remains is not on the page: only what is seen counts', () => {
    expect(drift(listed({ subscriptions: [{ subscription: other }] }), before)).toBe('loses');
  });
});

test('a plan whose features have changed since it was read is no difference', () => {
  const { annual } = Object.fromEntries(catalogueOf().plans);
  if (annual === undefined) throw new Error('there is no annual plan');
  const smaller = catalogueOf({}, { annual: { ...annual, features: ['news'] } });
  const before = billingOf({
    subscriptions: [renewed],
    invoices: [paid],
    passes: [passPayment()],
  });
  const page = { ...one(), passes: [passPayment()] };
  expect(compare(page, before, smaller, at(NOW))).toEqual({ hadAccess: true, drift: 'none' });
});

test('whatever is read in full and then listed differs in nothing', () => {
  fc.assert(
    fc.property(readings(EVERYTHING), moments, (reading, now) => {
      const open = reading.subscriptions.filter(({ status }) => OPEN_STATUSES.has(status));
      const invoices = reading.invoices
        .filter((one) => open.some(({ id }) => id === one.subscription))
        .map((one, index) => ({ ...one, created: one.created + index }));
      const latestOf = (id: string) =>
        invoices.filter((one) => one.subscription === id).sort((a, b) => b.created - a.created)[0];
      const subscriptions = reading.subscriptions.map((subscription) => {
        const latestInvoice = latestOf(subscription.id);
        return { subscription, ...(latestInvoice && { latestInvoice }) };
      });
      const page = listed({ subscriptions, passes: reading.passes });
      expect(compare(page, billingOf({ ...reading, invoices }), catalogueOf(), now).drift).toBe('none');
    }),
    { seed: 20_270_115, numRuns: 1_000 },
  );
});

describe('what was quarantined is known', () => {
  test.each([
    ['product', 'prod_annual', true],
    ['product', 'prod_mugs', false],
    ['product', '__proto__', false],
    ['plan', 'annual', true],
    ['plan', 'weekly', false],
    ['status', 'active', true],
    ['status', 'unknown', false],
    ['status', 'adrift', false],
    ['status', 'dispute: won', true],
    ['status', 'dispute: adrift', false],
    ['pass', 'pi_1', false],
    ['address', 'cus_1', false],
  ] as const)('%s %s: %s', (kind, value, expected) => {
    expect(isAccountedFor(kind, value, catalogueOf())).toBe(expected);
  });
});
