import { REVOCATIONS_TYPE, type Revocation, type RevocationsClaims } from '../../client/src/claims.ts';
import { pollRevocations, type RevocationOptions } from '../../client/src/node.ts';
import { answerJson, startJsonServer, type Answer } from '../support/json-server.ts';
import {
  AUDIENCE,
  createClaims,
  createSigningKey,
  FEATURES,
  keySetOf,
  NOW,
  signToken,
} from '../support/tokens.ts';

export const LIST_PATH = '/v1/revocations';
export const key = createSigningKey('key-1');
/** How a list is written, but for what is wrong with it. */
export const listHeader = { alg: 'ES256', kid: key.kid, typ: REVOCATIONS_TYPE };

export const answerText =
  (text: string, contentType = `application/${REVOCATIONS_TYPE}`, status = 200): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': contentType }).end(text);
  };

/** An issuer with a clock that stands still, its key set and its list. */
export async function startIssuer() {
  let nowSeconds = NOW;
  let answerKeys = answerJson(keySetOf(key), { 'cache-control': 'max-age=3600' });
  let answerList: Answer = answerText('', 'text/plain', 503);
  const server = await startJsonServer((request, response) => {
    (request.url === LIST_PATH ? answerList : answerKeys)(request, response);
  });
  const claimsOf = (revoked: readonly Revocation[], changes: object = {}): RevocationsClaims => ({
    iss: server.origin,
    aud: AUDIENCE,
    iat: nowSeconds,
    exp: nowSeconds + 60,
    revoked,
    ...changes,
  });
  return {
    origin: server.origin,
    claimsOf,
    list: (revoked: readonly Revocation[], changes?: object) =>
      signToken(key, claimsOf(revoked, changes), listHeader),
    token: (changes: object = {}) =>
      signToken(
        key,
        createClaims({ iss: server.origin, iat: nowSeconds, exp: nowSeconds + 590, ...changes }),
      ),
    publish(revoked: readonly Revocation[], changes?: object) {
      answerList = answerText(this.list(revoked, changes));
    },
    answerList(answer: Answer) {
      answerList = answer;
    },
    answerKeys(answer: Answer) {
      answerKeys = answer;
    },
    /** How often the list was asked for. */
    polls: () => server.calls.filter((path) => path === LIST_PATH).length,
    pass(seconds: number) {
      nowSeconds += seconds;
    },
    now: () => nowSeconds,
    options: (revocations?: RevocationOptions) => ({
      issuer: server.origin,
      audience: AUDIENCE,
      features: FEATURES,
      now: () => nowSeconds * 1_000,
      revocations: pollRevocations(revocations),
    }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;
