/**
 * Claims: a token that was issued before its member or its session was revoked is named by the list for as long as
 * anybody could still accept it; one issued a second later is not. The list names each of them once, and stays small: with
 * too many to name it refuses everybody's tokens of before, and misses none.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REVOCATIONS_MAX_ENTRIES } from '../../client/src/claims.ts';
import type { RevocationsClaims } from '../../client/src/claims.ts';
import {
  REVOCATION_LIFETIME_SECONDS,
  revocationOf,
  revocationsClaims,
} from '../../shared/token/revocations.ts';
import type { StoredRevocation } from '../../shared/token/revocations.ts';
import { AUDIENCE, ISSUER, NOW } from '../support/tokens.ts';

const issuer = { issuer: ISSUER, audience: AUDIENCE };
const listOf = (stored: readonly StoredRevocation[], now = NOW) => revocationsClaims(issuer, stored, now);

/** What a verifier makes of it. */
function isRefused(list: RevocationsClaims, token: { sub: string; sid: string; iat: number }): boolean {
  return (
    token.iat < (list.all ?? 0) ||
    list.revoked.some(
      (one) => ('sub' in one ? one.sub === token.sub : one.sid === token.sid) && token.iat < one.before,
    )
  );
}

test('nothing revoked is a list too, of a minute', () => {
  expect(listOf([])).toEqual({ iss: ISSUER, aud: AUDIENCE, iat: NOW, exp: NOW + 60, revoked: [] });
});

describe('what is refused', () => {
  const ada = { sub: 'mem_ada', sid: 'ses_phone' };

  test('a member’s tokens of this second and of before, and none of the next', () => {
    const list = listOf([revocationOf({ sub: 'mem_ada' }, NOW)]);
    expect(isRefused(list, { ...ada, iat: NOW - 600 })).toBe(true);
    expect(isRefused(list, { ...ada, iat: NOW })).toBe(true);
    expect(isRefused(list, { ...ada, iat: NOW + 1 })).toBe(false);
    expect(isRefused(list, { ...ada, sub: 'mem_ben', iat: NOW })).toBe(false);
  });

  test('a session’s, and those that were under way while it was ended', () => {
    const list = listOf([revocationOf({ sid: 'ses_phone' }, NOW)]);
    expect(isRefused(list, { ...ada, iat: NOW + 10 })).toBe(true);
    expect(isRefused(list, { ...ada, iat: NOW + 11 })).toBe(false);
    expect(isRefused(list, { ...ada, sid: 'ses_desk', iat: NOW })).toBe(false);
  });

  test('everybody’s, and who was named before that need not be named', () => {
    const list = listOf([
      { sub: 'mem_cleo', before: NOW },
      { all: true, before: NOW - 5 },
      { sub: 'mem_ada', before: NOW - 5 },
      { sid: 'ses_desk', before: NOW - 9 },
    ]);
    expect(list).toMatchObject({ all: NOW - 5, revoked: [{ sub: 'mem_cleo', before: NOW }] });
  });

  test('each once, by the latest, sorted', () => {
    const list = listOf([
      { sub: 'mem_ben', before: NOW },
      { sid: 'ses_desk', before: NOW - 1 },
      { sub: 'mem_ada', before: NOW - 1 },
      { sub: 'mem_ben', before: NOW - 2 },
    ]);
    expect(list.revoked).toEqual([
      { sub: 'mem_ada', before: NOW - 1 },
      { sub: 'mem_ben', before: NOW },
      { sid: 'ses_desk', before: NOW - 1 },
    ]);
  });
});

test('an entry lives as long as any token that it refuses: ten minutes, the clocks’ minute and a list’s', () => {
  expect(REVOCATION_LIFETIME_SECONDS).toBe(720);
  const stored = [{ sub: 'mem_ada', before: NOW }];
  expect(listOf(stored, NOW + 719).revoked).toEqual(stored);
  expect(listOf(stored, NOW + 720).revoked).toEqual([]);
});

describe('a list that would be too long', () => {
  const many = (count: number): StoredRevocation[] =>
    Array.from({ length: count }, (_, index) => ({
      sub: `mem_${String(index).padStart(26, '0')}`,
      before: NOW - Math.floor(index / 10),
    }));

  test('names nobody and refuses everybody’s tokens of before the latest', () => {
    expect(listOf(many(REVOCATIONS_MAX_ENTRIES)).revoked).toHaveLength(REVOCATIONS_MAX_ENTRIES);
    expect(listOf(many(REVOCATIONS_MAX_ENTRIES + 1))).toMatchObject({ all: NOW, revoked: [] });
  });

  test('of sessions refuses the tokens of this second and of before, and nobody the one that they are given next', () => {
    const ended = Array.from({ length: REVOCATIONS_MAX_ENTRIES + 1 }, (_, index) =>
      revocationOf({ sid: `ses_${index}` }, NOW),
    );
    const list = listOf(ended);
    expect(list).toMatchObject({ all: NOW + 1, revoked: [] });
    expect(isRefused(list, { sub: 'mem_ada', sid: 'ses_other', iat: NOW + 1 })).toBe(false);
    expect(isRefused(listOf(ended, NOW + 10), { sub: 'mem_ada', sid: 'ses_7', iat: NOW + 10 })).toBe(true);
  });

  test('is not one because of entries that are over', () => {
    const list = listOf(many(REVOCATIONS_MAX_ENTRIES + 1), NOW + 720 - 1);
    expect(list.all).toBeUndefined();
    expect(list.revoked).toHaveLength(10);
  });
});

test('whatever was revoked in whatever order: a token is refused if and only if one of them is for it', () => {
  const before = fc.integer({ min: NOW - 800, max: NOW + 1 });
  const revocation = fc.oneof<fc.Arbitrary<StoredRevocation>[]>(
    fc.record({ sub: fc.constantFrom('mem_a', 'mem_b'), before }),
    fc.record({ sid: fc.constantFrom('ses_1', 'ses_2'), before }),
    fc.record({ all: fc.constant(true as const), before }),
  );
  const token = fc.record({
    sub: fc.constantFrom('mem_a', 'mem_b'),
    sid: fc.constantFrom('ses_1', 'ses_2'),
    // One that a verifier could still accept: no older than its life and the clocks' minute.
    iat: fc.integer({ min: NOW - 660, max: NOW }),
  });
  fc.assert(
    fc.property(fc.array(revocation, { maxLength: 12 }), token, (drawn, one) => {
      const newestFirst = drawn.toSorted((first, second) => second.before - first.before);
      const isFor = (entry: StoredRevocation) =>
        ('all' in entry || ('sub' in entry ? entry.sub === one.sub : entry.sid === one.sid)) &&
        one.iat < entry.before;
      expect(isRefused(listOf(newestFirst), one)).toBe(newestFirst.some(isFor));
    }),
    { seed: 17, numRuns: 2_000 },
  );
});
