import { createRoute } from '@hono/zod-openapi';
import { makeApiKey } from '../../../shared/identity/api-key.ts';
import { sha256 } from '../../../shared/identity/credential.ts';
import type { ApiKey } from '../../../shared/store/apikeys.ts';
import { auditEntry } from '../deps.ts';
import type { AdminApp, AdminDeps } from '../deps.ts';
import { answer, asks, asksInJson, body, refuse, refuses } from '../operation.ts';
import { refusal } from '../refusals.ts';
import { apiKeyListSchema, apiKeySchema, madeApiKeySchema, newApiKey } from '../schemas/api-keys.ts';
import { idParameter } from '../schemas/common.ts';
import { apiKeyWire } from '../wire.ts';

const tags = ['API keys'];

const create = createRoute({
  method: 'post',
  path: '/admin/v1/keys',
  operationId: 'createApiKey',
  tags,
  summary: 'Make an API key, with no scope that the asking key lacks',
  ...asksInJson('keys:write'),
  request: { body: body(newApiKey) },
  responses: { 201: answer(madeApiKeySchema, 'The key, shown once.'), ...refuses('scope_not_yours') },
});

const list = createRoute({
  method: 'get',
  path: '/admin/v1/keys',
  operationId: 'listApiKeys',
  tags,
  summary: 'Every API key, revoked ones among them',
  ...asks('keys:write'),
  responses: { 200: answer(apiKeyListSchema, 'The keys, without themselves.'), ...refuses() },
});

const revoke = createRoute({
  method: 'delete',
  path: '/admin/v1/keys/{id}',
  operationId: 'revokeApiKey',
  tags,
  summary: 'Revoke an API key',
  ...asks('keys:write'),
  request: { params: idParameter },
  responses: { 200: answer(apiKeySchema, 'The key, revoked.'), ...refuses('api_key_not_in_force') },
});

export function apiKeyRoutes(app: AdminApp, deps: AdminDeps): void {
  /** The one answer that shows the key itself. */
  app.openapi(create, async (c) => {
    const { name, expires_at: expiresAt, scopes: asked } = c.req.valid('json');
    const own = c.get('apiKey');
    const scopes = [...new Set(asked)].sort();
    if (scopes.some((scope) => !own.scopes.includes(scope))) return refuse(c, refusal('scope_not_yours'));
    const { id, secret, text } = makeApiKey(deps.config.hosts.service, deps.randomBytes(48));
    const key: ApiKey = {
      id,
      secretHash: sha256(secret),
      name,
      scopes,
      createdAt: Math.floor(deps.now() / 1000),
      createdBy: `apikey:${own.id}`,
      ...(expiresAt !== undefined && { expiresAt }),
    };
    const after = apiKeyWire(key);
    await deps.apiKeys.add(key, auditEntry(c, deps, { act: 'apikey.created', subject: 'deployment', after }));
    return c.json({ ...after, key: text }, 201);
  });

  app.openapi(list, async (c) => c.json({ data: (await deps.apiKeys.list()).map(apiKeyWire) }, 200));

  app.openapi(revoke, async (c) => {
    const { id } = c.req.valid('param');
    const key = /^key_\w{26}$/.test(id) ? await deps.apiKeys.get(id) : undefined;
    const now = Math.floor(deps.now() / 1000);
    if (key === undefined) return refuse(c, refusal('api_key_not_in_force'));
    const revoked = { ...key, revokedAt: now };
    const audit = auditEntry(c, deps, {
      act: 'apikey.revoked',
      subject: 'deployment',
      before: apiKeyWire(key),
      after: apiKeyWire(revoked),
    });
    const done = await deps.apiKeys.revoke(id, now, audit);
    return done ? c.json(apiKeyWire(revoked), 200) : refuse(c, refusal('api_key_not_in_force'));
  });
}
