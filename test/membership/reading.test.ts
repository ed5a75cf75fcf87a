/**
 * Claims: reading Stripe twice changes nothing, so a repeated event is harmless. What was read before decides nothing
 * where Stripe is understood, so the order of events is harmless too (promise 1). Every change that matters is seen.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBilling, sameBilling } from '../../shared/membership/billing.ts';
import type {
  StripeInvoice,
  StripePassPayment,
  StripeReading,
} from '../../shared/membership/stripe-reading.ts';
import type { BillingItem } from '../../shared/membership/model.ts';
import { ALL_KNOWN, EVERYTHING, readings } from './arbitraries.ts';
import { at, billingOf, catalogueOf, invoice, passPayment, subscription } from './build.ts';

const billed = (reading: StripeReading, previous?: BillingItem) =>
  readBilling(reading, previous, catalogueOf(), 1_000).item;

describe('reading Stripe', () => {
  test('the same answer twice says the same', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), readings(EVERYTHING), (earlier, reading) => {
        const previous = billed(earlier);
        const once = billed(reading, previous);
        const twice = readBilling(reading, once, catalogueOf(), 9_000).item;
        expect(sameBilling(once, twice)).toBe(true);
        expect(twice).toEqual({ ...once, rev: once.rev + 1, readAt: 9_000 });
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('what was read before decides nothing where every status and product is known', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), readings(ALL_KNOWN), (earlier, reading) => {
        const afresh = billed(reading);
        const later = billed(reading, billed(earlier));
        expect(later).toEqual({ ...afresh, rev: 2 });
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  test('two answers that differ in any date or status do not say the same', () => {
    fc.assert(
      fc.property(readings(ALL_KNOWN), (reading) => {
        const [first, ...rest] = reading.subscriptions;
        fc.pre(first !== undefined);
        const changes = [
          { status: first.status === 'active' ? 'past_due' : 'active' },
          { start_date: first.start_date + 1 },
          { trial_end: (first.trial_end ?? 0) + 1 },
          { cancel_at: (first.cancel_at ?? 0) + 1 },
          { cancel_at_period_end: !first.cancel_at_period_end },
          { pause_collection: first.pause_collection === null ? {} : null },
          { items: first.items.map((one) => ({ ...one, current_period_end: one.current_period_end + 1 })) },
          { items: first.items.slice(1) },
        ];
        for (const change of changes) {
          const other = { ...reading, subscriptions: [{ ...first, ...change }, ...rest] };
          expect(sameBilling(billed(reading), billed(other))).toBe(false);
        }
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  test.each<[string, Partial<StripePassPayment>]>([
    ['payment', { status: 'processing', paid_at: null }],
    ['time', { seconds: '604801' }],
    ['plan', { plan: 'briefing' }],
    ['moment of payment', { paid_at: at('2027-06-01T12:00:01Z') }],
    ['refund', { refunded: true }],
    ['dispute', { disputes: ['lost'] }],
  ])('two answers that differ in the %s of a pass do not say the same', (_, change) => {
    const of = (pass: Partial<StripePassPayment>) => billingOf({ passes: [passPayment(pass)] });
    expect(sameBilling(of({}), of({}))).toBe(true);
    expect(sameBilling(of({}), of(change))).toBe(false);
  });

  test.each<[string, Partial<StripeInvoice>]>([
    ['is refunded', { refunded: true }],
    ['is disputed', { disputes: ['under_review'] }],
    ['is open', { status: 'open' }],
    ['is a draft', { status: 'draft' }],
  ])('an invoice that %s is seen', (_, change) => {
    const of = (changes: Partial<StripeInvoice>) =>
      billingOf({ subscriptions: [subscription()], invoices: [invoice({ status: 'paid', ...changes })] });
    expect(sameBilling(of({}), of(change))).toBe(false);
  });

  test('nothing stored says the same as a first reading', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), (reading) => {
        expect(sameBilling(undefined, billed(reading))).toBe(false);
      }),
      { seed: 14, numRuns: 20 },
    );
  });
});

test('a customer’s live subscriptions are all kept, and of the ended ones the ten newest', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 40 }), (endings) => {
      const all = endings.map((ended, day) =>
        subscription({
          id: `sub_${day}`,
          status: ended ? 'canceled' : 'active',
          start_date: at('2027-01-01') + day * 86_400,
        }),
      );
      const live = all.filter(({ status }) => status === 'active').map(({ id }) => id);
      const ended = all.filter(({ status }) => status === 'canceled').map(({ id }) => id);
      const kept = billingOf({ subscriptions: all }).subscriptions.map(({ id }) => id);
      expect(new Set(kept)).toEqual(new Set([...live, ...ended.slice(-10)]));
    }),
    { seed: 15, numRuns: 50 },
  );
});
