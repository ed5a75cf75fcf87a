/**
 * Claims: whatever is put in a good token's place, by a character or altogether, unlocks nothing and breaks nothing:
 * it is refused with a code.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fetch } from '../../client/src/node.ts';
import {
  createClaims,
  createSigningKey,
  encode,
  ISSUER,
  keySetOf,
  NOW,
  signSegments,
  signToken,
} from '../support/tokens.ts';
import { ENTRIES, foldOptions, refusalOf } from './entries.ts';

const key = createSigningKey('key-1');
const good = signToken(key);
const [header = '', payload = ''] = good.split('.');
/** The issuer, in this process: nothing here is about the network. */
const answerKeys: Fetch = () =>
  Promise.resolve(new Response(keySetOf(key), { headers: { 'content-type': 'application/json' } }));

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  const options = () => foldOptions(ISSUER, { fetch: answerKeys });

  test('any one changed character of a good token is refused', async () => {
    const verifier = createVerifier(options());
    await verifier.verify(good);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (at, char) => {
          fc.pre(good[at] !== char);
          expect(await refusalOf(verifier.verify(good.slice(0, at) + char + good.slice(at + 1)))).toMatch(
            /^token_/,
          );
        },
      ),
      { seed: 1, numRuns: 1_000 },
    );
  });

  test('any one changed bit of a good token’s bytes is refused', async () => {
    const verifier = createVerifier(options());
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(), fc.nat(7), async (part, at, bit) => {
        const segments = good.split('.');
        const bytes = Buffer.from(segments[part] ?? '', 'base64url');
        bytes.writeUInt8(bytes.readUInt8(at % bytes.length) ^ (1 << bit), at % bytes.length);
        segments[part] = encode(bytes);
        expect(await refusalOf(verifier.verify(segments.join('.')))).toMatch(/^token_/);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('random text is refused', async () => {
    const verifier = createVerifier(options());
    const segment = fc.oneof(
      fc.base64String(),
      fc.json().map(encode),
      fc.constant(header),
      fc.constant(payload),
    );
    const tokens = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(segment, { maxLength: 5 }).map((all) => all.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(tokens, async (token) => {
        expect(await refusalOf(verifier.verify(token))).toMatch(/^token_/);
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });

  test('any signed JSON is refused or is the claims that were signed', async () => {
    const verifier = createVerifier(options());
    const names = fc.constantFrom(...Object.keys(createClaims()), 'nbf', '__proto__', 'toString');
    const values = fc.oneof(
      fc.jsonValue(),
      fc.integer({ min: NOW - 700, max: NOW + 700 }),
      fc.constant(undefined),
    );
    await fc.assert(
      fc.asyncProperty(names, values, async (name, value) => {
        const changed = JSON.stringify({ ...createClaims(), [name]: value });
        const token = signSegments(key.privateKey, header, encode(changed));
        const code = await refusalOf(verifier.verify(token));
        if (code !== undefined) expect(code).toMatch(/^token_/);
        else expect(JSON.parse(changed)).toMatchObject((await verifier.verify(token)).claims);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
