// Claims:
// - A token that the service mints is accepted by both entries of our client, by jose and by oauth4webapi.
// - Once the keys are at hand, checking a token needs no network.
// - One changed character anywhere in a token refuses it.
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTRIES, refusalOf } from '../../client/entries.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  const reader = world.reader();
  await world.subscribe(reader, 'ada@example.com');
  await world.signIn(reader, 'ada@example.com');
  token = await world.token(reader);
});
afterAll(() => world.close());

const standing = () => ({
  issuer: world.issuer,
  audience: 'the-fold',
  features: world.config.features,
  now: world.clock.now,
});

describe.each(ENTRIES)('$entry entry', ({ createVerifier }) => {
  test('unlocks what the plan names, and says why', async () => {
    const access = await createVerifier(standing()).verify(token);
    expect(access.features).toEqual(['analysis', 'memos', 'news', 'newsletters', 'registered', 'reports']);
    expect(access).toMatchObject({ why: 'subscription', plan: 'annual' });
    expect(access.expiresAt).toBe(world.clock.now() / 1000 + 600);
  });

  test('needs no network once the keys are at hand', async () => {
    let online = true;
    const verifier = createVerifier({
      ...standing(),
      fetch: (...call: Parameters<typeof fetch>) =>
        online ? fetch(...call) : Promise.reject(new TypeError('fetch failed')),
    });
    const other = world.reader();
    await world.signIn(other, 'ada@example.com');
    await verifier.verify(token);
    online = false;
    expect((await verifier.verify(await world.token(other))).unlocks('memos')).toBe(true);
    const offline = createVerifier({
      ...standing(),
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    await expect(offline.verify(token)).rejects.toMatchObject({ code: 'key_set_unavailable' });
  });

  test('refuses the token with any one character changed', async () => {
    const verifier = createVerifier(standing());
    await verifier.verify(token);
    for (let at = 0; at < token.length; at += 1) {
      const was = token.charAt(at);
      const other = ALPHABET.charAt((ALPHABET.indexOf(was) + 1) % ALPHABET.length);
      const code = await refusalOf(verifier.verify(token.slice(0, at) + other + token.slice(at + 1)));
      expect(code ?? 'accepted', `character ${at}`).toMatch(/^token_/);
    }
  });
});

test('jose accepts it', async () => {
  const keySet = createRemoteJWKSet(new URL(`${world.issuer}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(token, keySet, {
    issuer: world.issuer,
    audience: 'the-fold',
    algorithms: ['ES256'],
    typ: 'at+jwt',
    currentDate: new Date(world.clock.now()),
  });
  expect(payload.ent).toEqual(['analysis', 'memos', 'news', 'newsletters', 'registered', 'reports']);
  expect(Object.keys(decodeProtectedHeader(token)).sort()).toEqual(['alg', 'kid', 'typ']);
});

test('oauth4webapi validates it as a JWT access token (RFC 9068)', async () => {
  const server = { issuer: world.issuer, jwks_uri: `${world.issuer}/.well-known/jwks.json` };
  const request = new Request(world.site, { headers: { authorization: `Bearer ${token}` } });
  const claims = await oauth.validateJwtAccessToken(server, request, 'the-fold', {
    [oauth.clockSkew]: Math.round((world.clock.now() - Date.now()) / 1000),
    // The test's service speaks plain http on the loopback.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    [oauth.allowInsecureRequests]: true,
  });
  expect(claims.plan).toBe('annual');
});

test('it says nothing about who its reader is', () => {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  expect(text).not.toMatch(/ada|example|@|cus_|sub_[A-Za-z0-9]/);
});
