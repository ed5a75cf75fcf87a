import type { Hono } from 'hono';
import * as z from 'zod';
import { makeApiKey } from '../../../shared/identity/api-key.ts';
import { sha256 } from '../../../shared/identity/credential.ts';
import { SCOPES } from '../../../shared/store/apikeys.ts';
import type { ApiKey } from '../../../shared/store/apikeys.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { needs } from '../authorize.ts';
import { auditEntry } from '../deps.ts';
import type { AdminDeps, AdminEnv } from '../deps.ts';
import { refusal } from '../refusals.ts';
import { apiKeyWire } from '../wire.ts';

const making = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(SCOPES)).min(1),
  expires_at: z.iso
    .datetime({ offset: true })
    .transform((text) => Math.floor(Date.parse(text) / 1000))
    .optional(),
});

export function apiKeyRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  /** The one answer that shows the key itself. */
  app.post('/admin/v1/keys', needs('keys:write'), async (c) => {
    const read = await readJson(c, making);
    if (!read.ok) return problem(c, read.problem);
    const own = c.get('apiKey');
    const scopes = [...new Set(read.value.scopes)].sort();
    if (scopes.some((scope) => !own.scopes.includes(scope))) return problem(c, refusal('scope_not_yours'));
    const { id, secret, text } = makeApiKey(deps.config.hosts.service, deps.randomBytes(48));
    const { name, expires_at: expiresAt } = read.value;
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

  app.get('/admin/v1/keys', needs('keys:write'), async (c) =>
    c.json({ data: (await deps.apiKeys.list()).map(apiKeyWire) }),
  );

  app.delete('/admin/v1/keys/:id', needs('keys:write'), async (c) => {
    const id = c.req.param('id');
    const key = /^key_\w{26}$/.test(id) ? await deps.apiKeys.get(id) : undefined;
    const now = Math.floor(deps.now() / 1000);
    if (key === undefined) return problem(c, refusal('api_key_not_in_force'));
    const revoked = { ...key, revokedAt: now };
    const audit = auditEntry(c, deps, {
      act: 'apikey.revoked',
      subject: 'deployment',
      before: apiKeyWire(key),
      after: apiKeyWire(revoked),
    });
    const done = await deps.apiKeys.revoke(id, now, audit);
    return done ? c.json(apiKeyWire(revoked)) : problem(c, refusal('api_key_not_in_force'));
  });
}
