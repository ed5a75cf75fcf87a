// Claims:
// - An ID token signs in only whom a configured provider vouches for, just now, for this publication, and with an
//   address that it has verified. Anything near that is refused by name, and spends nothing.
// - An ID token works once, and only for the browser or the server that asked for its nonce: one that was stolen on its
//   way signs nobody in.
// - What a token says about keys is not followed; while a provider's keys are away, nobody is signed in by guess.
import { EncryptJWT, SignJWT, exportJWK, generateKeyPair, generateSecret } from 'jose';
import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { CLIENT_ID, SECOND_CLIENT_ID, startTokenMaker } from './token-maker.ts';
import type { Algorithm, TokenMaker } from './token-maker.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';

let world: World;
let maker: TokenMaker;
let other: TokenMaker;
let now = () => 0;
beforeAll(async () => {
  maker = await startTokenMaker(() => now());
  other = await startTokenMaker(() => now());
  world = await openWorld({
    change: (config) => ({
      ...config,
      identityProviders: [
        { issuer: maker.issuer, clientIds: [CLIENT_ID, SECOND_CLIENT_ID] },
        { issuer: other.issuer, clientIds: ['elsewhere'], jwksUri: other.jwksUri },
      ],
    }),
  });
  now = world.clock.now;
});
afterAll(async () => {
  await Promise.all([world.close(), maker.close(), other.close()]);
});

