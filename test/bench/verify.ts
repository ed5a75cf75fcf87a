import { JwtVerifier } from 'aws-jwt-verify';
import { createVerifier as createFastJwtVerifier } from 'fast-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createPublicKey, sign, verify } from 'node:crypto';
import { createVerifier } from '../../client/src/node.ts';
import {
  AUDIENCE,
  createClaims,
  createSigningKey,
  FEATURES,
  ISSUER,
  keySetOf,
  signToken,
} from '../support/tokens.ts';
import { compare, type Ratio } from './ratio.ts';

const TOKENS = 5_000;
/** Enough that the engine has done optimising: it does so beside the first ten thousand tokens or so. */
const CPU = { clock: 'cpu', batches: 121 } as const;

/** What it takes to check a token, over one bare signature check by node:crypto. */
export async function benchVerify(): Promise<Ratio[]> {
  const key = createSigningKey('bench-1');
  const publicKey = createPublicKey(key.privateKey);
  const now = Math.floor(Date.now() / 1_000);
  const tokens = Array.from({ length: TOKENS }, (_, serial) =>
    signToken(key, createClaims({ jti: `jti_${serial}`, iat: now, exp: now + 600 })),
  );
  const signed = tokens.map((token) => {
    const data = Buffer.from(token.slice(0, token.lastIndexOf('.')));
    return { data, signature: sign('sha256', data, key.privateKey) };
  });
  const token = at(tokens, 0);
  const keySet = keySetOf(key);

  const bare = (round: number) => {
    const { data, signature } = at(signed, round);
    return verify('sha256', data, publicKey, signature);
  };
  const createOurs = () =>
    createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      features: FEATURES,
      fetch: () => Promise.resolve(new Response(keySet, { headers: { 'content-type': 'application/json' } })),
    });
  const ours = createOurs();
  await ours.verify(token);

  const joseKeys = createLocalJWKSet(JSON.parse(keySet) as Parameters<typeof createLocalJWKSet>[0]);
  const fastJwt = createFastJwtVerifier({
    key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    algorithms: ['ES256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
  });
  const aws = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}/jwks.json` });
  aws.cacheJwks(JSON.parse(keySet) as Parameters<typeof aws.cacheJwks>[0]);

  return [
    {
      name: 'verify a new token, over a bare crypto.verify',
      ratio: await compare((round) => ours.verify(at(tokens, round)), bare, CPU),
      goal: 1.05,
    },
    {
      name: 'verify a token again, over a bare crypto.verify',
      ratio: await compare(() => ours.verify(token), bare, CPU),
      goal: 0.02,
    },
    {
      name: 'jose, over a bare crypto.verify',
      ratio: await compare(
        (round) =>
          jwtVerify(at(tokens, round), joseKeys, { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt' }),
        bare,
        CPU,
      ),
    },
    {
      name: 'fast-jwt, over a bare crypto.verify',
      ratio: await compare((round): unknown => fastJwt(at(tokens, round)), bare, CPU),
    },
    {
      name: 'aws-jwt-verify, over a bare crypto.verify',
      ratio: await compare((round) => aws.verifySync(at(tokens, round)), bare, CPU),
    },
  ];
}

function at<Item>(items: readonly Item[], round: number): Item {
  const item = items[round % items.length];
  if (item === undefined) throw new RangeError('There are no items');
  return item;
}
