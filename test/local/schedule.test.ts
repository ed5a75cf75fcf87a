// Claims: what is scheduled runs again and again, never two at once; stopping waits for the run under way and begins no more.
import { expect, test } from 'vitest';
import { createSchedule } from '../../local/schedule.ts';

test('runs again and again, one after the other, until it is stopped', async () => {
  let runs = 0;
  let atOnce = 0;
  const third = Promise.withResolvers<undefined>();
  const release = Promise.withResolvers<undefined>();
  const schedule = createSchedule(async () => {
    runs += 1;
    atOnce += 1;
    expect(atOnce).toBe(1);
    if (runs === 3) {
      third.resolve(undefined);
      await release.promise;
    }
    atOnce -= 1;
  }, 1);
  schedule.start();
  await third.promise;
  const stopped = schedule.stop();
  release.resolve(undefined);
  await stopped;
  expect(atOnce).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(runs).toBe(3);
});

test('stopped before it ever began, it never runs', async () => {
  let runs = 0;
  const schedule = createSchedule(() => Promise.resolve(void (runs += 1)), 1);
  schedule.start();
  await schedule.stop();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(runs).toBe(0);
});
