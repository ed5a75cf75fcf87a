// Claims:
// - What a discount takes off the lines of an order adds up to what it promises, to the smallest unit.
// - No line is lowered below nothing, and credit is left alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discountAmounts } from '../../../local/stripe/billing/discountState.ts';

/** Large amounts, and small ones, in which every unit is felt. */
const amount = fc.oneof(fc.integer({ min: -5_000, max: 1_000_000 }), fc.integer({ min: -3, max: 9 }));
const amounts = fc.array(amount, { minLength: 1, maxLength: 8 });
const total = (list: readonly number[]) => list.reduce((sum, amount) => sum + Math.max(0, amount), 0);
const sum = (list: readonly number[]) => list.reduce((all, amount) => all + amount, 0);

function checkLines(lines: readonly number[], taken: readonly number[]): void {
  expect(taken).toHaveLength(lines.length);
  for (const [index, line] of lines.entries()) {
    expect(taken[index]).toBeGreaterThanOrEqual(0);
    expect(taken[index]).toBeLessThanOrEqual(Math.max(0, line));
  }
}

describe('a discount', () => {
  test('of an amount takes just that, or all there is', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.oneof(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 40 })),
        (lines, off) => {
          const taken = discountAmounts(lines, { percent_off: null, amount_off: off });
          checkLines(lines, taken);
          expect(sum(taken)).toBe(Math.min(off, total(lines)));
        },
      ),
      { seed: 1 },
    );
  });

  test('of a share takes that share of all lines together', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 10_000 }), (lines, hundredths) => {
        const taken = discountAmounts(lines, { percent_off: hundredths / 100, amount_off: null });
        checkLines(lines, taken);
        expect(sum(taken)).toBe(Math.round((total(lines) * (hundredths / 100)) / 100));
      }),
      { seed: 2 },
    );
  });

  test.each([
    [[10_000], { percent_off: 25, amount_off: null }, [2_500]],
    [[100, 100, 100], { percent_off: null, amount_off: 100 }, [33, 34, 33]],
    [[1, 1, 1], { percent_off: 50, amount_off: null }, [1, 0, 1]],
    [[-500, 1_000], { percent_off: 10, amount_off: null }, [0, 100]],
    [[3, 3, 3, 3, 1], { percent_off: null, amount_off: 6 }, [1, 2, 1, 2, 0]],
    [[0], { percent_off: 100, amount_off: null }, [0]],
  ])('off %j is spread as %j says: %j', (lines, coupon, taken) => {
    expect(discountAmounts(lines, coupon)).toEqual(taken);
  });
});
