/**
 * Claims: the issuer's keys are asked for seldom, and only where the publication says. A bad answer never replaces
 * good keys. An outage of the service locks no reader out for a day. A key that was taken away opens nothing.
 */
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerJson, startJsonServer, type Answer, type JsonServer } from '../support/json-server.ts';
import { createClaims, createSigningKey, keySetOf, NOW, signToken } from '../support/tokens.ts';
import { ENTRIES, foldOptions, refusalOf, type FoldVerifier } from './entries.ts';

const key = createSigningKey('key-1');
const next = createSigningKey('key-2');
const stranger = createSigningKey('key-9');
const { privateJwk, offCurve, rsa } = {
  privateJwk: { ...key.privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: key.kid },
  offCurve: { ...key.jwk, kid: 'off', y: 'A'.repeat(43) },
  rsa: { kty: 'RSA', n: 'AQAB', e: 'AQAB', alg: 'RS256', use: 'sig', kid: 'rsa' },
};
const setOf = (...keys: readonly unknown[]) => JSON.stringify({ keys });

/** The same 32 bytes, but for bits of the last character that no byte has. */
function strayBits(coordinate: unknown): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const text = String(coordinate);
  return text.slice(0, -1) + (alphabet[alphabet.indexOf(text.at(-1) ?? '') + 1] ?? '');
}

const answerText =
  (body: string, contentType: string | undefined, status = 200): Answer =>
  (_, response) => {
    response.writeHead(status, contentType === undefined ? {} : { 'content-type': contentType }).end(body);
  };

