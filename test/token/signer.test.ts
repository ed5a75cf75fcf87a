/**
 * Claims: a token says what the facts said when it was minted, and nothing about who the member is (promise 5). Any
 * verifier of the standard accepts its signature, however the numbers in it fall. Only the current key signs, and a
 * change of keys is followed within a minute.
 */
import { createPublicKey, verify } from 'node:crypto';
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_TOKEN_TYPE, REVOCATIONS_TYPE } from '../../client/src/claims.ts';
import { accessTokenClaims } from '../../shared/token/claims.ts';
import type { SigningKey } from '../../shared/token/key-set.ts';
import { createSigner, generateSigningKey } from '../../shared/token/signer.ts';
import { AUDIENCE, createClaims, ISSUER, NOW } from '../support/tokens.ts';

interface Made {
  readonly key: SigningKey;
  readonly pkcs8: Uint8Array;
}

function makeKey(generation: number, activatesAt: number): Made {
  const { publicJwk, pkcs8 } = generateSigningKey();
  const wrappedPrivateKey = `wrapped ${publicJwk.kid}`;
  return {
    key: { kid: publicJwk.kid, generation, publicJwk, wrappedPrivateKey, createdAt: NOW, activatesAt },
    pkcs8,
  };
}

/** A signer whose clock, keys and unwrapping are ours to see. */
function signerOf(made: Made[]) {
  const clock = { now: NOW };
  const loads: number[] = [];
  const unwrapped: unknown[] = [];
  const signer = createSigner({
    issuer: ISSUER,
    now: () => clock.now,
    loadKeys: () => {
      loads.push(clock.now);
      return Promise.resolve(made.map(({ key }) => key));
    },
    unwrapKey: (wrapped, context) => {
      unwrapped.push({ wrapped, context });
      const found = made.find(({ key }) => key.wrappedPrivateKey === wrapped);
      return found === undefined ? Promise.reject(new Error('not ours')) : Promise.resolve(found.pkcs8);
    },
  });
  return { signer, clock, loads, unwrapped };
}

const headerOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

const kidOf = (token: string) => (headerOf(token) as { kid: string }).kid;

describe('the claims', () => {
  const subject = {
    issuer: ISSUER,
    audience: AUDIENCE,
    member: 'mem_1',
    sid: 'ses_1',
    jti: 'jti_1',
  } as const;

  test('are those of RFC 9068 and what the member holds, for ten minutes', () => {
    const held = [
      { feature: 'memos', until: NOW + 5 },
      { feature: 'news', until: NOW + 9 },
      { feature: 'registered' },
    ];
    expect(accessTokenClaims(subject, { held, why: 'grace', plan: 'annual' }, NOW)).toEqual({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'mem_1',
      client_id: 'site',
      sid: 'ses_1',
      jti: 'jti_1',
      iat: NOW,
      exp: NOW + 600,
      ent: ['memos', 'news', 'registered'],
      why: 'grace',
      plan: 'annual',
    });
  });

  test('give no reason and no plan where nothing is bought or granted', () => {
    const claims = accessTokenClaims(subject, { held: [] }, NOW);
    expect(claims.ent).toEqual([]);
    expect(Object.keys(claims)).toEqual([
      'iss',
      'aud',
      'sub',
      'client_id',
      'sid',
      'jti',
      'iat',
      'exp',
      'ent',
    ]);
  });
});

describe('a signature', () => {
  const made = makeKey(0, NOW);
  const publicKey = createPublicKey({ key: { ...made.key.publicJwk }, format: 'jwk' });
  const { signer } = signerOf([made]);
  const shortR: string[] = [];
  const shortS: string[] = [];

  function isRight(token: string): boolean {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const raw = Buffer.from(signature, 'base64url');
    const signed = Buffer.from(`${header}.${payload}`);
    return raw.length === 64 && verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw);
  }

  /** One number in 256 is a byte shorter than the rest: enough tokens to meet both kinds. */
  beforeAll(async () => {
    for (let index = 0; index < 20_000 && (shortR.length < 8 || shortS.length < 8); index += 1) {
      const token = await signer.sign(ACCESS_TOKEN_TYPE, createClaims({ jti: `jti_${index}` }));
      const raw = Buffer.from(token.split('.')[2] ?? '', 'base64url');
      if (raw[0] === 0) shortR.push(token);
      if (raw[32] === 0) shortS.push(token);
      expect(isRight(token)).toBe(true);
    }
  });

  test('whose numbers are short is right too: 64 bytes, each number in its half', async () => {
    expect(shortR.length).toBeGreaterThanOrEqual(8);
    expect(shortS.length).toBeGreaterThanOrEqual(8);
    const keySet = createLocalJWKSet({ keys: [made.key.publicJwk] });
    for (const token of [...shortR, ...shortS]) {
      const { payload, protectedHeader } = await jwtVerify(token, keySet, {
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'at+jwt',
        algorithms: ['ES256'],
        currentDate: new Date(NOW * 1000),
      });
      expect(payload.sub).toBe('mem_4hq8');
      expect(protectedHeader).toEqual({ alg: 'ES256', kid: made.key.kid, typ: 'at+jwt' });
    }
  });

  test('does not fit another token', async () => {
    const [one, other] = [
      await signer.sign(ACCESS_TOKEN_TYPE, createClaims()),
      await signer.sign(ACCESS_TOKEN_TYPE, createClaims({ sub: 'mem_2' })),
    ];
    const [header, payload] = other.split('.');
    expect(isRight([header, payload, one.split('.')[2]].join('.'))).toBe(false);
  });
});

