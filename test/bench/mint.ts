import { createPrivateKey, sign } from 'node:crypto';
import { ACCESS_TOKEN_TYPE } from '../../client/src/claims.ts';
import { createSigner, generateSigningKey } from '../../shared/token/signer.ts';
import { createClaims, ISSUER } from '../support/tokens.ts';
import { compare, type Ratio } from './ratio.ts';

/** What it takes to sign a token, over one bare signature by node:crypto. */
export async function benchMint(): Promise<Ratio[]> {
  const now = Math.floor(Date.now() / 1_000);
  const { publicJwk, pkcs8 } = generateSigningKey();
  const key = {
    kid: publicJwk.kid,
    generation: 0,
    publicJwk,
    wrappedPrivateKey: '',
    createdAt: now,
    activatesAt: now,
  };
  const signer = createSigner({
    issuer: ISSUER,
    loadKeys: () => Promise.resolve([key]),
    unwrapKey: () => Promise.resolve(pkcs8),
    now: () => now,
  });
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const data = Buffer.from((await signer.sign(ACCESS_TOKEN_TYPE, createClaims())).split('.', 2).join('.'));
  const ours = (round: number) => signer.sign(ACCESS_TOKEN_TYPE, createClaims({ jti: `jti_${round}` }));

  return [
    {
      name: 'sign a token / bare crypto.sign',
      ratio: await compare(ours, () => sign('sha256', data, privateKey)),
      goal: 1.2,
    },
  ];
}