const BAD_ANSWERS: readonly (readonly [name: string, answer: Answer, code: string])[] = [
  ['an off-curve point', answerJson(setOf(key.jwk, offCurve)), 'key_set_invalid'],
  ['a duplicate kid', answerJson(setOf(key.jwk, { ...next.jwk, kid: key.kid })), 'key_set_invalid'],
  ['mixed types', answerJson(setOf(key.jwk, rsa)), 'key_set_invalid'],
  ['a key of another curve', answerJson(setOf({ ...key.jwk, crv: 'P-384' })), 'key_set_invalid'],
  ['a key for encryption', answerJson(setOf({ ...key.jwk, use: 'enc' })), 'key_set_invalid'],
  ['a key of another algorithm', answerJson(setOf({ ...key.jwk, alg: 'ES384' })), 'key_set_invalid'],
  ['a private key', answerJson(setOf(privateJwk)), 'key_set_invalid'],
  ['a key without kid', answerJson(setOf({ ...key.jwk, kid: undefined })), 'key_set_invalid'],
  ['a short coordinate', answerJson(setOf({ ...key.jwk, x: 'AAAA' })), 'key_set_invalid'],
  [
    'a coordinate past the field',
    answerJson(setOf({ ...key.jwk, x: `${'_'.repeat(42)}8` })),
    'key_set_invalid',
  ],
  ['a kid that is a number', answerJson(setOf({ ...key.jwk, kid: 1 })), 'key_set_invalid'],
  ['a secret of HMAC', answerJson(setOf(key.jwk, { kty: 'oct', k: 'AAAA', kid: 'oct' })), 'key_set_invalid'],
  ['a padded coordinate', answerJson(setOf({ ...key.jwk, x: `${String(key.jwk.x)}=` })), 'key_set_invalid'],
  [
    'a coordinate with stray bits',
    answerJson(setOf({ ...key.jwk, x: strayBits(key.jwk.x) })),
    'key_set_invalid',
  ],
  ['a key that is null', answerJson('{"keys":[null]}'), 'key_set_invalid'],
  ['no keys', answerJson('{"keys":[]}'), 'key_set_invalid'],
  ['keys that are no list', answerJson('{"keys":{}}'), 'key_set_invalid'],
  ['an array', answerJson('[]'), 'key_set_invalid'],
  ['half of the JSON', answerJson(keySetOf(key).slice(0, 40)), 'key_set_invalid'],
  ['nothing', answerJson(''), 'key_set_invalid'],
  ['5 MB', answerJson(`${keySetOf(key)}${' '.repeat(5_000_000)}`), 'key_set_invalid'],
  ['HTML', answerText('<!doctype html>', 'text/html'), 'key_set_invalid'],
  ['keys that call themselves HTML', answerText(keySetOf(key), 'text/html'), 'key_set_invalid'],
  ['keys of no content type', answerText(keySetOf(key), undefined), 'key_set_invalid'],
  ['a 404', answerText(keySetOf(key), 'application/json', 404), 'key_set_unavailable'],
  ['a 500', answerText(keySetOf(key), 'application/json', 500), 'key_set_unavailable'],
  ['a 204', answerText('', 'application/json', 204), 'key_set_unavailable'],
  ['a broken connection', (_, response) => response.destroy(), 'key_set_unavailable'],
];

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  let server: JsonServer;
  let nowSeconds: number;
  let verifier: FoldVerifier;
  /** A token that is new to the verifier and good at this moment. */
  let serial = 0;
  const freshToken = (signer = key) =>
    signToken(signer, createClaims({ jti: `jti_${(serial += 1)}`, iat: nowSeconds, exp: nowSeconds + 600 }));
  const verify = (signer = key) => refusalOf(verifier.verify(freshToken(signer)));

  /** An unknown key waits for the call that is under way, and begins none within 30 s of the last. */
  const renewal = async () => {
    expect(await verify(stranger)).toMatch(/^(token_key_unknown|key_set_)/);
  };

  beforeEach(async () => {
    server = await startJsonServer(answerJson(keySetOf(key)));
    nowSeconds = NOW;
    verifier = createVerifier(foldOptions(server.origin, { now: () => nowSeconds * 1_000 }));
  });
  afterEach(() => server[Symbol.asyncDispose]());

  test('asks under the issuer where no other place is named', async () => {
    const issuer = `${server.origin}/access`;
    const own = createVerifier({ issuer, audience: 'the-fold', features: ['news'], now: () => NOW * 1_000 });
    await own.verify(signToken(key, createClaims({ iss: issuer })));
    expect(server.calls).toEqual(['/access/.well-known/jwks.json']);
  });

  test('asks once for many tokens, also at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify(freshToken())));
    await verifier.verify(freshToken());
    expect(server.calls).toHaveLength(1);
  });

  test.each([
    ['300 s by default', {}, 300],
    ['as long as it is told', { 'cache-control': 'public, max-age=600' }, 600],
    ['60 s at the least', { 'cache-control': 'max-age=1' }, 60],
    ['an hour at the most', { 'cache-control': 'public,max-age=999999999999999999999' }, 3_600],
    ['not by s-maxage', { 'cache-control': 's-maxage=900' }, 300],
  ])('keys are fresh %s', async (_, headers, seconds) => {
    server.answer(answerJson(keySetOf(key), headers));
    await verify();
    nowSeconds += seconds - 1;
    await verify();
    expect(server.calls).toHaveLength(1);
    nowSeconds += 1;
    expect(await verify()).toBeUndefined();
    await renewal();
    expect(server.calls).toHaveLength(2);
  });

  test('row 19: 10,000 random kids make one call in 30 s', async () => {
    await verify();
    nowSeconds += 31;
    const named = (kid: string) => verifier.verify(signToken({ ...next, kid }, createClaims()));
    const [, payload = '', signature = ''] = freshToken().split('.');
    const codes = new Set<string | undefined>();
    for (let index = 0; index < 10_000; index += 1) {
      const header = Buffer.from(`{"alg":"ES256","kid":"r${index}","typ":"at+jwt"}`).toString('base64url');
      codes.add(await refusalOf(verifier.verify(`${header}.${payload}.${signature}`)));
    }
    expect(codes).toEqual(new Set(['token_key_unknown']));
    expect(server.calls).toHaveLength(2);
    nowSeconds += 29;
    await expect(named('r1')).rejects.toHaveProperty('code', 'token_key_unknown');
    expect(server.calls).toHaveLength(2);
    nowSeconds += 1;
    await expect(named('r1')).rejects.toHaveProperty('code', 'token_key_unknown');
    expect(server.calls).toHaveLength(3);
  });

  test('keys that did not change keep the tokens that they verified', async () => {
    const token = freshToken();
    const access = await verifier.verify(token);
    nowSeconds += 300;
    await verify();
    await renewal();
    expect(server.calls).toHaveLength(2);
    expect(await verifier.verify(token)).toBe(access);
  });

  test('a new key is found at once, 30 s after the last call', async () => {
    await verify();
    server.answer(answerJson(keySetOf(key, next)));
    nowSeconds += 30;
    expect(await verify(next)).toBeUndefined();
    expect(server.calls).toHaveLength(2);
  });

  test('row 20: a key that was removed opens nothing, not even to a token verified before', async () => {
    server.answer(answerJson(keySetOf(key, next)));
    const token = freshToken();
    await verifier.verify(token);
    server.answer(answerJson(keySetOf(next)));
    nowSeconds += 300;
    await verify();
    await renewal();
    expect(await refusalOf(verifier.verify(token))).toBe('token_key_unknown');
    expect(await verify()).toBe('token_key_unknown');
    expect(await verify(next)).toBeUndefined();
  });

  test('row 20: a server that nobody used for longer asks before it opens anything', async () => {
    const token = freshToken();
    await verifier.verify(token);
    server.answer(answerJson(keySetOf(next)));
    nowSeconds += 330;
    expect(await refusalOf(verifier.verify(token))).toBe('token_key_unknown');
  });

  test.each(BAD_ANSWERS)('row 21: %s gives no keys', async (_, answer, code) => {
    server.answer(answer);
    expect(await verify()).toBe(code);
  });

  test.each(BAD_ANSWERS)('row 21: %s does not replace good keys', async (_, answer) => {
    await verify();
    server.answer(answer);
    nowSeconds += 330;
    expect(await verify()).toBeUndefined();
    expect(server.calls).toHaveLength(2);
  });

  test.each([301, 302, 307, 308])('row 21: a %i redirect is not followed', async (status) => {
    await using elsewhere = await startJsonServer(answerJson(keySetOf(key)));
    server.answer((_, response) => {
      response.writeHead(status, { location: `${elsewhere.origin}/keys` }).end();
    });
    expect(await verify()).toBe('key_set_unavailable');
    expect(elsewhere.calls).toEqual([]);
  });

  test('a long list is read to its end, and 64 KB is the end', async () => {
    const padding = (length: number) => keySetOf(key).replace(/}$/, `,"padding":"${'x'.repeat(length)}"}`);
    const room = 65_536 - padding(0).length;
    server.answer(answerJson(padding(room)));
    expect(await verify()).toBeUndefined();
    nowSeconds += 330;
    server.answer(answerJson(padding(room + 1).replace('key-1', 'key-2')));
    expect(await verify()).toBeUndefined();
    expect(server.calls).toHaveLength(2);
  });

  test('an outage: the keys at hand serve for a day after the last good call, and then no more', async () => {
    await verify();
    server.answer(answerText('', 'text/plain', 503));
    nowSeconds += 86_399;
    expect(await verify()).toBeUndefined();
    nowSeconds += 1;
    expect(await verify()).toBe('key_set_unavailable');
    server.answer(answerJson(keySetOf(key)));
    nowSeconds += 1;
    expect(await verify()).toBeUndefined();
  });

  test('an outage: the service is asked every 30 s while keys are at hand, every second while none are', async () => {
    server.answer(answerText('', 'text/plain', 503));
    await verify();
    await verify();
    expect(server.calls).toHaveLength(1);
    nowSeconds += 1;
    server.answer(answerJson(keySetOf(key)));
    expect(await verify()).toBeUndefined();
    server.answer(answerText('', 'text/plain', 503));
    nowSeconds += 300;
    await verify();
    await renewal();
    nowSeconds += 29;
    await verify();
    await renewal();
    expect(server.calls).toHaveLength(3);
    nowSeconds += 1;
    await verify();
    await renewal();
    expect(server.calls).toHaveLength(4);
  });

  describe('a call that hangs', () => {
    const pending: ServerResponse[] = [];
    const hang: Answer = (_, response) => void pending.push(response);
    beforeEach(() => {
      vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
    });
    afterEach(() => {
      vi.restoreAllMocks();
      pending.length = 0;
    });
    /** Ends the calls that hang: nothing else does. */
    const breakOff = () => {
      for (const response of pending.splice(0)) response.destroy();
    };

    test('keeps no reader waiting, and is the only one', async () => {
      await verify();
      server.answer(hang);
      nowSeconds += 300;
      for (let index = 0; index < 5; index += 1) expect(await verify()).toBeUndefined();
      nowSeconds += 29;
      expect(await verify()).toBeUndefined();
      await expect.poll(() => pending).toHaveLength(1);
      breakOff();
      await renewal();
      expect(server.calls).toHaveLength(2);
    });

    test('keeps no reader waiting through a known outage, for a day', async () => {
      await verify();
      server.answer(answerText('', 'text/plain', 503));
      nowSeconds += 330;
      await verify();
      server.answer(hang);
      nowSeconds = NOW + 86_399;
      expect(await verify()).toBeUndefined();
      await expect.poll(() => pending).toHaveLength(1);
      nowSeconds += 1;
      const refused = verify();
      breakOff();
      expect(await refused).toBe('key_set_unavailable');
    });

    test('keeps who shows an unknown key waiting', async () => {
      await verify();
      server.answer(hang);
      nowSeconds += 300;
      expect(await verify()).toBeUndefined();
      const found = verify(next);
      await expect.poll(() => pending).toHaveLength(1);
      for (const response of pending.splice(0)) answerJson(keySetOf(key, next))(response.req, response);
      expect(await found).toBeUndefined();
      expect(server.calls).toHaveLength(2);
    });

    test('because the machine slept is no outage: who comes after it waits for the keys', async () => {
      await verify();
      server.answer(hang);
      nowSeconds += 300;
      expect(await verify()).toBeUndefined();
      await expect.poll(() => pending).toHaveLength(1);
      nowSeconds += 3_600;
      const wakes = verify();
      breakOff();
      expect(await wakes).toBeUndefined();
      server.answer(answerJson(keySetOf(next)));
      expect(await verify()).toBe('token_key_unknown');
    });
  });

  test('a call that hangs is given up after 5 s', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    try {
      expect(await verify()).toBe('key_set_unavailable');
      expect(timeout.mock.calls).toEqual([[5_000]]);
    } finally {
      timeout.mockRestore();
    }
  });

  test('a clock set back does not keep old keys fresh', async () => {
    await verify();
    nowSeconds -= 86_400;
    expect(await verify()).toBeUndefined();
    expect(server.calls).toHaveLength(2);
  });
});
