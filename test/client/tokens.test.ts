/**
 * Claims: a reader is let in by a genuine, current token of this publication and by nothing near one. Whatever a
 * token points to is never fetched. A refusal names its reason and never repeats the token. Browsers and servers
 * refuse alike.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatefoldError } from '../../client/src/node.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import { keySetOf, NOW } from '../support/tokens.ts';
import { ENTRIES, foldOptions, type FoldVerifier } from './entries.ts';
import {
  claims,
  good,
  key,
  payloadText,
  REFUSED_TOKENS,
  signPayload,
  withClaims,
  withHeader,
} from './refused-tokens.ts';

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  let server: JsonServer;
  let verifier: FoldVerifier;

  beforeAll(async () => {
    server = await startJsonServer(answerJson(keySetOf(key)));
  });
  beforeEach(() => {
    verifier = createVerifier(foldOptions(server.origin));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('lets a good token in', async () => {
    const access = await verifier.verify(good);
    expect(access.unlocks('analysis')).toBe(true);
  });

  test.each(REFUSED_TOKENS)('%s', async (_, token, code) => {
    const error: unknown = await verifier.verify(token).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GatefoldError);
    expect(error).toHaveProperty('code', code);
    if (token.length > 20) expect((error as Error).message).not.toContain(token.slice(0, 20));
  });

  test.each(REFUSED_TOKENS)('with the keys at hand, %s', async (_, token, code) => {
    await verifier.verify(good);
    await expect(verifier.verify(token)).rejects.toHaveProperty('code', code);
    await expect(verifier.verify(good)).resolves.toHaveProperty('member', claims.sub);
  });

  test('row 6: makes no call for a token that points somewhere', async () => {
    const before = server.calls.length;
    for (const members of [{ jku: server.origin }, { x5u: server.origin }, { jwk: key.jwk }]) {
      await expect(verifier.verify(withHeader(members))).rejects.toHaveProperty('code', 'token_malformed');
    }
    expect(server.calls.length).toBe(before);
  });

  test('row 12, 13: sixty seconds of skew, and not one more', async () => {
    for (const times of [
      { iat: NOW + 60, exp: NOW + 660 },
      { iat: NOW - 600, exp: NOW - 59 },
      { nbf: NOW + 60 },
    ]) {
      await expect(verifier.verify(withClaims(times))).resolves.toHaveProperty('member', claims.sub);
    }
  });

  test('row 18: what is not a string, before the keys are at hand and after', async () => {
    for (const prepare of [() => undefined, () => verifier.verify(good)]) {
      await prepare();
      for (const thing of [undefined, null, 7, {}, [good], Buffer.from(good), Symbol('token')]) {
        await expect(verifier.verify(thing as string)).rejects.toHaveProperty('code', 'token_malformed');
      }
    }
  });

  test('ignores claims that it does not know, whatever they are called', async () => {
    const payload = payloadText.replace(
      /}$/,
      ',"__proto__":{"ent":["reports"]},"constructor":1,"tier":"gold"}',
    );
    const access = await verifier.verify(signPayload(payload));
    expect(access.claims).toEqual(claims);
  });

  test('reads names in any script', async () => {
    const access = await verifier.verify(withClaims({ plan: 'année-大' }));
    expect(access.plan).toBe('année-大');
  });
});
