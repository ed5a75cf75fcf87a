/**
 * Claims: of any number of browsers' tabs that refresh at once, one moves the session on, and no ended session is
 * moved again. Of any number of guesses at a code five are looked at, a challenge is spent once, and no limit is passed.
 */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { GUESSES_PER_CHALLENGE } from '../../shared/identity/sign-in.ts';
import type { Challenge } from '../../shared/identity/sign-in.ts';
import { nextRefresh, openSession } from '../../shared/identity/session.ts';
import { createChallengesStore } from '../../shared/store/challenges.ts';
import type { ChallengesStore } from '../../shared/store/challenges.ts';
import { createSessionsStore } from '../../shared/store/sessions.ts';
import type { SessionsStore } from '../../shared/store/sessions.ts';
import { openTestDatabase } from '../support/engine.ts';
import { heldHowOften, newAddress, newId, NOW } from './build.ts';

let sessions: SessionsStore;
let challenges: ChallengesStore;

beforeAll(async () => {
  const { database } = await openTestDatabase();
  sessions = createSessionsStore(database);
  challenges = createChallengesStore(database);
});

const newSession = () =>
  openSession(
    { sid: newId('ses'), member: newId('mem'), epoch: 2, how: 'code', device: { program: 'Firefox' } },
    NOW,
  );

function newChallenge(changes: Partial<Challenge> = {}): Challenge {
  const hash = () => randomBytes(32).toString('base64url');
  return {
    id: newId('cha'),
    address: newAddress(),
    shownAs: 'r…@example.com',
    codeHash: hash(),
    linkHash: hash(),
    handleHash: hash(),
    to: 'https://thefold.example/memo',
    expiresAt: NOW + 900,
    ...changes,
  };
}

describe('a session', () => {
  test('is read as it was opened, and opened once', async () => {
    const session = newSession();
    expect(await sessions.open(session)).toBe(true);
    expect(await sessions.open({ ...session, epoch: 9 })).toBe(false);
    expect(await sessions.get(session.member, session.sid)).toEqual(session);
  });

  test('is found by its member only', async () => {
    const session = newSession();
    await sessions.open(session);
    expect(await sessions.get(newId('mem'), session.sid)).toBeUndefined();
  });

  test('of twenty refreshes at once, one moves it on (25)', async () => {
    const session = newSession();
    await sessions.open(session);
    const decision = nextRefresh(session, session, NOW + 600);
    if (decision.kind !== 'rotate') throw new Error(decision.kind);
    expect(await heldHowOften(20, () => sessions.rotate(session, decision.session))).toBe(1);
    expect(await sessions.get(session.member, session.sid)).toEqual(decision.session);
  });

  test('is not moved on from a branch that is no longer its own', async () => {
    const session = { ...newSession(), generation: 4, branch: 1 };
    await sessions.open(session);
    const read = { ...session, branch: 0 };
    expect(await sessions.rotate(read, { ...read, generation: 5 })).toBe(false);
    expect(await sessions.get(session.member, session.sid)).toEqual(session);
  });

  test('ends once, and the first reason stays', async () => {
    const session = newSession();
    await sessions.open(session);
    expect(await sessions.end(session.member, session.sid, NOW + 5, 'reused')).toBe(true);
    expect(await sessions.end(session.member, session.sid, NOW + 6, 'signed_out')).toBe(false);
    expect((await sessions.get(session.member, session.sid))?.ended).toEqual({ at: NOW + 5, why: 'reused' });
  });

  test('that has ended is not moved on', async () => {
    const session = newSession();
    await sessions.open(session);
    await sessions.end(session.member, session.sid, NOW, 'signed_out');
    expect(await sessions.rotate(session, { ...session, generation: 1 })).toBe(false);
  });

  test('that never was is neither ended nor moved on, and is not made by it', async () => {
    const session = newSession();
    expect(await sessions.end(session.member, session.sid, NOW, 'signed_out')).toBe(false);
    expect(await sessions.rotate(session, { ...session, generation: 1 })).toBe(false);
    expect(await sessions.get(session.member, session.sid)).toBeUndefined();
  });

  test('stays readable past its end until the database drops it: its end is checked, not trusted', async () => {
    const session = { ...newSession(), expiresAt: 1 };
    await sessions.open(session);
    expect(await sessions.get(session.member, session.sid)).toEqual(session);
  });
});

