import { createVerifier, pollRevocations } from '../../../client/src/node.ts';
import { ACCESS_TOKEN_TYPE } from '../../../client/src/claims.ts';
import type { Fetch } from '../../../client/src/download.ts';
import { wellKnownRoutes } from '../../../functions/access/routes/well-known.ts';
import { revocationsRoute } from '../../../functions/access/routes/revocations.ts';
import { newApp } from '../../../functions/http/new-app.ts';
import type { ReplaceDeps } from '../../../functions/rotate/replace.ts';
import publication from '../../../gatefold.config.ts';
import { createLocalKeyWrap } from '../../../local/key-wrap.ts';
import { defineConfig } from '../../../shared/config/schema.ts';
import { createIdTokens } from '../../../shared/oidc/id-tokens.ts';
import type { Database } from '../../../shared/store/database.ts';
import { createKeysStore } from '../../../shared/store/keys.ts';
import { createRevocationsStore } from '../../../shared/store/revocations.ts';
import type { SigningKey } from '../../../shared/token/key-set.ts';
import { createSigner } from '../../../shared/token/signer.ts';
import type { Signer } from '../../../shared/token/signer.ts';
import type { Clock } from '../../support/clock.ts';
import { createSharedCache } from '../../support/shared-cache.ts';
import { createClaims } from '../../support/tokens.ts';

const config = defineConfig({ ...publication });
const issuer = config.hosts.service;
const audience = config.publication.id;

export type Issuer = ReturnType<typeof createIssuer>;

/**
 * What publishes and signs: the real routes of the key set and of the revocations behind a CDN, signers as each
 * instance of the access function has one, and everything that rotates their keys.
 *
 * @param random gives the bytes of ids
 */
export function createIssuer(
  database: Database,
  clock: Clock,
  random: (length: number) => Uint8Array = (length) => new Uint8Array(length),
) {
  const keys = createKeysStore(database);
  const keyWrap = createLocalKeyWrap(new Uint8Array(32).fill(7));
  const revocations = createRevocationsStore(database);
  const seconds = () => Math.floor(clock.now() / 1000);

  const signerWith = (loadKeys: () => Promise<readonly SigningKey[]>): Signer =>
    createSigner({
      issuer,
      loadKeys,
      unwrapKey: (wrapped, context) => keyWrap.unwrap(wrapped, context),
      now: seconds,
    });
  /** @param read what it has read just now */
  const newSigner = (read?: readonly SigningKey[]) =>
    signerWith(() => (read === undefined ? keys.list() : Promise.resolve(read)));
  const deps = {
    ...{ config, keys, keyWrap, revocations, issuer },
    now: clock.now,
    log: () => undefined,
    randomBytes: random,
    signer: newSigner(),
    loadKeys: () => keys.list(),
    idTokens: createIdTokens([], () => undefined),
  };
  const app = newApp(issuer);
  wellKnownRoutes(app, deps);
  revocationsRoute(app, deps);
  const cdn = createSharedCache((request) => app.fetch(request), clock.now);

  return {
    ...{ keys, seconds, cdn, newSigner },
    deps: deps satisfies ReplaceDeps,

    /** As whoever has stolen this key signs with it. */
    thiefOf: (key: SigningKey) => signerWith(() => Promise.resolve([{ ...key, activatesAt: 0 }])),

    mint: (signer: Signer, iat = seconds()) =>
      signer.sign(ACCESS_TOKEN_TYPE, createClaims({ iss: issuer, aud: audience, iat, exp: iat + 600 })),

    /** A site's verifier, by the CDN where nothing else is said. */
    newVerifier: ({ fetch = cdn.fetch, polls = false }: { fetch?: Fetch; polls?: boolean } = {}) =>
      createVerifier({
        ...{ issuer, audience, fetch },
        features: config.features,
        now: clock.now,
        ...(polls && { revocations: pollRevocations() }),
      }),

    /** What the origin publishes at this moment. */
    async published(): Promise<string[]> {
      const answer = await app.request(`${issuer}/.well-known/jwks.json`);
      return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    },
  };
}

/** `accepted`, or the code of the refusal. */
export function outcomeOf(checked: Promise<unknown>): Promise<string> {
  return checked.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}
