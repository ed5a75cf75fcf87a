/**
 * Claims: once a publisher says that a signing key was stolen, what is signed with it is refused by every verifier
 * within ten and a half minutes, however full its caches are, and within a minute by one that polls, if it was signed
 * before. No reader who signs in meanwhile is refused: the key that signs next is one that every verifier has. It is on
 * record who did it and why. An emergency rotation that dies anywhere harms nobody, and goes on where it was.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceSigningKeys } from '../../../functions/rotate/replace.ts';
import { runRotation } from '../../../functions/rotate/run.ts';
import { createAuditStore } from '../../../shared/store/audit.ts';
import type { SigningKey } from '../../../shared/token/key-set.ts';
import { ROTATION_SECONDS, currentKey } from '../../../shared/token/key-set.ts';
import { createClock } from '../../support/clock.ts';
import type { Clock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/engine.ts';
import type { TestDatabase } from '../../support/engine.ts';
import { failingAt, guardRotation } from './failing.ts';
import type { Failing } from './failing.ts';
import { createIssuer, outcomeOf } from './issuer.ts';
import type { Issuer } from './issuer.ts';

/** A copy that the CDN has just made, in the cache of a verifier that has just asked, which then asks again. */
const REFUSED_WITHIN_SECONDS = 300 + 300 + 30;

let clock: Clock;
let engine: TestDatabase;
let issuer: Issuer;
let stolen: SigningKey;
let next: SigningKey;
beforeEach(async () => {
  clock = createClock();
  engine = await openTestDatabase();
  let drawn = 0;
  issuer = createIssuer(engine.database, clock, (length) => new Uint8Array(length).fill((drawn += 1)));
  await runRotation(issuer.deps);
  [stolen, next] = (await issuer.keys.list()) as [SigningKey, SigningKey];
});
afterEach(() => {
  engine.client.destroy();
});

const emergency = (...keys: readonly SigningKey[]) => ({
  compromised: keys.map(({ kid }) => kid),
  reason: 'A laptop was stolen',
  operator: 'ada',
});

type Verifier = ReturnType<Issuer['newVerifier']>;

const verify = (verifier: Verifier, token: string) => outcomeOf(verifier.verify(token));

/** Tries a new token of the thief every five seconds; the seconds until it is refused for good. */
async function secondsUntilRefused(verifier: Verifier): Promise<number> {
  const thief = issuer.thiefOf(stolen);
  for (let passed = 0; ; passed += 5) {
    const outcome = await verify(verifier, await issuer.mint(thief));
    if (outcome !== 'accepted') {
      expect(outcome).toBe('token_key_unknown');
      return passed;
    }
    if (passed > 2_000) return Infinity;
    clock.advance(5);
  }
}

describe('a stolen key', () => {
  test('leaves the key set at once', async () => {
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    const published = await issuer.published();
    expect(published).not.toContain(stolen.kid);
    expect(published[0]).toBe(next.kid);
    expect(published).toHaveLength(2);
  });

  test('opened everything, and opens nothing as soon as a verifier has renewed its key set', async () => {
    const thief = issuer.thiefOf(stolen);
    expect(await verify(issuer.newVerifier(), await issuer.mint(thief))).toBe('accepted');
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    issuer.cdn.clear();
    expect(await verify(issuer.newVerifier(), await issuer.mint(thief))).toBe('token_key_unknown');
  });

  // When the CDN and then the verifier had made their copies, seconds before the emergency.
  test.each([
    ['both of this second', 0, 0],
    ['the CDN’s about to end', 299, 0],
    ['the CDN’s a minute old', 60, 30],
    ['the verifier’s about to end', 299, 299],
    ['the verifier’s an hour old, and unused since', 3_600, 3_600],
  ])('opens nothing after ten and a half minutes, copies being %s', async (_, cdnAge, verifierAge) => {
    const verifier = issuer.newVerifier();
    const thief = issuer.thiefOf(stolen);
    await verify(issuer.newVerifier(), await issuer.mint(thief));
    clock.advance(cdnAge - verifierAge);
    expect(await verify(verifier, await issuer.mint(thief))).toBe('accepted');
    clock.advance(verifierAge);
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    expect(await secondsUntilRefused(verifier)).toBeLessThanOrEqual(REFUSED_WITHIN_SECONDS);
  });

  test('opens nothing after five and a half, where the CDN is told to forget its copy', async () => {
    const verifier = issuer.newVerifier();
    await verify(verifier, await issuer.mint(issuer.newSigner()));
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    issuer.cdn.clear();
    expect(await secondsUntilRefused(verifier)).toBeLessThanOrEqual(330);
  });

  test('has signed nothing before that a verifier still accepts after a minute, if it polls', async () => {
    const verifier = issuer.newVerifier({ polls: true });
    const tokens = [
      await issuer.mint(issuer.newSigner()),
      await issuer.mint(issuer.thiefOf(stolen), issuer.seconds() - 500),
    ];
    for (const token of tokens) expect(await verify(verifier, token)).toBe('accepted');
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    for (let passed = 0; passed < 60; passed += 5) {
      clock.advance(5);
      for (const token of tokens) await verify(verifier, token);
    }
    for (const token of tokens) expect(await verify(verifier, token)).toBe('token_revoked');
    expect(await verify(verifier, await issuer.mint(issuer.newSigner()))).toBe('accepted');
  });
});

