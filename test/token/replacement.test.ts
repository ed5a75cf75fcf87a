/**
 * Claims: after an emergency no key that somebody else may hold is left, one that they do not hold signs at once, and
 * one to follow it is there. Where a key was announced before, it is that one which signs, so that every verifier knows
 * it. To do it again changes nothing more.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROTATION_SECONDS, currentKey, rotate } from '../../shared/token/key-set.ts';
import type { Timed } from '../../shared/token/key-set.ts';
import { isNothing, replaceKeys } from '../../shared/token/replacement.ts';
import { NOW } from '../support/tokens.ts';

const LAST = { kid: 'last', generation: 4, activatesAt: NOW - ROTATION_SECONDS };
const CURRENT = { kid: 'current', generation: 5, activatesAt: NOW - 100 };
const NEXT = { kid: 'next', generation: 6, activatesAt: NOW + 1_000 };
const ALL = [LAST, CURRENT, NEXT];

function applied(keys: readonly Timed[], compromised: ReadonlySet<string>, now: number): Timed[] {
  const { activate, create, remove } = replaceKeys(keys, compromised, now);
  const kept = keys.filter((key) => !remove.includes(key));
  const activated = kept.map((key) => (key === activate ? { ...key, activatesAt: now } : key));
  return [...activated, ...create.map((timed) => ({ kid: `made-${timed.generation}`, ...timed }))];
}

describe('a key that leaves', () => {
  test('while it signs: the one announced signs at once, and another is announced', () => {
    expect(replaceKeys(ALL, new Set(['last', 'current']), NOW)).toEqual({
      activate: NEXT,
      create: [{ generation: 7, activatesAt: NOW + ROTATION_SECONDS }],
      remove: [LAST, CURRENT],
    });
  });

  test('while it signs: an older one, which may be known to nobody any more, does not sign again', () => {
    expect(currentKey(applied([LAST, CURRENT], new Set(['current']), NOW), NOW)?.kid).toBe('made-6');
  });

  test('with all the others: one made anew signs at once', () => {
    expect(replaceKeys(ALL, new Set(['last', 'current', 'next']), NOW)).toEqual({
      create: [
        { generation: 7, activatesAt: NOW },
        { generation: 8, activatesAt: NOW + ROTATION_SECONDS },
      ],
      remove: ALL,
    });
  });

  test('before it signs: the current one goes on, and another is announced', () => {
    expect(replaceKeys(ALL, new Set(['next']), NOW)).toEqual({
      create: [{ generation: 7, activatesAt: CURRENT.activatesAt + ROTATION_SECONDS }],
      remove: [NEXT],
    });
  });

  test('after it signed: nothing else changes', () => {
    expect(replaceKeys(ALL, new Set(['last']), NOW)).toEqual({ create: [], remove: [LAST] });
  });

  test('and is not there: nothing is done', () => {
    expect(isNothing(replaceKeys(ALL, new Set(['unknown']), NOW))).toBe(true);
  });
});

test('whatever keys there are and whichever leave', () => {
  const anyKeys = fc
    .array(fc.integer({ min: -200, max: 100 }), { maxLength: 5 })
    .map((days) =>
      days
        .toSorted((one, other) => one - other)
        .map((day, generation) => ({ kid: `k${generation}`, generation, activatesAt: NOW + day * 86_400 })),
    );
  const anyChosen = fc.array(fc.integer({ min: 0, max: 4 }).map((index) => `k${index}`));
  fc.assert(
    fc.property(anyKeys, anyChosen, (keys, chosen) => {
      const compromised = new Set(chosen);
      const after = applied(keys, compromised, NOW);
      const before = currentKey(keys, NOW);
      const current = currentKey(after, NOW);
      expect(after.filter(({ kid }) => compromised.has(kid))).toEqual([]);
      expect(current).toBeDefined();
      if (before !== undefined && !compromised.has(before.kid)) expect(current).toEqual(before);
      expect(after.some(({ activatesAt }) => activatesAt > NOW)).toBe(true);
      const generations = after.map(({ generation }) => generation);
      expect(new Set(generations).size).toBe(generations.length);
      expect(isNothing(replaceKeys(after, compromised, NOW))).toBe(true);
      expect(rotate(after, NOW).create).toEqual([]);
    }),
    { seed: 1, numRuns: 300 },
  );
});
