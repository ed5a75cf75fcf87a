// Claims:
// - A private key that is wrapped on this machine opens with the same secret and for the same kid, and no other way;
//   it still opens when the service has moved to another port.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLocalKeyWrap } from '../../local/key-wrap.ts';

const CONTEXT = { issuer: 'https://access.thefold.example', kid: 'kid_1' };
const SECRET = randomBytes(138);
const wrap = createLocalKeyWrap(randomBytes(32));

test('what was wrapped opens again, and is never wrapped twice alike', async () => {
  const [one, other] = [await wrap.wrap(SECRET, CONTEXT), await wrap.wrap(SECRET, CONTEXT)];
  expect(one).not.toBe(other);
  for (const wrapped of [one, other]) {
    expect(Buffer.from(await wrap.unwrap(wrapped, CONTEXT)).equals(SECRET)).toBe(true);
  }
});

test('it opens for an issuer that has moved to another port', async () => {
  const moved = { ...CONTEXT, issuer: 'http://127.0.0.1:9000' };
  const opened = await wrap.unwrap(await wrap.wrap(SECRET, CONTEXT), moved);
  expect(Buffer.from(opened).equals(SECRET)).toBe(true);
});

describe('it does not open', () => {
  test('for another kid', async () => {
    const context = { ...CONTEXT, kid: 'kid_2' };
    await expect(wrap.unwrap(await wrap.wrap(SECRET, CONTEXT), context)).rejects.toThrow();
  });

  test('with another key', async () => {
    const other = createLocalKeyWrap(randomBytes(32));
    await expect(other.unwrap(await wrap.wrap(SECRET, CONTEXT), CONTEXT)).rejects.toThrow();
  });

  test('where any one byte was changed', async () => {
    const wrapped = Buffer.from(await wrap.wrap(SECRET, CONTEXT), 'base64');
    for (const index of wrapped.keys()) {
      const changed = Buffer.from(wrapped);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await expect(wrap.unwrap(changed.toString('base64'), CONTEXT), `byte ${index}`).rejects.toThrow();
    }
  });

  test.each([0, 5, 12, 27])('where only %i bytes are left', async (length) => {
    const wrapped = Buffer.from(await wrap.wrap(SECRET, CONTEXT), 'base64').subarray(0, length);
    await expect((async () => wrap.unwrap(wrapped.toString('base64'), CONTEXT))()).rejects.toThrow();
  });
});
