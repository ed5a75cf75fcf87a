/**
 * Claims: an id says nothing but that it is one. A refresh credential or an API key that this deployment did not make,
 * or made and somebody changed by a character, is refused before anything is looked up (26, 48).
 */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeApiKey, readApiKey } from '../../shared/identity/api-key.ts';
import { createIdentitySecrets, readCredential, writeCredential } from '../../shared/identity/credential.ts';
import { isId, makeId } from '../../shared/identity/ids.ts';
import { codeFrom, normalizeCode } from '../../shared/identity/sign-in.ts';
import { ISSUER } from '../support/tokens.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const secret = Buffer.alloc(32, 7);
const secrets = createIdentitySecrets(secret, ISSUER);

const credential = {
  member: makeId('mem', Buffer.alloc(16, 1)),
  sid: makeId('ses', Buffer.alloc(16, 2)),
  generation: 12,
  branch: 3,
};
const written = writeCredential(secrets, credential);

/** `text` with one character changed, left out or put in. */
const changed = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 1), fc.string({ maxLength: 2 }), fc.boolean())
    .map(([at, put, keep]) => text.slice(0, at) + put + text.slice(keep ? at : at + 1))
    .filter((other) => other !== text);

describe('an id', () => {
  test('has 26 characters for 128 bits, none of which is read as another', () => {
    expect(makeId('mem', Buffer.alloc(16, 0))).toBe(`mem_${'0'.repeat(26)}`);
    expect(makeId('mem', Buffer.alloc(16, 255))).toBe(`mem_7${'z'.repeat(25)}`);
  });

  test('is one of its own kind, and two are two', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), (one, other) => {
        const id = makeId('mem', one);
        expect(isId('mem', id)).toBe(true);
        expect(isId('ses', id)).toBe(false);
        expect(id === makeId('mem', other)).toBe(Buffer.compare(one, other) === 0);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test.each([
    '',
    'mem_',
    'mem_0',
    `mem_${'0'.repeat(25)}`,
    `mem_${'0'.repeat(27)}`,
    `mem_${'0'.repeat(26)}\n`,
    `mem_${'O'.repeat(26)}`,
    `mem_${'i'.repeat(26)}`,
    `mem_${'#'.repeat(26)}`,
    `MEM_${'0'.repeat(26)}`,
    `ses_${'0'.repeat(26)}`,
    `xmem_${'0'.repeat(26)}`,
  ])('%j is none (51)', (text) => {
    expect(isId('mem', text)).toBe(false);
  });

  test.each([0, 15, 17])('is not made of %d bytes', (length) => {
    expect(() => makeId('mem', Buffer.alloc(length))).toThrow(RangeError);
  });
});

describe('a refresh credential', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), fc.nat(), fc.nat(1_000), (one, other, generation, branch) => {
        const made = { member: makeId('mem', one), sid: makeId('ses', other), generation, branch };
        expect(readCredential(secrets, writeCredential(secrets, made))).toEqual(made);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('with any one character changed, left out or put in is refused', () => {
    fc.assert(
      fc.property(changed(written), (text) => {
        expect(readCredential(secrets, text)).toBeUndefined();
      }),
      { seed: 3, numRuns: 3_000 },
    );
  });

  test('with any one bit of any byte changed is refused', () => {
    const original = Buffer.from(written);
    for (let at = 0; at < original.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const other = Buffer.from(original);
        other.writeUInt8(other.readUInt8(at) ^ (1 << bit), at);
        expect(readCredential(secrets, other.toString('latin1'))).toBeUndefined();
      }
    }
  });

  test.each([
    ['another issuer’s (26)', createIdentitySecrets(secret, 'https://access.other.example')],
    ['one made with another secret', createIdentitySecrets(Buffer.alloc(32, 8), ISSUER)],
  ])('%s is refused', (_, others) => {
    expect(readCredential(secrets, writeCredential(others, credential))).toBeUndefined();
    expect(readCredential(others, written)).toBeUndefined();
  });

  test('is not what the same secret makes for a sign-in code', () => {
    const body = written.slice(0, written.lastIndexOf('.'));
    expect(readCredential(secrets, `${body}.${secrets.mac('code', body)}`)).toBeUndefined();
  });

  test.each([
    '',
    '.',
    '....',
    'null',
    '__proto__',
    '🦊'.repeat(1_000),
    `${written}.`,
    `.${written}`,
    ` ${written}`,
  ])('%j is none', (text) => {
    expect(readCredential(secrets, text)).toBeUndefined();
  });

  test('is not made from a short secret', () => {
    expect(() => createIdentitySecrets(Buffer.alloc(31), ISSUER)).toThrow(RangeError);
  });
});

describe('an API key', () => {
  const key = makeApiKey(ISSUER, Buffer.alloc(48, 9));

  test('is read as it was made', () => {
    fc.assert(
      fc.property(bytes(48), (random) => {
        const { id, secret: made, text } = makeApiKey(ISSUER, random);
        expect(readApiKey(ISSUER, text)).toEqual({ id, secret: made });
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('with any one character changed, left out or put in is refused (48)', () => {
    fc.assert(
      fc.property(changed(key.text), (text) => {
        expect(readApiKey(ISSUER, text)).toBeUndefined();
      }),
      { seed: 5, numRuns: 3_000 },
    );
  });

  test('of another deployment is refused (48)', () => {
    expect(readApiKey('https://access.other.example', key.text)).toBeUndefined();
  });

  test('whose secret is replaced by another’s is refused', () => {
    const other = makeApiKey(ISSUER, randomBytes(48));
    const [id, , checksum] = key.text.split('.');
    expect(readApiKey(ISSUER, [id, other.secret, checksum].join('.'))).toBeUndefined();
  });

  test.each([0, 47, 49])('is not made of %d bytes', (length) => {
    expect(() => makeApiKey(ISSUER, Buffer.alloc(length))).toThrow(RangeError);
  });
});

describe('a sign-in code', () => {
  test.each([
    [0, '000000'],
    [7, '000007'],
    [123_456, '123456'],
    [999_999, '999999'],
  ])('from %d is %s', (number, code) => {
    expect(codeFrom(number)).toBe(code);
  });

  test.each([
    ['123456', '123456'],
    [' 123 456 ', '123456'],
    ['123-456', '123456'],
    ['1 2 3 4 5 6', '123456'],
    ['000000', '000000'],
    ['12345', undefined],
    ['1234567', undefined],
    ['12345a', undefined],
    ['１２３４５６', undefined],
    ['+12345', undefined],
    ['0x1234', undefined],
    ['', undefined],
  ])('typed as %j is read as %j', (typed, code) => {
    expect(normalizeCode(typed)).toBe(code);
  });
});