describe('a sign-in challenge', () => {
  test('is read as it was written, and written once', async () => {
    const challenge = newChallenge();
    expect(await challenges.add(challenge)).toBe(true);
    expect(await challenges.add({ ...challenge, codeHash: 'other' })).toBe(false);
    expect(await challenges.get(challenge.id)).toEqual(challenge);
  });

  test('of a thousand guesses at once, five are looked at (29)', async () => {
    const challenge = newChallenge();
    await challenges.add(challenge);
    const looked = await heldHowOften(
      1_000,
      async () => (await challenges.takeGuess(challenge.id, NOW)) !== undefined,
    );
    expect(looked).toBe(GUESSES_PER_CHALLENGE);
    expect(await challenges.takeGuess(challenge.id, NOW)).toBeUndefined();
  });

  test('gives with each guess what to compare with', async () => {
    const challenge = newChallenge();
    await challenges.add(challenge);
    expect(await challenges.takeGuess(challenge.id, NOW)).toEqual(challenge);
  });

  test('of fifty redemptions at once, one is true (30)', async () => {
    const challenge = newChallenge();
    await challenges.add(challenge);
    expect(await heldHowOften(50, () => challenges.spend(challenge.id, NOW))).toBe(1);
    expect(await challenges.get(challenge.id)).toBeUndefined();
    expect(await challenges.takeGuess(challenge.id, NOW)).toBeUndefined();
  });

  test('that has run out of guesses is still good for its link', async () => {
    const challenge = newChallenge();
    await challenges.add(challenge);
    for (let guess = 0; guess < 7; guess += 1) await challenges.takeGuess(challenge.id, NOW);
    expect(await challenges.spend(challenge.id, NOW)).toBe(true);
  });

  test('that is over is neither guessed nor spent', async () => {
    const challenge = newChallenge({ expiresAt: NOW });
    await challenges.add(challenge);
    expect(await challenges.takeGuess(challenge.id, NOW)).toBeUndefined();
    expect(await challenges.spend(challenge.id, NOW)).toBe(false);
    expect(await challenges.takeGuess(challenge.id, NOW - 1)).toEqual(challenge);
  });

  test('that never was is neither guessed nor spent, and is not made by it', async () => {
    const id = newId('cha');
    expect(await challenges.takeGuess(id, NOW)).toBeUndefined();
    expect(await challenges.spend(id, NOW)).toBe(false);
    expect(await challenges.get(id)).toBeUndefined();
  });
});

describe('a limit', () => {
  test('is never passed, however many count at once', async () => {
    const name = newId('cnt');
    expect(await heldHowOften(60, () => challenges.count(name, 10, NOW))).toBe(10);
    expect(await challenges.count(name, 10, NOW)).toBe(false);
    expect(await challenges.count(name, 11, NOW)).toBe(true);
  });

  test('says whether it is reached, and asking counts nothing', async () => {
    const name = newId('cnt');
    expect(await challenges.reached(name, 1)).toBe(false);
    await heldHowOften(2, () => challenges.count(name, 3, NOW));
    expect(await challenges.reached(name, 3)).toBe(false);
    expect(await challenges.count(name, 3, NOW)).toBe(true);
    expect(await challenges.reached(name, 3)).toBe(true);
    await challenges.giveBack(name);
    expect(await challenges.reached(name, 3)).toBe(false);
  });

  test('gets back what was not used, and never more', async () => {
    const name = newId('cnt');
    expect(await challenges.giveBack(name)).toBe(false);
    await heldHowOften(3, () => challenges.count(name, 3, NOW));
    expect(await heldHowOften(20, () => challenges.giveBack(name))).toBe(3);
    expect(await heldHowOften(20, () => challenges.count(name, 3, NOW))).toBe(3);
  });

  test('of one name is no limit of another', async () => {
    const [one, other] = [newId('cnt'), newId('cnt')];
    expect(await challenges.count(one, 1, NOW)).toBe(true);
    expect(await challenges.count(other, 1, NOW)).toBe(true);
    expect(await challenges.count(one, 1, NOW)).toBe(false);
  });
});
