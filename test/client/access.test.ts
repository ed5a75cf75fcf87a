/**
 * Claims: a site asks by a feature's name, and a misspelt name is an error, never a locked or an open article. What a
 * token unlocks cannot be changed by the page that reads it. A token is checked once and remembered for its life
 * only; the reader's clock does not matter where the service has told the time.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createVerifier as createNodeVerifier } from '../../client/src/node.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import {
  AUDIENCE,
  createClaims,
  createSigningKey,
  FEATURES,
  forge,
  ISSUER,
  keySetOf,
  NOW,
  signToken,
} from '../support/tokens.ts';
import { ENTRIES, foldOptions, refusalOf } from './entries.ts';

const key = createSigningKey('key-1');
const token = signToken(key);
let server: JsonServer;

beforeAll(async () => {
  server = await startJsonServer(answerJson(keySetOf(key), { 'cache-control': 'max-age=3600' }));
});
afterAll(() => server[Symbol.asyncDispose]());

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  test('says who reads, what, why and until when', async () => {
    const access = await createVerifier(foldOptions(server.origin)).verify(token);
    expect(access).toMatchObject({
      member: 'mem_4hq8',
      session: 'ses_77aa',
      features: [...FEATURES, 'registered'].sort(),
      why: 'subscription',
      plan: 'annual',
      expiresAt: NOW + 600,
      claims: createClaims(),
    });
  });

  test('unlocks what is held, and nothing else', async () => {
    const verifier = createVerifier(foldOptions(server.origin));
    const access = await verifier.verify(signToken(key, createClaims({ ent: ['memos', 'registered'] })));
    expect(FEATURES.filter((feature) => access.unlocks(feature))).toEqual(['memos']);
    expect(access.unlocks('registered')).toBe(true);
  });

  test('a member with nothing has no reason and no plan', async () => {
    const claims = { ...createClaims({ ent: [] }), why: undefined, plan: undefined };
    const access = await createVerifier(foldOptions(server.origin)).verify(signToken(key, claims));
    expect(access.features).toEqual([]);
    expect('why' in access || 'plan' in access).toBe(false);
    expect(access.unlocks('registered')).toBe(false);
  });

  test('a misspelt feature does not compile, and throws', async () => {
    const access = await createVerifier(foldOptions(server.origin)).verify(token);
    // @ts-expect-error The publication has no such feature.
    expect(() => access.unlocks('anaylsis')).toThrow(expect.objectContaining({ code: 'feature_unknown' }));
    // @ts-expect-error Nor one of this name.
    expect(() => access.unlocks('__proto__')).toThrow(expect.objectContaining({ code: 'feature_unknown' }));
  });

  test('a feature that the publication adds later does not disturb', async () => {
    const claims = createClaims({ ent: ['audio', 'news'] });
    const access = await createVerifier(foldOptions(server.origin)).verify(signToken(key, claims));
    expect(access.features).toEqual(['news']);
    expect(access.claims.ent).toEqual(['audio', 'news']);
  });

  test('is frozen, all of it', async () => {
    const access = await createVerifier(foldOptions(server.origin)).verify(token);
    for (const part of [access, access.features, access.claims, access.claims.ent]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('row 22: a token is remembered, and refused when it is over', async () => {
    let nowSeconds = NOW;
    const verifier = createVerifier(foldOptions(server.origin, { now: () => nowSeconds * 1_000 }));
    const first = await verifier.verify(token);
    nowSeconds = NOW + 659;
    expect(await verifier.verify(token)).toBe(first);
    nowSeconds = NOW + 660;
    expect(await refusalOf(verifier.verify(token))).toBe('token_expired');
    nowSeconds = NOW - 61;
    expect(await refusalOf(verifier.verify(token))).toBe('token_not_yet_valid');
  });

  test('row 22: a remembered token gives no other token its place', async () => {
    const verifier = createVerifier(foldOptions(server.origin));
    await verifier.verify(token);
    expect(await refusalOf(verifier.verify(forge(token)))).toBe('token_signature_invalid');
  });

  test('of very many tokens the latest 500 are remembered, and no more than 1,000', async () => {
    const verifier = createVerifier(foldOptions(server.origin));
    const tokens = Array.from({ length: 1_501 }, (_, index) =>
      signToken(key, createClaims({ jti: `j${index}` })),
    );
    const accesses = [];
    for (const each of tokens) accesses.push(await verifier.verify(each));
    for (const [index, each] of tokens.entries()) {
      if (index >= 1_001) expect(await verifier.verify(each)).toBe(accesses[index]);
    }
    expect(await verifier.verify(tokens[0] ?? '')).not.toBe(accesses[0]);
  });

  test('a token that is asked for again stays remembered', async () => {
    const verifier = createVerifier(foldOptions(server.origin));
    const access = await verifier.verify(token);
    for (let index = 0; index < 1_600; index += 1) {
      await verifier.verify(signToken(key, createClaims({ jti: `j${index}` })));
      if (index % 400 === 0) expect(await verifier.verify(token)).toBe(access);
    }
  });

  test('row 23: time goes on after the service has told it, whatever the reader does to the clock', async () => {
    const passed = vi.spyOn(performance, 'now').mockReturnValue(5_000);
    try {
      const verifier = createVerifier(foldOptions(server.origin));
      verifier.setServerTime(NOW + 600);
      passed.mockReturnValue(5_000 + 59_999);
      expect(await refusalOf(verifier.verify(token))).toBeUndefined();
      passed.mockReturnValue(5_000 + 60_000);
      expect(await refusalOf(verifier.verify(token))).toBe('token_expired');
    } finally {
      passed.mockRestore();
    }
  });

  test('row 23: a clock set back a day neither locks a reader out nor keeps an old token good', async () => {
    const verifier = createVerifier(foldOptions(server.origin, { now: () => (NOW - 86_400) * 1_000 }));
    expect(await refusalOf(verifier.verify(token))).toBe('token_not_yet_valid');
    verifier.setServerTime(NOW);
    expect((await verifier.verify(token)).member).toBe('mem_4hq8');
    verifier.setServerTime(NOW + 660);
    expect(await refusalOf(verifier.verify(token))).toBe('token_expired');
    const yesterday = createClaims({ iat: NOW - 86_400, exp: NOW - 85_800 });
    expect(await refusalOf(verifier.verify(signToken(key, yesterday)))).toBe('token_expired');
  });

  test.each([NaN, Infinity, -Infinity])('row 23: the service’s time is not %d', (time) => {
    const verifier = createVerifier(foldOptions(server.origin));
    expect(() => {
      verifier.setServerTime(time);
    }).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });

  test.each([
    '',
    'access.thefold.example',
    `${ISSUER}/`,
    `${ISSUER}?a`,
    `${ISSUER}#a`,
    `${ISSUER}/a//b`,
    'ftp://a',
  ])('an issuer of %j is a mistake in the configuration', (issuer) => {
    expect(() => createVerifier({ issuer, audience: AUDIENCE, features: FEATURES })).toThrow(
      expect.objectContaining({ code: 'configuration_invalid' }),
    );
  });

  test('so is an empty audience', () => {
    expect(() => createVerifier({ issuer: ISSUER, audience: '', features: FEATURES })).toThrow(
      expect.objectContaining({ code: 'configuration_invalid' }),
    );
  });
});

describe('node entry, without waiting', () => {
  test('throws until the keys are at hand, and answers alike from then on', async () => {
    const verifier = createNodeVerifier(foldOptions(server.origin));
    expect(() => verifier.verifyNow(token)).toThrow(expect.objectContaining({ code: 'keys_not_loaded' }));
    const access = await verifier.verify(token);
    expect(verifier.verifyNow(token)).toBe(access);
    expect(verifier.verifyNow(signToken(key, createClaims({ jti: 'another' }))).member).toBe('mem_4hq8');
  });

  test('refuses what it cannot judge without a call', async () => {
    const verifier = createNodeVerifier(foldOptions(server.origin));
    await verifier.verify(token);
    const stranger = signToken(createSigningKey('key-9'));
    expect(() => verifier.verifyNow(stranger)).toThrow(
      expect.objectContaining({ code: 'token_key_unknown' }),
    );
    expect(() => verifier.verifyNow(forge(token))).toThrow(
      expect.objectContaining({ code: 'token_signature_invalid' }),
    );
  });

  test('throws again when the keys have been past their time for half a minute', async () => {
    let nowSeconds = NOW;
    const verifier = createNodeVerifier(foldOptions(server.origin, { now: () => nowSeconds * 1_000 }));
    await verifier.verify(token);
    nowSeconds += 3_600;
    expect(() => verifier.verifyNow(token)).toThrow(expect.objectContaining({ code: 'token_expired' }));
    await expect(verifier.verify(signToken(createSigningKey('key-9')))).rejects.toThrow();
    nowSeconds += 3_630;
    expect(() => verifier.verifyNow(token)).toThrow(expect.objectContaining({ code: 'keys_not_loaded' }));
  });
});
