/**
 * Claims: a device is named by what its reader would call it, from what its browser says of itself, and any text at all
 * gives a name. Those signed in are listed by when they were last used. However many are opened at once, and whatever
 * each of them sees, exactly as many are left as are allowed, and never is one ended that was used more lately than one
 * that stays.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceOf, deviceWords } from '../../shared/identity/device.ts';
import { beyondLimit, devicesOf } from '../../shared/identity/devices.ts';
import { openSession } from '../../shared/identity/session.ts';
import type { Session } from '../../shared/identity/session.ts';
import { NOW } from '../support/tokens.ts';

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE = 'iPhone; CPU iPhone OS 17_5 like Mac OS X';

describe('the name of a device', () => {
  test.each([
    [
      'Firefox on Windows',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
    ],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'],
    ['Firefox on Android', 'Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0'],
    ['Firefox on iPhone', `Mozilla/5.0 (${IPHONE}) ${APPLE} FxiOS/128.0 Mobile/15E148 Safari/605.1.15`],
    ['Safari on iPhone', `Mozilla/5.0 (${IPHONE}) ${APPLE} Version/17.5 Mobile/15E148 Safari/604.1`],
    [
      'Safari on iPad',
      `Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) ${APPLE} Version/16.6 Mobile/15E148 Safari/604.1`,
    ],
    [
      'Safari on Mac',
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/17.5 Safari/605.1.15`,
    ],
    [
      'Chrome on Mac',
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36`,
    ],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Chrome on ChromeOS',
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36`,
    ],
    ['Chrome on iPhone', `Mozilla/5.0 (${IPHONE}) ${APPLE} CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1`],
    [
      'Edge on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`,
    ],
    [
      'Opera on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0`,
    ],
    [
      'Samsung Internet on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    ],
    ['A browser on iPhone', `Mozilla/5.0 (${IPHONE}) ${APPLE} Mobile/15E148 [FBAN/FBIOS]`],
    ['A browser on Linux', 'Mozilla/5.0 (X11; Linux x86_64) NetSurf/3.11'],
    ['A browser', 'curl/8.5.0'],
    ['A browser', ''],
  ])('%s', (words, userAgent) => {
    expect(deviceWords(deviceOf('browser', userAgent))).toBe(words);
  });

  test('is that of an app where no browser signs in', () => {
    expect(deviceWords(deviceOf('app', 'TheFold/2.1 (iPhone; iOS 17.5) Safari/604.1'))).toBe(
      'An app on iPhone',
    );
    expect(deviceWords(deviceOf('app', undefined))).toBe('An app');
  });

  test('is one of a few words, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (userAgent) => {
        expect(deviceWords(deviceOf('browser', userAgent))).toMatch(/^[A-Z][a-zA-Z ]{3,40}$/);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

function opened(index: number, changes: Partial<Session> = {}): Session {
  const session = openSession(
    {
      sid: `ses_${String(index).padStart(2, '0')}`,
      member: 'mem_1',
      epoch: 1,
      how: 'code',
      device: { program: 'Firefox' },
    },
    NOW,
  );
  return { ...session, ...changes };
}

describe('the devices of a member', () => {
  test('are those signed in: not those ended, run out, or from before the member’s present epoch', () => {
    const sessions = [
      opened(1),
      opened(2, { ended: { at: NOW, why: 'signed_out' } }),
      opened(3, { expiresAt: NOW }),
      opened(4, { epoch: 0 }),
      opened(5, { rotatedAt: NOW + 1 }),
      opened(6, { how: 'payment', addressProved: false }),
    ];
    expect(devicesOf(sessions, 1, NOW).map(({ sid }) => sid)).toEqual(['ses_05', 'ses_01', 'ses_06']);
  });

  test('one that was just opened stays before one that was used in the same second', () => {
    const sessions = [opened(9), opened(1, { openedAt: NOW - 60 })];
    expect(beyondLimit(sessions, 1).map(({ sid }) => sid)).toEqual(['ses_01']);
  });
});

/** Of each device: when it is opened, and its turns to look and to end what it saw beyond the limit. */
const runs = fc.record({
  limit: fc.integer({ min: 1, max: 4 }),
  devices: fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }),
  turns: fc.infiniteStream(fc.nat(1_000)),
});

test('any interleaving of devices that sign in leaves exactly as many as are allowed', () => {
  fc.assert(
    fc.property(runs, ({ limit, devices, turns }) => {
      const stored = new Map<string, Session>();
      const seen = new Map<number, readonly Session[]>();
      const steps = devices.map(() => 0);
      const act = [
        (index: number) => {
          const at = NOW + (devices[index] ?? 0);
          const session = opened(index, { rotatedAt: at, openedAt: at });
          stored.set(session.sid, session);
        },
        (index: number) => {
          seen.set(index, beyondLimit(devicesOf([...stored.values()], 1, NOW), limit));
        },
        (index: number) => {
          for (const session of seen.get(index) ?? [])
            stored.set(session.sid, { ...session, ended: { at: NOW, why: 'evicted', allowed: limit } });
        },
      ];
      for (const turn of turns) {
        const waiting = steps.flatMap((step, index) => (step < act.length ? [index] : []));
        const index = waiting[turn % waiting.length];
        if (index === undefined) break;
        act[steps[index] ?? 0]?.(index);
        steps[index] = (steps[index] ?? 0) + 1;
      }
      const left = devicesOf([...stored.values()], 1, NOW);
      expect(left).toHaveLength(Math.min(limit, devices.length));
      const gone = [...stored.values()].filter(({ ended }) => ended !== undefined);
      const oldestLeft = Math.min(...left.map(({ rotatedAt }) => rotatedAt));
      for (const { rotatedAt } of gone) expect(rotatedAt).toBeLessThanOrEqual(oldestLeft);
    }),
    { seed: 2, numRuns: 500 },
  );
});
