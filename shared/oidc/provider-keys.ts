import type { JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import type { IdentityProvider } from '../identity/id-token.ts';

const TIMEOUT_MILLIS = 3_000;
/** Between two looks for a key that is not among those at hand; the provider's, whoever sends what kids. */
const COOLDOWN_MILLIS = 30_000;
const CACHE_MAX_AGE_MILLIS = 600_000;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

export type ProviderKeys = (provider: IdentityProvider) => Promise<JWTVerifyGetKey>;

/** The keys of identity providers, each found once; what could not be found is looked for again. */
export function createProviderKeys(): ProviderKeys {
  const found = new Map<string, JWTVerifyGetKey>();
  return async (provider) => {
    const known = found.get(provider.issuer);
    if (known !== undefined) return known;
    const { createRemoteJWKSet } = await import('jose');
    const keys = createRemoteJWKSet(new URL(provider.jwksUri ?? (await discover(provider))), {
      timeoutDuration: TIMEOUT_MILLIS,
      cooldownDuration: COOLDOWN_MILLIS,
      cacheMaxAge: CACHE_MAX_AGE_MILLIS,
    });
    found.set(provider.issuer, keys);
    return keys;
  };
}

/**
 * Where a provider says that its keys are (OpenID Connect Discovery, section 4).
 *
 * @throws where it does not answer, answers for another issuer, or names a place that is less safe than itself
 */
async function discover({ issuer }: IdentityProvider): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) throw new Error(`The identity provider answered ${response.status}.`);
  const found = metadata.parse(await response.json());
  if (found.issuer !== issuer) throw new Error('The identity provider answered for another issuer.');
  if (issuer.startsWith('https:') && !found.jwks_uri.startsWith('https:')) {
    throw new Error('The identity provider names keys that are not behind https.');
  }
  return found.jwks_uri;
}