const post = (path: string, body: object) =>
  fetch(`${world.issuer}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

interface Given {
  readonly nonce: string;
  readonly handle: string;
}
const giveNonce = async () => (await (await post('/v1/sign-in/nonce', {})).json()) as Given;

const exchange = (subject_token: string, handle?: string) =>
  post('/v1/token', {
    ...{ grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ID_TOKEN },
    ...(handle !== undefined && { handle }),
  });

/** The refusal of a token that is made with a fresh nonce; the same nonce is good for a token that is in order. */
async function refused(make: (given: Given) => string | Promise<string>): Promise<string> {
  const given = await giveNonce();
  const refusal = await refusalOf(await exchange(await make(given), given.handle));
  const good = await maker.sign({ nonce: given.nonce });
  expect((await exchange(good, given.handle)).status).toBe(200);
  return refusal;
}

const withClaims = (changes: object) => refused(({ nonce }) => maker.sign({ nonce, ...changes }));

describe('an ID token', () => {
  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)(
    'a token in order, signed with %s',
    async (alg) => {
      const { nonce, handle } = await giveNonce();
      expect((await exchange(await maker.sign({ nonce }, { alg }), handle)).status).toBe(200);
    },
  );

  test('row 36: a token in order, for two applications of the publication, asked for by one of them', async () => {
    const { nonce, handle } = await giveNonce();
    const aud = [CLIENT_ID, SECOND_CLIENT_ID];
    expect((await exchange(await maker.sign({ nonce, aud, azp: CLIENT_ID }), handle)).status).toBe(200);
  });

  describe('row 36: aud', () => {
    test.each([
      ['another application', 'somebody-else'],
      ['an application that another provider has', 'elsewhere'],
      ['in capitals', 'THE-FOLD-WEB'],
      ['with more behind', `${CLIENT_ID}2`],
      ['empty', ''],
      ['an empty list', []],
      ['ours and a foreign one', [CLIENT_ID, 'somebody-else']],
      ['two of ours, without azp', [CLIENT_ID, SECOND_CLIENT_ID]],
      ['a number', 1],
      ['absent', undefined],
    ])('%s', async (_, aud) => {
      expect(await withClaims({ aud })).toBe('400 id_token_audience_wrong');
    });
  });

  test.each([
    ['foreign', 'somebody-else'],
    ['empty', ''],
    ['null', null],
    ['a list', [CLIENT_ID]],
  ])('row 36: azp: %s', async (_, azp) => {
    expect(await withClaims({ azp })).toBe('400 id_token_audience_wrong');
  });

  test.each([
    ['another one', 'https://accounts.evil.example'],
    ['with a slash behind', (issuer: string) => `${issuer}/`],
    ['in capitals', (issuer: string) => issuer.toUpperCase()],
    ['by another name of the host', (issuer: string) => issuer.replace('127.0.0.1', 'localhost')],
    ['the service itself', () => world.issuer],
    ['empty', ''],
  ])('row 36: iss: %s', async (_, iss) => {
    const claimed = typeof iss === 'string' ? iss : iss(maker.issuer);
    expect(await withClaims({ iss: claimed })).toBe('400 id_token_issuer_unknown');
  });

  test.each([
    ['absent', undefined],
    ['a number', 1],
    ['a list', ['https://accounts.example.com']],
  ])('row 36: iss: %s', async (_, iss) => {
    expect(await withClaims({ iss })).toBe('400 id_token_malformed');
  });

  test('row 36: iss: a provider that did not sign it', async () => {
    expect(await withClaims({ iss: other.issuer, aud: 'elsewhere' })).toBe('400 id_token_signature_invalid');
  });

  test.each([
    ['false', false],
    ['"false"', 'false'],
    ['"true"', 'true'],
    ['1', 1],
    ['null', null],
    ['absent', undefined],
  ])('row 36: email_verified: %s', async (_, email_verified) => {
    expect(await withClaims({ email_verified })).toBe('400 id_token_address_unverified');
  });

  test.each([
    ['absent', undefined, 'id_token_address_unverified'],
    ['a list', ['ada@example.com'], 'id_token_address_unverified'],
    ['with a line break', 'ada@example.com\r\nBcc: all@example.com', 'address_invalid'],
    ['with a dotless i', 'mıke@example.com', 'address_not_ascii'],
    ['in full width', 'ａda@example.com', 'address_not_ascii'],
    ['no address', 'ada', 'address_invalid'],
  ])('row 36: email: %s', async (_, email, code) => {
    expect(await withClaims({ email })).toBe(`400 ${code}`);
  });

  describe('row 36: nonce', () => {
    test.each([
      ['absent', undefined],
      ['empty', ''],
      ['a number', 1],
      ['made up', 'non_1.secret'],
      ['with a key of another row', 'challenge#x.secret'],
    ])('%s', async (_, nonce) => {
      expect(await withClaims({ nonce })).toBe('400 id_token_nonce_wrong');
    });

    test('changed by a letter', async () => {
      expect(await refused(({ nonce }) => maker.sign({ nonce: `${nonce}x` }))).toBe(
        '400 id_token_nonce_wrong',
      );
    });

    test('given to another server', async () => {
      const theirs = await giveNonce();
      expect(await refused(() => maker.sign({ nonce: theirs.nonce }))).toBe('400 id_token_nonce_wrong');
    });

    test('without its handle', async () => {
      const { nonce } = await giveNonce();
      expect(await refusalOf(await exchange(await maker.sign({ nonce })))).toBe('400 id_token_nonce_wrong');
    });

    test('given to another browser, even with the handle in the body', async () => {
      const { nonce, handle } = await giveNonce();
      const thief = world.reader();
      await thief.call(`${world.issuer}/v1/sign-in/nonce`, {}, world.site);
      const subject_token = await maker.sign({ nonce });
      const answer = await thief.call(
        `${world.issuer}/v1/token`,
        { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ID_TOKEN, handle },
        world.site,
      );
      expect(await refusalOf(answer)).toBe('400 id_token_nonce_wrong');
      expect(thief.cookie('gatefold_session', '/v1')).toBeUndefined();
    });

    test('fifteen minutes old', async () => {
      const { nonce, handle } = await giveNonce();
      world.clock.advance(15 * 60);
      const answer = await exchange(await maker.sign({ nonce }), handle);
      expect(await refusalOf(answer)).toBe('400 id_token_nonce_wrong');
    });

    test('used: a token works once, of twenty at once, too', async () => {
      const { nonce, handle } = await giveNonce();
      const token = await maker.sign({ nonce });
      const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(token, handle)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const refusals = answers.filter(({ status }) => status !== 200).map(refusalOf);
      expect(new Set(await Promise.all(refusals))).toEqual(new Set(['400 id_token_nonce_wrong']));
    });
  });

  describe('row 36: time', () => {
    const seconds = () => Math.floor(now() / 1000);
    test.each([
      ['expired', () => ({ exp: seconds() - 61 })],
      ['issued over ten minutes ago', () => ({ iat: seconds() - 661, exp: seconds() + 300 })],
      ['issued in the future', () => ({ iat: seconds() + 61 })],
      ['not valid yet', () => ({ nbf: seconds() + 61 })],
    ])('%s', async (_, changes) => {
      expect(await withClaims(changes())).toBe('400 id_token_stale');
    });

    test.each([
      ['no exp', { exp: undefined }],
      ['no iat', { iat: undefined }],
      ['exp as text', { exp: '1e308' }],
      ['iat as text', { iat: 'now' }],
    ])('%s', async (_, changes) => {
      expect(await withClaims(changes)).toBe('400 id_token_malformed');
    });
  });

  describe('row 36: sub', () => {
    test.each([
      ['absent', undefined],
      ['empty', ''],
      ['a number', 1],
      ['256 letters', 'a'.repeat(256)],
      ['beyond ASCII', 'ädä'],
    ])('%s', async (_, sub) => {
      expect(await withClaims({ sub })).toBe('400 id_token_malformed');
    });
  });
});

describe('the signature', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each(['none', 'None', 'NONE'])('alg %s', async (alg) => {
    const unsigned = ({ nonce }: Given) => `${encode({ alg })}.${encode(maker.claims({ nonce }))}.`;
    expect(await refused(unsigned)).toBe('400 id_token_malformed');
  });

  test('HMAC, keyed with the public key', async () => {
    const key = createPublicKey({ key: maker.publicJwk('RS256'), format: 'jwk' });
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    const forged = ({ nonce }: Given) =>
      new SignJWT(maker.claims({ nonce }))
        .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
        .sign(Buffer.from(pem));
    expect(await refused(forged)).toBe('400 id_token_malformed');
  });

  test('an algorithm that is not among ours, by a key of the provider', async () => {
    const alg: Algorithm = 'ES384';
    expect(await refused(({ nonce }) => maker.sign({ nonce }, { alg }))).toBe('400 id_token_malformed');
  });

  test('another key under the name of theirs', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = ({ nonce }: Given) => maker.sign({ nonce }, {}, privateKey);
    expect(await refused(forged)).toBe('400 id_token_signature_invalid');
  });

  test('a kid that is not theirs', async () => {
    const unknown = ({ nonce }: Given) => maker.sign({ nonce }, { kid: '../../jwks' });
    expect(await refused(unknown)).toBe('400 id_token_signature_invalid');
  });

  test('a key in the header, or the address of one: neither is used, and nobody is asked', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const before = other.calls.length;
    for (const header of [{ jwk }, { jku: other.jwksUri }, { x5u: other.jwksUri }]) {
      const forged = ({ nonce }: Given) => maker.sign({ nonce }, header, privateKey);
      expect(await refused(forged)).toBe('400 id_token_signature_invalid');
    }
    expect(other.calls).toHaveLength(before);
  });

  test('of something else: the address changed afterwards', async () => {
    const forged = async ({ nonce }: Given) => {
      const [header, , signature] = (await maker.sign({ nonce })).split('.');
      return [header, encode(maker.claims({ nonce, email: 'victim@example.com' })), signature].join('.');
    };
    expect(await refused(forged)).toBe('400 id_token_signature_invalid');
  });

  test.each(['logout+jwt', 'at+jwt', 'secevent+jwt'])('a token of another kind: %s', async (typ) => {
    expect(await refused(({ nonce }) => maker.sign({ nonce }, { typ }))).toBe('400 id_token_malformed');
  });

  test('crit', async () => {
    const header = encode({ alg: 'ES256', kid: 'ES256', crit: ['exp'] });
    const critical = ({ nonce }: Given) => `${header}.${encode(maker.claims({ nonce }))}.AAAA`;
    expect(await refused(critical)).toBe('400 id_token_malformed');
  });
});

describe('what is no ID token at all', () => {
  test.each([
    ['our own access token', async () => world.token(await signedIn())],
    ['dots', () => Promise.resolve('...')],
    ['one of 17 KB', async () => maker.sign({ nonce: 'a'.repeat(17_000) })],
    [
      'an encrypted one',
      async () =>
        new EncryptJWT(maker.claims())
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
          .encrypt(await generateSecret('A256GCM')),
    ],
  ])('%s', async (what, make) => {
    const token = await make();
    const code = what === 'our own access token' ? 'id_token_issuer_unknown' : 'id_token_malformed';
    expect(await refused(() => token)).toBe(`400 ${code}`);
  });

  async function signedIn() {
    const reader = world.reader();
    await world.signIn(reader, 'frida@example.com');
    return reader;
  }
});

describe('a provider', () => {
  test('whose keys are away signs nobody in, is on record, and does so when they are back', async () => {
    const lone = await startTokenMaker(() => now());
    const config = { issuer: lone.issuer, clientIds: [CLIENT_ID] };
    const own = await openWorld({ change: (base) => ({ ...base, identityProviders: [config] }) });
    try {
      now = own.clock.now;
      const ask = async () => {
        const given = await fetch(`${own.issuer}/v1/sign-in/nonce`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        const { nonce, handle } = (await given.json()) as Given;
        const subject_token = await lone.sign({ nonce, email: 'canary@example.com' });
        const fields = { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ID_TOKEN, handle };
        return fetch(`${own.issuer}/v1/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fields),
        });
      };
      lone.setDown(true);
      expect(await refusalOf(await ask())).toBe('503 identity_provider_unavailable');
      lone.setDown(false);
      lone.answerMetadata({ issuer: 'https://accounts.evil.example', jwks_uri: lone.jwksUri });
      expect(await refusalOf(await ask())).toBe('503 identity_provider_unavailable');
      lone.answerMetadata({ issuer: lone.issuer, jwks_uri: lone.jwksUri });
      expect((await ask()).status).toBe(200);
      const logged = own.logLines.join('\n');
      expect(logged.match(/identity_provider_unavailable/g)).toHaveLength(2);
      expect(logged).not.toMatch(/canary|eyJ/);
    } finally {
      now = world.clock.now;
      await own.close();
      await lone.close();
    }
  });

  test('whose keys are configured is not asked where they are', async () => {
    const { nonce, handle } = await giveNonce();
    const token = await other.sign({ nonce, aud: 'elsewhere', email: 'gerda@example.com' });
    expect((await exchange(token, handle)).status).toBe(200);
    expect(new Set(other.calls)).toEqual(new Set(['/jwks']));
  });
});

test('a form that a browser sends is none that OAuth clients send', async () => {
  const answer = await fetch(`${world.issuer}/v1/token`, {
    method: 'POST',
    headers: { origin: world.site },
    body: new URLSearchParams({ grant_type: TOKEN_EXCHANGE }),
  });
  expect(await refusalOf(answer)).toBe('415 content_type_not_json');
});
