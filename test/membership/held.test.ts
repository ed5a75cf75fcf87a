/**
 * Claims: nobody is sold what they have (promise 6). A subscription is in the way of everything of its plan, a pass of
 * another pass to its last second, and of nothing else. A plan is tried once. What is paid for twice is known from a
 * reader who goes from a pass to a subscription.
 */
import { describe, expect, test } from 'vitest';
import { isHeld, paidTwice, plansHad } from '../../shared/membership/held.ts';
import type { BillingItem, PassFact } from '../../shared/membership/model.ts';
import { at, billingOf, catalogueOf, catalogueWithout, subscription } from './build.ts';

const NOW = at('2027-06-01');
const WEEK_SECONDS = 7 * 86_400;
const catalogue = catalogueOf();

const pass = (changes: Partial<PassFact> = {}): PassFact => ({
  id: 'pi_1',
  plan: 'annual',
  seconds: WEEK_SECONDS,
  paidAt: NOW,
  ...changes,
});

const withPasses = (...passes: PassFact[]): BillingItem => ({ ...billingOf({}), subscriptions: [], passes });
const subscribed = (changes: Parameters<typeof subscription>[0] = {}): BillingItem => ({
  ...billingOf({ subscriptions: [subscription(changes)] }),
  customer: 'cus_subscribed',
});
const held = (billing: BillingItem, kind: 'subscription' | 'pass', plan = 'annual', now = NOW) =>
  isHeld({ billing: [billing] }, { plan, kind }, catalogue, now);

describe('a pass', () => {
  test.each<[string, Partial<PassFact>, number, boolean]>([
    ['in its first second', {}, NOW, true],
    ['in its last second', {}, NOW + WEEK_SECONDS - 1, true],
    ['once it is over', {}, NOW + WEEK_SECONDS, false],
    ['not paid yet', { paidAt: undefined }, NOW, false],
    ['refunded', { refunded: true }, NOW, false],
    ['disputed', { disputed: true }, NOW, false],
  ])('%s: %j at %i is in the way of another: %s', (_, changes, now, expected) => {
    const { paidAt, ...rest } = { ...pass(), ...changes };
    const billing = withPasses({ ...rest, ...(paidAt !== undefined && { paidAt }) });
    expect(held(billing, 'pass', 'annual', now)).toBe(expected);
    expect(held(billing, 'subscription', 'annual', now)).toBe(false);
    expect(held(billing, 'pass', 'briefing', now)).toBe(false);
  });

  test('of a customer who is gone from Stripe is in nobody’s way', () => {
    expect(held({ ...withPasses(pass()), customerDeleted: true }, 'pass')).toBe(false);
  });
});

test.each(['subscription', 'pass'] as const)(
  'a subscription that is unpaid is in the way of a %s',
  (kind) => {
    expect(held(subscribed({ status: 'unpaid' }), kind)).toBe(true);
    expect(held(subscribed({ status: 'canceled' }), kind)).toBe(false);
  },
);

describe('a plan was had', () => {
  const had = (billing: BillingItem, today = catalogue) => [...plansHad([billing], today)];

  test.each(['canceled', 'incomplete_expired', 'trialing'])('by a subscription that is %s', (status) => {
    expect(had(subscribed({ status }))).toEqual(['annual']);
  });

  test('by a subscription whose product has left the catalogue', () => {
    expect(had(subscribed(), catalogueWithout('annual'))).toEqual(['annual']);
  });

  test('by a pass that was paid, whatever became of it', () => {
    expect(had(withPasses(pass({ refunded: true })))).toEqual(['annual']);
  });

  test('and not by a payment that never came', () => {
    const unpaid = { id: 'pi_1', plan: 'annual', seconds: WEEK_SECONDS };
    expect(had(withPasses(unpaid))).toEqual([]);
  });
});

describe('paid twice', () => {
  const ids = (billing: readonly BillingItem[], now = NOW) =>
    paidTwice(billing, 'annual', catalogue, now).map(({ id }) => id);

  test('two subscriptions', () => {
    const other = { ...subscribed({ id: 'sub_2' }), customer: 'cus_other' };
    expect(ids([subscribed(), other])).toEqual(['sub_1', 'sub_2']);
  });

  test('two passes that last at the same time, and not one after the other', () => {
    const later = pass({ id: 'pi_2', paidAt: NOW + WEEK_SECONDS });
    expect(ids([withPasses(pass(), pass({ id: 'pi_2', paidAt: NOW + 1 }))], NOW + 2)).toEqual([
      'pi_1',
      'pi_2',
    ]);
    expect(ids([withPasses(pass(), later)], NOW + WEEK_SECONDS)).toEqual([]);
  });

  test('a pass on top of a subscription, and not one from before it', () => {
    const start = at('2027-05-01');
    const on = subscribed({ start_date: start });
    const after = withPasses(pass({ paidAt: start + 1 }));
    const before = withPasses(pass({ paidAt: start - 1 }));
    expect(ids([on, after], start + 2)).toEqual(['sub_1', 'pi_1']);
    expect(ids([on, before], start + 2)).toEqual([]);
  });
});
