import { expect } from 'vitest';
import { ACCESS_TOKEN_TYPE } from '../../client/src/claims.ts';
import { createVerifier } from '../../client/src/node.ts';
import { runRotation } from '../../functions/rotate/run.ts';
import { readSecrets } from '../../shared/aws/secrets.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { publishedKeys } from '../../shared/token/key-set.ts';
import { createSigner } from '../../shared/token/signer.ts';
import { createClaims } from '../support/tokens.ts';
import type { Flow } from './flow.ts';
import type { FaultyWorld } from './world.ts';

const attempt = async (work: () => Promise<unknown>) =>
  work().then(
    () => 'served' as const,
    () => 'again' as const,
  );

/** A further instance of the function `access` starts: it reads its secrets and keys, and signs. */
export const start: Flow = {
  name: 'cold start',
  promises: [5, 7],
  calls: ['DynamoDB', 'KMS', 'SSM'],
  begin(world) {
    const begin = async () => {
      await readSecrets(world.ssm, { session: '/gatefold/faults/session-secret' });
      const token = await signAnew(world, createKeysStore(world.onWire(world.tablePrefix)));
      expect((await world.verifier.verify(token)).unlocks('analysis')).toBe(true);
    };
    return Promise.resolve({ during: () => attempt(begin), after: begin });
  },
};

/** The first keys of a deployment are made, or those that are due. */
export const rotation: Flow = {
  name: 'rotate',
  promises: [5, 7],
  calls: ['DynamoDB', 'KMS'],
  async begin(world, id) {
    const prefix = `${world.tablePrefix}-${id}`;
    await world.newTables(prefix);
    const keys = createKeysStore(world.onWire(prefix));
    const rotate = () =>
      runRotation({
        issuer: world.issuer,
        keys,
        keyWrap: world.kmsKeyWrap,
        now: world.clock.now,
        log: () => undefined,
      });
    return {
      during: () => attempt(rotate),
      async after() {
        await rotate();
        const made = await keys.list();
        expect(made.map(({ generation }) => generation)).toEqual([0, 1]);
        const token = await signAnew(world, keys);
        const published = publishedKeys(made, Math.floor(world.clock.now() / 1000));
        const verifier = createVerifier({
          issuer: world.issuer,
          audience: world.config.publication.id,
          features: world.config.features,
          now: world.clock.now,
          fetch: () => Promise.resolve(Response.json({ keys: published.map(({ publicJwk }) => publicJwk) })),
        });
        expect((await verifier.verify(token)).unlocks('analysis')).toBe(true);
      },
    };
  },
};

function signAnew(
  world: FaultyWorld,
  keys: Pick<ReturnType<typeof createKeysStore>, 'list'>,
): Promise<string> {
  const now = Math.floor(world.clock.now() / 1000);
  const signer = createSigner({
    issuer: world.issuer,
    loadKeys: () => keys.list(),
    unwrapKey: (wrapped, context) => world.kmsKeyWrap.unwrap(wrapped, context),
    now: () => now,
  });
  const claims = { iss: world.issuer, aud: world.config.publication.id, iat: now, exp: now + 600 };
  return signer.sign(ACCESS_TOKEN_TYPE, createClaims(claims));
}
