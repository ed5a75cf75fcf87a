/**
 * Claims: where nobody looks after the signing keys, or their looking after fails until one is too old, the alarm goes off that
 * docs/operations.md has a page for; a run of the rotation ends it.
 */
import { expect, test } from 'vitest';
import { createLog } from '../../functions/http/log.ts';
import { runDaily } from '../../functions/rotate/daily.ts';
import { createLocalKeyWrap } from '../../local/key-wrap.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { createClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/engine.ts';
import { openAlarms } from './alarms.ts';

const { sounds, soundsAt } = openAlarms();
const DAY_SECONDS = 86_400;

test('rotation-failed, signing-key-old, rotation-silent: KMS is away for half a year, and comes back', async () => {
  const clock = createClock();
  const { database } = await openTestDatabase();
  const lines: string[] = [];
  const keyWrap = createLocalKeyWrap(new Uint8Array(32).fill(7));
  let isAway = false;
  /** Whether it ended with an error, as Lambda counts them. */
  const run = () =>
    runDaily({
      issuer: 'https://access.thefold.example',
      keys: createKeysStore(database),
      keyWrap: {
        ...keyWrap,
        wrap: (...key) => (isAway ? Promise.reject(new Error('KMS is away')) : keyWrap.wrap(...key)),
      },
      now: clock.now,
      log: createLog((line) => lines.push(line)),
    }).then(
      () => 0,
      () => 1,
    );
  const nextDay = async (days = 1) => {
    lines.length = 0;
    clock.advance(days * DAY_SECONDS);
    return {
      failed: soundsAt('rotation-failed', await run()),
      old: sounds('signing-key-old', { rotate: lines }),
      silent: sounds('rotation-silent', { rotate: lines }),
    };
  };

  expect(sounds('rotation-silent', { rotate: lines }), 'before the first').toBe(true);
  await run();
  expect(await nextDay()).toEqual({ failed: false, old: false, silent: false });
  expect(await nextDay(89), 'the key made in advance signs').toEqual({
    ...{ failed: false, old: false, silent: false },
  });

  isAway = true;
  expect(await nextDay(90), 'the second one made in advance signs').toMatchObject({
    failed: true,
    old: false,
  });
  expect(await nextDay(91)).toMatchObject({ failed: true, old: false });
  expect(await nextDay(1)).toEqual({ failed: true, old: true, silent: false });

  isAway = false;
  expect(await nextDay(), 'the next key is made').toMatchObject({ failed: false, old: true });
  expect(await nextDay(), 'and published for more than a day').toMatchObject({ failed: false, old: true });
  expect(await nextDay()).toEqual({ failed: false, old: false, silent: false });
});
