import type { Hono } from 'hono';
import type { HttpEnv } from '../../http/env.ts';
import { publishedKeys } from '../../../shared/token/key-set.ts';
import { epochSeconds } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import { GRANT_TYPES } from '../token-request.ts';

const KEY_SET_MAX_AGE_SECONDS = 300;
const METADATA_MAX_AGE_SECONDS = 3600;

type WellKnownDeps = Pick<AccessDeps, 'config' | 'idTokens' | 'loadKeys' | 'now'>;

/** The key set (RFC 7517 section 5) and the server's metadata (RFC 8414 section 2). */
export function wellKnownRoutes(app: Hono<HttpEnv>, deps: WellKnownDeps): void {
  app.get('/.well-known/jwks.json', async (c) => {
    const keys = publishedKeys(await deps.loadKeys(), epochSeconds(deps));
    c.header('cache-control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`);
    return c.json({ keys: keys.map(({ publicJwk }) => publicJwk) });
  });

  app.get('/.well-known/oauth-authorization-server', (c) => {
    const { service } = deps.config.hosts;
    c.header('cache-control', `public, max-age=${METADATA_MAX_AGE_SECONDS}`);
    return c.json({
      issuer: service,
      jwks_uri: `${service}/.well-known/jwks.json`,
      token_endpoint: `${service}/v1/token`,
      grant_types_supported: deps.idTokens.areTaken ? Object.values(GRANT_TYPES) : [GRANT_TYPES.refresh],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });
}
