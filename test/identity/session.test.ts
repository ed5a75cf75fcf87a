/**
 * Claims: a refresh credential is good for its successor, and again for as long as the successor may have been lost on
 * its way. Tabs that race are one reader. An old credential used again means that two parties hold the session, and ends it.
 */
import { describe, expect, test } from 'vitest';
import { nextRefresh, openSession, SESSION_LIFETIME_SECONDS } from '../../shared/identity/session.ts';
import type { PresentedCredential, Refresh, Session } from '../../shared/identity/session.ts';
import { NOW } from '../support/tokens.ts';

const fresh = openSession(
  { sid: 'ses_1', member: 'mem_1', epoch: 2, how: 'code', device: { program: 'Firefox' } },
  NOW,
);

/** In its fourth generation, whose first branch was lost; the third had ended with its branch 2. */
const session: Session = { ...fresh, generation: 4, branch: 1, previousBranch: 2, rotatedAt: NOW };

type Expected = Omit<Refresh, 'session'> & { readonly session?: Partial<Session> };

const MOVED_ON = (now: number): Expected => ({
  kind: 'rotate',
  session: { ...session, generation: 5, branch: 0, previousBranch: 1, rotatedAt: now },
});
const BRANCHED = (now: number): Expected => ({
  kind: 'rotate',
  session: { ...session, branch: 2, rotatedAt: now },
});
const REPEATED: Expected = { kind: 'repeat', session };

const ROWS: readonly {
  readonly name: string;
  readonly presented: PresentedCredential;
  readonly seconds: number;
  readonly answer: Expected;
}[] = [
  {
    name: 'the one in force, within ten seconds: itself again',
    presented: { generation: 4, branch: 1 },
    seconds: 10,
    answer: REPEATED,
  },
  {
    name: 'the one in force, later: the next generation',
    presented: { generation: 4, branch: 1 },
    seconds: 11,
    answer: MOVED_ON(NOW + 11),
  },
  {
    name: 'the previous, within ten seconds: the same successor',
    presented: { generation: 3, branch: 2 },
    seconds: 10,
    answer: REPEATED,
  },
  {
    name: 'the previous, later, its successor unused: another branch',
    presented: { generation: 3, branch: 2 },
    seconds: 11,
    answer: BRANCHED(NOW + 11),
  },
  {
    name: 'a clock that went back a little: as within ten seconds',
    presented: { generation: 4, branch: 1 },
    seconds: -3,
    answer: REPEATED,
  },
  ...[0, 10, 11, 600].flatMap((seconds) => [
    {
      name: `a superseded branch of this generation, ${seconds} s later: the end`,
      presented: { generation: 4, branch: 0 },
      seconds,
      answer: { kind: 'revoke' } as const,
    },
    {
      name: `a superseded branch of the previous generation, ${seconds} s later: the end`,
      presented: { generation: 3, branch: 1 },
      seconds,
      answer: { kind: 'revoke' } as const,
    },
    {
      name: `two generations old, ${seconds} s later: the end (24)`,
      presented: { generation: 2, branch: 0 },
      seconds,
      answer: { kind: 'revoke' } as const,
    },
    {
      name: `the very first, ${seconds} s later: the end (24)`,
      presented: { generation: 0, branch: 0 },
      seconds,
      answer: { kind: 'revoke' } as const,
    },
  ]),
  {
    name: 'a generation that was never made: refused, and nothing ends',
    presented: { generation: 5, branch: 0 },
    seconds: 60,
    answer: { kind: 'refuse', why: 'unknown' } as Expected,
  },
  {
    name: 'a branch that was never made: refused, and nothing ends',
    presented: { generation: 4, branch: 2 },
    seconds: 60,
    answer: { kind: 'refuse', why: 'unknown' } as Expected,
  },
];

describe('what a credential earns', () => {
  test.each(ROWS)('$name', ({ presented, seconds, answer }) => {
    expect(nextRefresh(session, presented, NOW + seconds)).toEqual(answer);
  });

  test('a session just opened moves on at its first refresh', () => {
    expect(nextRefresh(fresh, { generation: 0, branch: 0 }, NOW)).toEqual({
      kind: 'rotate',
      session: { ...fresh, generation: 1, rotatedAt: NOW },
    });
  });

  test.each(['signed_out', 'reused', 'superseded'] as const)(
    'none once the session has ended (%s), not even an end',
    (why) => {
      const ended = { ...session, ended: { at: NOW, why } };
      for (const generation of [0, 3, 4, 9]) {
        expect(nextRefresh(ended, { generation, branch: 1 }, NOW + 1)).toEqual({
          kind: 'refuse',
          why: 'ended',
        });
      }
    },
  );

  test('none after ninety days, however lately it was used', () => {
    const end = NOW + 90 * 86_400;
    const used = { ...session, rotatedAt: end - 1 };
    expect(nextRefresh(used, used, end - 1).kind).toBe('repeat');
    expect(nextRefresh(used, used, end)).toEqual({ kind: 'refuse', why: 'expired' });
  });

  test('moving on makes no session longer', () => {
    expect(SESSION_LIFETIME_SECONDS).toBe(90 * 86_400);
    const moved = nextRefresh(session, session, NOW + 86_400);
    expect(moved.kind === 'rotate' && moved.session.expiresAt).toBe(fresh.expiresAt);
  });
});
