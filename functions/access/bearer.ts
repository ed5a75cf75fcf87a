import type { Access } from '../../client/src/access.ts';
import { createVerifier } from '../../client/src/node.ts';
import { publishedKeys } from '../../shared/token/key-set.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

export type BearerRefusal = 'access_token_missing' | 'access_token_refused';

/** Checks an access token as every front end does, with the client's own verifier; its keys come from the table. */
export function createBearer(deps: Pick<AccessDeps, 'config' | 'loadKeys' | 'now'>) {
  const { config, loadKeys, now } = deps;
  const verifier = createVerifier({
    issuer: config.hosts.service,
    audience: config.publication.id,
    features: config.features,
    now,
    fetch: async () => {
      const keys = publishedKeys(await loadKeys(), epochSeconds(deps));
      return Response.json({ keys: keys.map(({ publicJwk }) => publicJwk) });
    },
  });

  return async (authorization: string | undefined): Promise<Access<string> | BearerRefusal> => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'access_token_missing';
    try {
      return await verifier.verify(token);
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('token_'))
        return 'access_token_refused';
      throw error;
    }
  };
}