describe('a reader', () => {
  test('is let in by every verifier at once, with the key that was announced', async () => {
    const away = () => Promise.reject(new Error('away'));
    let isAway = false;
    const warm = [0, 299, 3_600, 86_000].map((age) => ({
      age,
      verifier: issuer.newVerifier({
        fetch: (url, init) => (isAway ? away() : issuer.cdn.fetch(url, init)),
      }),
    }));
    for (const { age, verifier } of warm.toReversed()) {
      expect(await verify(verifier, await issuer.mint(issuer.newSigner()))).toBe('accepted');
      const younger = warm.filter((one) => one.age < age).map((one) => one.age);
      clock.advance(age - Math.max(0, ...younger));
    }
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    isAway = true;
    const token = await issuer.mint(issuer.newSigner());
    for (const { age, verifier } of warm)
      expect([age, await verify(verifier, token)]).toEqual([age, 'accepted']);
  });

  test('is let in by whoever renews, once the signers that run have read the keys again', async () => {
    const signer = issuer.newSigner();
    await issuer.mint(signer);
    await replaceSigningKeys(issuer.deps, emergency(stolen));
    clock.advance(60);
    const verifier = issuer.newVerifier({ polls: true });
    expect(await verify(verifier, await issuer.mint(signer))).toBe('accepted');
  });

  test('waits five and a half minutes at most where every key had to go', async () => {
    const verifier = issuer.newVerifier();
    await verify(verifier, await issuer.mint(issuer.newSigner()));
    await replaceSigningKeys(issuer.deps, emergency(stolen, next));
    const signer = issuer.newSigner();
    expect(await verify(verifier, await issuer.mint(signer))).toBe('token_key_unknown');
    clock.advance(330);
    expect(await verify(verifier, await issuer.mint(signer))).toBe('accepted');
    expect(await verify(verifier, await issuer.mint(issuer.thiefOf(next)))).toBe('token_key_unknown');
  });

  test('does not wait where the CDN is told to forget its copy', async () => {
    const verifier = issuer.newVerifier();
    await verify(verifier, await issuer.mint(issuer.newSigner()));
    clock.advance(30);
    await replaceSigningKeys(issuer.deps, emergency(stolen, next));
    issuer.cdn.clear();
    expect(await verify(verifier, await issuer.mint(issuer.newSigner()))).toBe('accepted');
  });
});

test('who did it, why, and which keys are on record before anything is done', async () => {
  const dying = { ...issuer.deps, keys: { ...issuer.keys, list: () => Promise.reject(new Error('away')) } };
  await expect(replaceSigningKeys(dying, emergency(stolen))).rejects.toThrow('away');
  expect(await createAuditStore(engine.database).list('deployment', 10)).toMatchObject([
    {
      actor: 'operator:ada',
      act: 'keys.replaced',
      before: { kids: [stolen.kid] },
      reason: 'A laptop was stolen',
      channel: 'command',
    },
  ]);
  expect(await issuer.published()).toEqual([stolen.kid, next.kid]);
});

describe('an emergency rotation that goes wrong', () => {
  function guarded(failing: Failing) {
    const { revocations } = issuer.deps;
    const deps = guardRotation(issuer.deps, failing);
    const revokeAll = failing.guard((...args: Parameters<typeof revocations.revokeAll>) =>
      revocations.revokeAll(...args),
    );
    return { ...deps, revocations: { revokeAll } };
  }

  test.each([
    ['the key that signs', () => [stolen]],
    ['every key', () => [stolen, next]],
    ['the next key', () => [next]],
  ])('at any of its calls leaves a key that signs, and is ended by doing it again: %s', async (_, chosen) => {
    const before = await issuer.keys.list();
    let steps = Infinity;
    for (let at = 1; at <= steps; at += 1) {
      for (const trouble of ['refused', 'answer lost'] as const) {
        for (const { generation } of await issuer.keys.list()) await issuer.keys.remove(generation);
        for (const key of before) await issuer.keys.add(key);
        const kids = new Set(chosen().map(({ kid }) => kid));

        const broken = guarded(failingAt(at, trouble));
        await expect(replaceSigningKeys(broken, emergency(...chosen()))).rejects.toThrow();
        const signing = currentKey(await issuer.keys.list(), issuer.seconds());
        expect(signing).toBeDefined();
        expect(await verify(issuer.newVerifier({ fetch: issuer.cdn.fetch }), await mintAfresh())).toBe(
          'accepted',
        );

        const whole = failingAt(Infinity, trouble);
        await replaceSigningKeys(guarded(whole), emergency(...chosen()));
        if (at === 1 && trouble === 'refused') steps = whole.calls();
        const left = await issuer.keys.list();
        expect(left.filter(({ kid }) => kids.has(kid))).toEqual([]);
        expect(left.filter(({ activatesAt }) => activatesAt > issuer.seconds())).toHaveLength(1);
        expect(currentKey(left, issuer.seconds())?.kid).toBeDefined();
      }
    }
    expect(steps).toBeGreaterThan(4);
  });

  /** By a new instance, with no copy in between. */
  function mintAfresh(): Promise<string> {
    issuer.cdn.clear();
    return issuer.mint(issuer.newSigner());
  }

  test('while the daily rotation runs leaves none of the keys, makes each once, and one signs', async () => {
    for (let day = 0; day < 8; day += 1) {
      clock.advance(ROTATION_SECONDS / 2);
      const [current] = [currentKey(await issuer.keys.list(), issuer.seconds())];
      if (current === undefined) throw new Error('No key signs.');
      await Promise.all([
        replaceSigningKeys(issuer.deps, emergency(current)),
        runRotation(issuer.deps),
        runRotation(issuer.deps),
        replaceSigningKeys(issuer.deps, emergency(current)),
      ]);
      const left = await issuer.keys.list();
      expect(left.map(({ kid }) => kid)).not.toContain(current.kid);
      expect(await verify(issuer.newVerifier(), await mintAfresh())).toBe('accepted');
      expect(left.filter(({ activatesAt }) => activatesAt > issuer.seconds()).length).toBeGreaterThanOrEqual(
        1,
      );
    }
  });
});
