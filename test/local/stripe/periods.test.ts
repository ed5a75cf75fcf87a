// Claims:
// - A subscription that began on the 31st is billed on the last day of shorter months, and on the 31st again after.
// - A year from the 29th of February is the 28th, and the 29th again in a leap year.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addIntervals, periodFrom } from '../../../local/stripe/billing/periods.ts';
import { buildPrice } from '../../../local/stripe/objects/price.ts';

const at = (text: string) => Date.parse(`${text}Z`) / 1000;

describe('intervals', () => {
  test.each([
    ['2030-01-31T10:00:05', 'month', 1, '2030-02-28T10:00:05'],
    ['2030-01-31T10:00:05', 'month', 2, '2030-03-31T10:00:05'],
    ['2030-11-30T00:00:00', 'month', 3, '2031-02-28T00:00:00'],
    ['2028-02-29T23:59:59', 'year', 1, '2029-02-28T23:59:59'],
    ['2028-02-29T23:59:59', 'year', 4, '2032-02-29T23:59:59'],
    ['2030-12-31T01:00:00', 'day', 1, '2031-01-01T01:00:00'],
    ['2030-12-31T01:00:00', 'week', 2, '2031-01-14T01:00:00'],
  ])('%s and %s × %i is %s', (from, interval, count, to) => {
    expect(addIntervals(at(from), interval, count)).toBe(at(to));
  });
});

test('periods follow each other without gap, and never drift from the day they began on', () => {
  const cases = fc.record({
    anchor: fc.integer({ min: at('2000-01-01T00:00:00'), max: at('2060-01-01T00:00:00') }),
    interval: fc.constantFrom('day', 'week', 'month', 'year'),
    intervalCount: fc.integer({ min: 1, max: 12 }),
    renewals: fc.integer({ min: 0, max: 24 }),
  });
  fc.assert(
    fc.property(cases, ({ anchor, interval, intervalCount, renewals }) => {
      const price = buildPrice(
        { id: 'price_1', created: anchor },
        { product: 'prod_1', currency: 'usd', unitAmount: 1, recurring: { interval, intervalCount } },
      );
      let period = periodFrom(anchor, anchor, price);
      for (let count = 0; count < renewals; count += 1) {
        const next = periodFrom(anchor, period.end, price);
        expect(next.start).toBe(period.end);
        expect(next.end).toBeGreaterThan(next.start);
        period = next;
      }
      expect(period.end).toBe(addIntervals(anchor, interval, intervalCount * (renewals + 1)));
    }),
  );
});
