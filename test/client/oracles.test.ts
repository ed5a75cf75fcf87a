/**
 * Claims: our tokens are standard access tokens. Whoever prefers another library reads them with it; what that
 * library says, ours says too.
 */
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { createVerify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derFromRaw } from '../../client/src/der.ts';
import { isSignatureInRange } from '../../client/src/signature.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import {
  AUDIENCE,
  createClaims,
  createSigningKey,
  headerOf,
  ISSUER,
  keySetOf,
  NOW,
  signToken,
} from '../support/tokens.ts';
import { ENTRIES, foldOptions } from './entries.ts';

const key = createSigningKey('key-1');
let server: JsonServer;

beforeAll(async () => {
  server = await startJsonServer(answerJson(keySetOf(key)));
});
afterAll(() => server[Symbol.asyncDispose]());

test('jose verifies our token', async () => {
  const { payload } = await jwtVerify(signToken(key), createLocalJWKSet(JSON.parse(keySetOf(key)) as never), {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['ES256'],
    typ: 'at+jwt',
    currentDate: new Date(NOW * 1_000),
  });
  expect(payload).toEqual(createClaims());
});

test('oauth4webapi validates our token as a JWT access token of RFC 9068', async () => {
  const now = Math.floor(Date.now() / 1_000);
  const claims = createClaims({ iss: server.origin, iat: now, exp: now + 600 });
  const request = new Request('https://thefold.example/', {
    headers: { authorization: `Bearer ${signToken(key, claims)}` },
  });
  const authorizationServer = { issuer: server.origin, jwks_uri: `${server.origin}/.well-known/jwks.json` };
  const validated = await oauth.validateJwtAccessToken(authorizationServer, request, AUDIENCE, {
    // The test's server speaks plain http on the loopback.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    [oauth.allowInsecureRequests]: true,
  });
  expect(validated).toEqual(claims);
});

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  test('accepts a token that jose signed', async () => {
    const claims = createClaims();
    const token = await new SignJWT({ ...claims, ent: [...claims.ent] })
      .setProtectedHeader(headerOf(key.kid))
      .sign(key.privateKey);
    const access = await createVerifier(foldOptions(server.origin)).verify(token);
    expect(access.claims).toEqual(claims);
  });
});

test('the DER of a signature is what OpenSSL reads, also where r or s is short', () => {
  for (let serial = 0; serial < 600; serial += 1) {
    const token = signToken(key, createClaims({ jti: `jti_${serial}` }));
    const end = token.lastIndexOf('.');
    const der = derFromRaw(Buffer.from(token.slice(end + 1), 'base64url'));
    expect(createVerify('sha256').update(token.slice(0, end)).verify(key.privateKey, der)).toBe(true);
  }
});

test('DER has no needless zero and no sign that is not there', () => {
  const der = (r: string, s: string) =>
    Buffer.from(derFromRaw(Buffer.from(r.padStart(64, '0') + s.padStart(64, '0'), 'hex')));
  expect(der('1', '7f').toString('hex')).toBe('300602010102017f');
  expect(der('80', 'ff01').toString('hex')).toBe('300902020080020300ff01');
  expect(der('f'.repeat(64), '0').toString('hex')).toBe(`3026022100${'f'.repeat(64)}020100`);
});

test('row 10: r and s are checked before any library sees them', () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const isInRange = (r: bigint, s: bigint) =>
    isSignatureInRange(Buffer.from([r, s].map((n) => n.toString(16).padStart(64, '0')).join(''), 'hex'));
  expect(isInRange(1n, order - 1n)).toBe(true);
  expect(isInRange(order - 1n, 1n)).toBe(true);
  for (const outside of [0n, order, order + 1n, 2n ** 256n - 1n]) {
    expect(isInRange(outside, 1n)).toBe(false);
    expect(isInRange(1n, outside)).toBe(false);
  }
});
