/**
 * Claims: in a year of daily rotations, of which a fifth fail, no site refuses a reader's token and none accepts one of a
 * stranger's, or of a key that is out: not one that has just started, nor one with a full cache, nor one that has heard
 * nothing of us for a day; nor though nobody sees for half a year that no key is made. A daily run that fails anywhere
 * says so, and harms nobody.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runRotation } from '../../../functions/rotate/run.ts';
import { ROTATION_SECONDS, currentKey, publishedKeys } from '../../../shared/token/key-set.ts';
import { createClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/engine.ts';
import type { TestDatabase } from '../../support/engine.ts';
import { failingAt, guardRotation } from './failing.ts';
import { createIssuer, outcomeOf } from './issuer.ts';
import { liveYear } from './year.ts';

let engine: TestDatabase;
beforeEach(async () => {
  engine = await openTestDatabase();
});
afterEach(() => {
  engine.client.destroy();
});

test('a year of daily runs, of which a fifth fail, and none ends for half of it', async () => {
  const drought = { from: 141, to: 321 };
  const year = await liveYear(engine.database, { seed: 1, failing: 1 / 3, drought });
  expect(year.findings).toEqual([]);
  expect(year.runs.done + year.runs.failed).toBe(365);
  expect(year.runs.failed).toBeGreaterThan(200);
  expect(year.keys).toBe(5);
  expect(year.good.tried).toBeGreaterThan(3_000);
  expect(year.bad.tried).toBeGreaterThan(2_000);
  expect([year.good.refused, year.bad.accepted]).toEqual([0, 0]);
}, 60_000);

test('a key made late is known to whoever had a CDN’s old copy, and then heard nothing for a day', async () => {
  const clock = createClock();
  const issuer = createIssuer(engine.database, clock);
  await runRotation(issuer.deps);
  clock.advance(3 * ROTATION_SECONDS);
  let isAway = false;
  const fetch: typeof issuer.cdn.fetch = (url, init) =>
    isAway ? Promise.reject(new Error('unreachable')) : issuer.cdn.fetch(url, init);
  const site = issuer.newVerifier({ fetch });
  await issuer.newVerifier().verify(await issuer.mint(issuer.newSigner()));
  await runRotation(issuer.deps);
  clock.advance(299);
  await site.verify(await issuer.mint(issuer.newSigner()));
  isAway = true;
  for (let hour = 0; hour < 24; hour += 1) {
    clock.advance(3_599);
    expect(await outcomeOf(site.verify(await issuer.mint(issuer.newSigner())))).toBe('accepted');
  }
});

describe('a daily run that fails', () => {
  /** A current key, one that is out, and none to come: it has to make one and to drop one. */
  async function openDue() {
    const clock = createClock();
    const issuer = createIssuer(engine.database, clock);
    await runRotation(issuer.deps);
    clock.advance(ROTATION_SECONDS + 3_600);
    return { clock, issuer };
  }

  test.each(['refused', 'answer lost'] as const)(
    'at any of its calls says so, leaves one key that signs, and is made good by the next: %s',
    async (trouble) => {
      const { clock, issuer } = await openDue();
      const due = await issuer.keys.list();
      const current = currentKey(due, issuer.seconds());
      for (let at = 1; at <= 4; at += 1) {
        for (const { generation } of await issuer.keys.list()) await issuer.keys.remove(generation);
        for (const key of due) await issuer.keys.add(key);
        await expect(runRotation(guardRotation(issuer.deps, failingAt(at, trouble)))).rejects.toThrow();
        const left = await issuer.keys.list();
        expect(currentKey(left, issuer.seconds())).toEqual(current);
        issuer.cdn.clear();
        const token = await issuer.mint(issuer.newSigner());
        expect(await outcomeOf(issuer.newVerifier().verify(token))).toBe('accepted');
        await runRotation(issuer.deps);
        const mended = await issuer.keys.list();
        expect(mended.map(({ generation }) => generation)).toEqual([1, 2]);
        expect(publishedKeys(mended, issuer.seconds())).toEqual(mended);
      }
      const whole = failingAt(Infinity, trouble);
      clock.advance(ROTATION_SECONDS + 3_600);
      await runRotation(guardRotation(issuer.deps, whole));
      expect(whole.calls()).toBe(4);
    },
  );
});
