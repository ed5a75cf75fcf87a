// Claims:
// - A command asks Stripe no more than twenty times a second, and waits where Stripe asks it to; readers come first.
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { CALLS_PER_SECOND, createPace } from '../../../shared/stripe/pace.ts';

function tooMany(): Error {
  return new Stripe.errors.StripeRateLimitError({ message: 'Slow down.', type: 'rate_limit_error' });
}

/** A clock that goes on by sleeping alone. */
function openClock() {
  const clock = { at: 0, now: () => clock.at, sleep: (ms: number) => Promise.resolve(void (clock.at += ms)) };
  return clock;
}

test('a hundred calls take five seconds, and no second has more than twenty', async () => {
  const clock = openClock();
  const pace = createPace(clock, CALLS_PER_SECOND);
  const times: number[] = [];
  for (let call = 0; call < 100; call += 1) await pace(() => Promise.resolve(times.push(clock.at)));
  expect(times.at(-1)).toBe(4_950);
  const busiest = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
  );
  expect(busiest).toBe(20);
});

test('calls that are slow by themselves are not held up', async () => {
  const clock = openClock();
  const pace = createPace(clock, CALLS_PER_SECOND);
  for (let call = 0; call < 3; call += 1) await pace(() => clock.sleep(400));
  expect(clock.at).toBe(1_200);
});

test('a 429 is asked again, after a longer time each time', async () => {
  const clock = openClock();
  const pace = createPace(clock, Infinity);
  const tries: number[] = [];
  const answer = await pace(() => {
    tries.push(clock.at);
    return tries.length < 8 ? Promise.reject(tooMany()) : Promise.resolve('answered');
  });
  expect(answer).toBe('answered');
  expect(tries.map((at, index) => (at - (tries[index - 1] ?? 0)) / 1_000)).toEqual([
    0, 1, 2, 4, 8, 16, 30, 30,
  ]);
});

test('a Stripe that is busy for minutes ends the command, and any other error at once', async () => {
  const clock = openClock();
  const pace = createPace(clock, Infinity);
  let tries = 0;
  const busy = pace(() => {
    tries += 1;
    return Promise.reject(tooMany());
  });
  await expect(busy).rejects.toThrow('Slow down.');
  expect(tries).toBe(12);
  const before = clock.at;
  await expect(pace(() => Promise.reject(new Error('no such customer')))).rejects.toThrow('no such customer');
  expect(clock.at).toBe(before);
});