describe('the signer', () => {
  test('says exactly which key and nothing more', async () => {
    const made = makeKey(0, NOW);
    const token = await signerOf([made]).signer.sign(ACCESS_TOKEN_TYPE, createClaims());
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toBe(
      `{"alg":"ES256","kid":"${made.key.kid}","typ":"at+jwt"}`,
    );
    expect(token.split('.')[1]).toBe(Buffer.from(JSON.stringify(createClaims())).toString('base64url'));
  });

  test('row 17: says which kind of thing it has signed, so that no list passes for a token', async () => {
    const made = makeKey(0, NOW);
    const list = { iss: ISSUER, aud: AUDIENCE, iat: NOW, exp: NOW + 60, revoked: [] };
    const signed = await signerOf([made]).signer.sign(REVOCATIONS_TYPE, list);
    expect(Buffer.from(signed.split('.')[0] ?? '', 'base64url').toString()).toBe(
      `{"alg":"ES256","kid":"${made.key.kid}","typ":"gatefold-revocations+jwt"}`,
    );
  });

  test('unwraps a key once, for this issuer and this key only', async () => {
    const made = makeKey(0, NOW);
    const { signer, unwrapped, loads } = signerOf([made]);
    for (let index = 0; index < 5; index += 1) await signer.sign(ACCESS_TOKEN_TYPE, createClaims());
    expect(unwrapped).toEqual([
      { wrapped: made.key.wrappedPrivateKey, context: { issuer: ISSUER, kid: made.key.kid } },
    ]);
    expect(loads).toEqual([NOW]);
  });

  test('signs with the next key from the second it is due, without reading again', async () => {
    const [current, next] = [makeKey(0, NOW - 100), makeKey(1, NOW + 30)];
    const { signer, clock, loads } = signerOf([current, next]);
    clock.now = NOW + 29;
    expect(kidOf(await signer.sign(ACCESS_TOKEN_TYPE, createClaims()))).toBe(current.key.kid);
    clock.now = NOW + 30;
    expect(kidOf(await signer.sign(ACCESS_TOKEN_TYPE, createClaims()))).toBe(next.key.kid);
    expect(loads).toEqual([NOW + 29]);
  });

  test('leaves a key that was replaced at once within sixty seconds', async () => {
    const stolen = makeKey(0, NOW - 100);
    const keys = [stolen];
    const { signer, clock } = signerOf(keys);
    await signer.sign(ACCESS_TOKEN_TYPE, createClaims());
    const replacement = makeKey(1, NOW);
    keys.splice(0, 1, replacement);
    clock.now = NOW + 59;
    expect(kidOf(await signer.sign(ACCESS_TOKEN_TYPE, createClaims()))).toBe(stolen.key.kid);
    clock.now = NOW + 60;
    expect(kidOf(await signer.sign(ACCESS_TOKEN_TYPE, createClaims()))).toBe(replacement.key.kid);
  });

  test.each([
    ['there is none', []],
    ['the only one is not due', [makeKey(0, NOW + 1)]],
  ])('refuses to sign where %s', async (_, keys) => {
    await expect(signerOf(keys).signer.sign(ACCESS_TOKEN_TYPE, createClaims())).rejects.toThrow(
      /run the key rotation/,
    );
  });

  test('does not sign with a key that can not be unwrapped, and tries again', async () => {
    const made = makeKey(0, NOW);
    const keys = [{ ...made, key: { ...made.key, wrappedPrivateKey: 'of another' } }];
    let refuse = true;
    const signer = createSigner({
      issuer: ISSUER,
      now: () => NOW,
      loadKeys: () => Promise.resolve(keys.map(({ key }) => key)),
      unwrapKey: () => (refuse ? Promise.reject(new Error('down')) : Promise.resolve(made.pkcs8)),
    });
    await expect(signer.sign(ACCESS_TOKEN_TYPE, createClaims())).rejects.toThrow('down');
    refuse = false;
    expect(kidOf(await signer.sign(ACCESS_TOKEN_TYPE, createClaims()))).toBe(made.key.kid);
  });
});

test('a key is named by the thumbprint of its public half (RFC 7638)', async () => {
  const { publicJwk, pkcs8 } = generateSigningKey();
  const { kty, crv, x, y } = publicJwk;
  expect(publicJwk.kid).toBe(await calculateJwkThumbprint({ kty, crv, x, y }));
  expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  expect(pkcs8.length).toBeGreaterThan(100);
});
