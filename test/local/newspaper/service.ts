import type { AccessTokenClaims } from '../../../client/src/claims.ts';
import { ACCESS_TOKEN_LIFETIME_SECONDS } from '../../../client/src/claims.ts';
import { startJsonServer } from '../../support/json-server.ts';
import { createClaims, createSigningKey, keySetOf, signToken } from '../../support/tokens.ts';

const KID = 'test-key';

export const ANNUAL = {
  id: 'annual',
  name: 'Annual',
  features: ['news', 'analysis', 'memos', 'reports', 'newsletters'],
  prices: [{ lookup_key: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year' }],
};

/** What a newspaper sees of Gatefold: a key set and the plans, over real HTTP. */
export interface Service extends AsyncDisposable {
  readonly issuer: string;
  /** A genuine token, good now for `ent`. */
  token(ent: readonly string[], changes?: Partial<AccessTokenClaims>): string;
  /** The same, under the same key id, signed with a key that is not the service's. */
  forgedToken(ent: readonly string[]): string;
}

/** @param plans what it has on sale */
export async function startService(plans: readonly object[] | 'unreadable' = [ANNUAL]): Promise<Service> {
  const genuine = createSigningKey(KID);
  const forger = createSigningKey(KID);
  const answers = new Map([['/.well-known/jwks.json', keySetOf(genuine)]]);
  if (plans !== 'unreadable') {
    const publication = { id: 'the-fold', name: 'The Fold' };
    answers.set('/v1/plans', JSON.stringify({ publication, plans }));
  }
  const server = await startJsonServer((request, response) => {
    const answer = answers.get(request.url ?? '');
    response.writeHead(answer === undefined ? 503 : 200, { 'Content-Type': 'application/json' });
    response.end(answer ?? '{}');
  });
  const claims = (ent: readonly string[]) => {
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + ACCESS_TOKEN_LIFETIME_SECONDS;
    return createClaims({ iss: server.origin, iat, exp, ent: ent.toSorted() });
  };
  return {
    issuer: server.origin,
    token: (ent, changes) => signToken(genuine, { ...claims(ent), ...changes }),
    forgedToken: (ent) => signToken(forger, claims(ent)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
