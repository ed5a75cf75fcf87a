/**
 * Claims: at every moment one key signs, and every verifier has had a day to learn of it. A key whose tokens may still
 * be about is still published. Rotating twice, late, or in two places at once does no harm.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currentKey, publishedKeys, rotate } from '../../shared/token/key-set.ts';
import { NOW } from '../support/tokens.ts';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;

interface Key {
  readonly kid: string;
  readonly generation: number;
  readonly activatesAt: number;
}

/** What the store does with a rotation: a generation is made once, and one that is dropped is gone. */
function apply(keys: readonly Key[], { create, remove }: ReturnType<typeof rotate>): Key[] {
  const dropped = new Set(remove.map(({ generation }) => generation));
  const kept = keys.filter(({ generation }) => !dropped.has(generation));
  const made = create.filter(({ generation }) => kept.every((key) => key.generation !== generation));
  return [...kept, ...made.map((timed) => ({ kid: `key-${timed.generation}`, ...timed }))];
}

const rotated = (keys: readonly Key[], now: number) => apply(keys, rotate(keys, now));

/** Rotations with these pauses, in seconds, between them: the keys before, after and between each two. */
function* life(pauses: readonly number[]) {
  let keys = rotated([], NOW);
  let now = NOW;
  yield { keys, now };
  for (const pause of pauses) {
    for (const share of [0.25, 0.5, 0.999]) yield { keys, now: now + Math.floor(pause * share) };
    now += pause;
    yield { keys, now };
    keys = rotated(keys, now);
    yield { keys, now };
  }
}

/** Checks every moment of a life, and gives the keys that signed in it. */
function checkLife(pauses: readonly number[]): readonly string[] {
  const firstPublishedAt = new Map<string, number>();
  const signedLastAt = new Map<string, number>();
  for (const { keys, now } of life(pauses)) {
    const published = publishedKeys(keys, now).map(({ kid }) => kid);
    for (const kid of published) if (!firstPublishedAt.has(kid)) firstPublishedAt.set(kid, now);

    const current = currentKey(keys, now);
    expect(current).toBeDefined();
    const kid = current?.kid ?? '';
    expect(published).toContain(kid);
    if (!signedLastAt.has(kid) && signedLastAt.size > 0) {
      expect(now - (firstPublishedAt.get(kid) ?? now)).toBeGreaterThanOrEqual(DAY_SECONDS);
    }
    signedLastAt.set(kid, now);
    for (const [signer, lastAt] of signedLastAt) {
      if (now - lastAt < HOUR_SECONDS) expect(published).toContain(signer);
    }
    expect(published.length).toBeLessThanOrEqual(3);
  }
  return [...signedLastAt.keys()];
}

describe('rotation', () => {
  test('every day for two years: a new key signs every ninety days, each made known a day or more before', () => {
    const pauses = Array.from({ length: 730 }, () => DAY_SECONDS);
    expect(checkLife(pauses)).toEqual(Array.from({ length: 9 }, (_, index) => `key-${index}`));
  });

  test('every day: the next key is always known, and a successor signs to the second', () => {
    let keys: Key[] = [];
    for (let day = 0; day <= 730; day += 1) {
      const now = NOW + day * DAY_SECONDS;
      keys = rotated(keys, now);
      const published = publishedKeys(keys, now);
      expect(published.some(({ activatesAt }) => activatesAt > now)).toBe(true);
      expect(currentKey(keys, now)?.generation).toBe(Math.floor(day / 90));
    }
  });

  test('at any times, hours or half a year apart: the same', () => {
    const pauses = fc.array(
      fc.oneof(fc.integer({ min: 1, max: DAY_SECONDS }), fc.integer({ min: 1, max: 200 * DAY_SECONDS })),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(pauses, (list) => {
        checkLife(list);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('that never runs again: the last key made goes on signing', () => {
    const keys = rotated([], NOW);
    expect(currentKey(keys, NOW + 10_000 * DAY_SECONDS)?.generation).toBe(1);
    expect(publishedKeys(keys, NOW + 10_000 * DAY_SECONDS).map(({ generation }) => generation)).toEqual([1]);
  });

  test('run twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 * DAY_SECONDS }), { maxLength: 20 }), (pauses) => {
        let keys: Key[] = [];
        let now = NOW;
        for (const pause of pauses) {
          now += pause;
          keys = rotated(keys, now);
          expect(rotate(keys, now)).toEqual({ create: [], remove: [] });
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('twice at once makes each key once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 200 * DAY_SECONDS }), fc.nat(60)), { maxLength: 20 }),
        (pauses) => {
          let keys: Key[] = [];
          let now = NOW;
          for (const [pause, apart] of pauses) {
            now += pause;
            const [one, other] = [rotate(keys, now), rotate(keys, now + apart)];
            keys = apply(apply(keys, one), other);
            const generations = keys.map(({ generation }) => generation);
            expect(new Set(generations).size).toBe(generations.length);
            expect(keys.filter(({ activatesAt }) => activatesAt > now + apart).length).toBeLessThanOrEqual(1);
            expect(currentKey(keys, now)).toBeDefined();
          }
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('the keys of a moment', () => {
  const keys: Key[] = [
    { kid: 'next', generation: 2, activatesAt: NOW + 1_000_000 },
    { kid: 'last', generation: 0, activatesAt: NOW - 1_000_000 },
    { kid: 'current', generation: 1, activatesAt: NOW },
  ];
  const kids = (now: number) => publishedKeys(keys, now).map(({ kid }) => kid);

  test('the newest that is active signs, from its first second on', () => {
    expect(currentKey(keys, NOW - 1)?.kid).toBe('last');
    expect(currentKey(keys, NOW)?.kid).toBe('current');
    expect(currentKey(keys, NOW + 1_000_000)?.kid).toBe('next');
    expect(currentKey(keys, NOW - 1_000_001)).toBeUndefined();
    expect(currentKey<Key>([], NOW)).toBeUndefined();
  });

  test('the last is published for an hour after its successor signs, and dropped then', () => {
    expect(kids(NOW + HOUR_SECONDS - 1)).toEqual(['last', 'current', 'next']);
    expect(kids(NOW + HOUR_SECONDS)).toEqual(['current', 'next']);
    expect(rotate(keys, NOW + HOUR_SECONDS - 1).remove).toEqual([]);
    expect(rotate(keys, NOW + HOUR_SECONDS).remove.map(({ kid }) => kid)).toEqual(['last']);
  });

  test('a next key is made as soon as there is none, ninety days after the newest', () => {
    const two = keys.slice(1);
    expect(rotate(two, NOW).create).toEqual([{ generation: 2, activatesAt: NOW + 90 * DAY_SECONDS }]);
  });

  test('no other is made while one is still to come, be it by a second', () => {
    expect(rotate(keys, NOW + 999_999).create).toEqual([]);
    expect(rotate(keys, NOW + 1_000_000).create).toHaveLength(1);
  });

  test('a next key that is made late is known for a day and an hour before it signs', () => {
    const two = keys.slice(1);
    const late = NOW + 400 * DAY_SECONDS;
    expect(rotate(two, late).create).toEqual([
      { generation: 2, activatesAt: late + DAY_SECONDS + HOUR_SECONDS },
    ]);
  });

  test('of two that are active at one second, the younger signs', () => {
    const twins = [
      { kid: 'younger', generation: 4, activatesAt: NOW },
      { kid: 'older', generation: 3, activatesAt: NOW },
    ];
    expect(currentKey(twins, NOW)?.kid).toBe('younger');
  });
});
