import type { Context, MiddlewareHandler } from 'hono';
import { readApiKey } from '../../shared/identity/api-key.ts';
import { sameText, sha256 } from '../../shared/identity/credential.ts';
import type { ApiKey, Scope } from '../../shared/store/apikeys.ts';
import type { Problem } from '../http/problem.ts';
import { problem } from '../http/problem.ts';
import type { AdminDeps, AdminEnv } from './deps.ts';

type KeyRefusal =
  'api_key_missing' | 'api_key_malformed' | 'api_key_unknown' | 'api_key_revoked' | 'api_key_expired';

/** Lets a request with a key in force pass (RFC 6750 section 2.1). */
export function authenticate(deps: AdminDeps): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const key = await keyOf(deps, c.req.header('authorization'));
    if (typeof key === 'string') {
      c.header('www-authenticate', 'Bearer');
      return problem(c, API_KEY_REFUSALS[key]);
    }
    c.set('apiKey', key);
    c.header('cache-control', 'no-store');
    return next();
  };
}

/** Lets a request pass whose key has the scope. */
export function needs(scope: Scope): MiddlewareHandler<AdminEnv> {
  return async (c: Context<AdminEnv>, next) => {
    if (c.get('apiKey').scopes.includes(scope)) return next();
    const detail = `This needs a key with the scope ${scope}.`;
    return problem(c, { status: 403, code: 'scope_missing', detail, more: { scope } });
  };
}

async function keyOf(deps: AdminDeps, header: string | undefined): Promise<ApiKey | KeyRefusal> {
  if (header === undefined) return 'api_key_missing';
  const [, text] = /^Bearer +(\S{1,200})$/i.exec(header) ?? [];
  const presented = text === undefined ? undefined : readApiKey(deps.config.hosts.service, text);
  if (presented === undefined) return 'api_key_malformed';
  const key = await deps.apiKeys.get(presented.id);
  if (key === undefined || !sameText(key.secretHash, sha256(presented.secret))) return 'api_key_unknown';
  if (key.revokedAt !== undefined) return 'api_key_revoked';
  return key.expiresAt !== undefined && key.expiresAt <= deps.now() / 1000 ? 'api_key_expired' : key;
}

export const API_KEY_REFUSALS: Readonly<Record<KeyRefusal, Problem>> = {
  api_key_missing: refuse('api_key_missing', 'Send an API key: Authorization: Bearer key_….'),
  api_key_malformed: refuse(
    'api_key_malformed',
    'This is not an API key of this deployment: is it complete?',
  ),
  api_key_unknown: refuse('api_key_unknown', 'There is no such API key.'),
  api_key_revoked: refuse('api_key_revoked', 'This API key was revoked.'),
  api_key_expired: refuse('api_key_expired', 'This API key has expired.'),
};

function refuse(code: KeyRefusal, detail: string): Problem {
  return { status: 401, code, detail };
}
