import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters } from 'jose';
import { startJsonServer } from '../../support/json-server.ts';

const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'ES384'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export const CLIENT_ID = 'the-fold-web';
export const SECOND_CLIENT_ID = 'the-fold-app';

/** An identity provider that signs whatever it is told to, as no real one does. Its keys are named after what they sign. */
export async function startTokenMaker(now: () => number) {
  const pairs = new Map<Algorithm, { privateKey: CryptoKey; jwk: JWK }>();
  for (const alg of ALGORITHMS) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    pairs.set(alg, { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' } });
  }
  const published = [...pairs.values()].map(({ jwk }) => jwk);
  let metadata: object | undefined;
  let isDown = false;
  const server = await startJsonServer(({ url }, response) => {
    const found = url === '/jwks' ? { keys: published } : metadata;
    if (isDown || found === undefined) response.writeHead(503).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
  });
  const issuer = server.origin;
  metadata = { issuer, jwks_uri: `${issuer}/jwks` };
  const pairOf = (alg: Algorithm) => {
    const pair = pairs.get(alg);
    if (pair === undefined) throw new Error(`There is no key for ${alg}.`);
    return pair;
  };

  const claims = (changes: object = {}) => {
    const iat = Math.floor(now() / 1000);
    const person = { sub: 'ada', email: 'ada@example.com', email_verified: true };
    return { iss: issuer, aud: CLIENT_ID, iat, exp: iat + 300, ...person, ...changes };
  };

  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    claims,
    publicJwk: (alg: Algorithm) => pairOf(alg).jwk,
    privateKey: (alg: Algorithm) => pairOf(alg).privateKey,

    /** An ID token that is good but for the changes; a claim that is `undefined` is left out. */
    sign: (changes: object, header: Partial<JWTHeaderParameters> = {}, key?: CryptoKey): Promise<string> => {
      const alg = (header.alg ?? 'ES256') as Algorithm;
      return new SignJWT({ ...claims(changes) })
        .setProtectedHeader({ alg, kid: alg, ...header })
        .sign(key ?? pairOf(alg).privateKey);
    },

    /** What was asked of it, in order. */
    calls: server.calls,
    answerMetadata: (next: object) => {
      metadata = next;
    },
    setDown: (down: boolean) => {
      isDown = down;
    },
    close: () => server[Symbol.asyncDispose](),
  };
}

export type TokenMaker = Awaited<ReturnType<typeof startTokenMaker>>;
