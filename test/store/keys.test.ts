/**
 * Claims: two rotations at once make each signing key once. An admin's key comes and goes with its entry in the audit
 * trail, is revoked once, and its secret is nowhere in the database.
 */
import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../shared/identity/credential.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import type { ApiKey, ApiKeysStore } from '../../shared/store/apikeys.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import type { AuditStore } from '../../shared/store/audit.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { generateSigningKey } from '../../shared/token/signer.ts';
import type { SigningKey } from '../../shared/token/key-set.ts';
import { openTestDatabase } from '../support/engine.ts';
import { heldHowOften, newAudit, newId, NOW } from './build.ts';

function newSigningKey(generation: number): SigningKey {
  const { publicJwk } = generateSigningKey();
  return {
    kid: publicJwk.kid,
    generation,
    publicJwk,
    wrappedPrivateKey: randomBytes(64).toString('base64'),
    createdAt: NOW,
    activatesAt: NOW + generation,
  };
}

describe('signing keys', () => {
  let keys: ReturnType<typeof createKeysStore>;

  beforeEach(async () => {
    keys = createKeysStore((await openTestDatabase()).database);
  });

  test('are listed as they were made, by generation, also from the tenth on', async () => {
    const made = [10, 2, 9, 100, 0].map(newSigningKey);
    for (const key of made) expect(await keys.add(key)).toBe(true);
    expect(await keys.list()).toEqual(made.toSorted((one, other) => one.generation - other.generation));
  });

  test('of twenty of one generation made at once, one is', async () => {
    const candidates = Array.from({ length: 20 }, () => newSigningKey(1));
    const added = await Promise.all(candidates.map((key) => keys.add(key)));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await keys.list()).toEqual([candidates[added.indexOf(true)]]);
  });

  test('sign at once where they are as they were read, and not where another was quicker', async () => {
    const key = newSigningKey(1);
    await keys.add(key);
    expect(await heldHowOften(5, () => keys.activate(key, NOW))).toBe(1);
    expect(await keys.list()).toEqual([{ ...key, activatesAt: NOW }]);
    expect(await keys.activate(newSigningKey(1), NOW)).toBe(false);
    await keys.remove(1);
    expect(await keys.activate(key, NOW)).toBe(false);
    expect(await keys.list()).toEqual([]);
  });

  test('go one by one, and going twice is going once', async () => {
    for (const generation of [0, 1]) await keys.add(newSigningKey(generation));
    await keys.remove(0);
    await keys.remove(0);
    expect((await keys.list()).map(({ generation }) => generation)).toEqual([1]);
  });
});

describe('API keys', () => {
  let apiKeys: ApiKeysStore;
  let audit: AuditStore;

  beforeAll(async () => {
    const { database } = await openTestDatabase();
    apiKeys = createApiKeysStore(database);
    audit = createAuditStore(database);
  });

  const newApiKey = (changes: Partial<ApiKey> = {}): ApiKey => ({
    id: newId('key'),
    secretHash: sha256(randomBytes(32).toString('base64url')),
    name: 'Newsroom',
    scopes: ['members:read', 'grants:write'],
    createdAt: NOW,
    createdBy: 'apikey:key_1',
    expiresAt: NOW + 86_400,
    ...changes,
  });
  const created = () => newAudit({ subject: 'deployment', act: 'apikey.created' });
  const revoked = () => newAudit({ subject: 'deployment', act: 'apikey.revoked' });

  test('are read and listed as they were made, once', async () => {
    const key = newApiKey();
    const entry = created();
    expect(await apiKeys.add(key, entry)).toBe(true);
    expect(await apiKeys.add({ ...key, scopes: ['keys:write'] }, created())).toBe(false);
    expect(await apiKeys.get(key.id)).toEqual(key);
    expect(await apiKeys.list()).toContainEqual(key);
    expect(await audit.list('deployment', 100)).toContainEqual(entry);
  });

  test('are not made where the entry that says who made them can not be', async () => {
    const entry = created();
    await apiKeys.add(newApiKey(), entry);
    const key = newApiKey();
    expect(await apiKeys.add(key, { ...entry, reason: 'Another' })).toBe(false);
    expect(await apiKeys.get(key.id)).toBeUndefined();
    const named = (await audit.list('deployment', 100)).filter(({ id }) => id === entry.id);
    expect(named).toEqual([entry]);
  });

  test('are revoked once, however many ask at once', async () => {
    const key = newApiKey();
    await apiKeys.add(key, created());
    expect(await heldHowOften(20, () => apiKeys.revoke(key.id, NOW + 5, revoked()))).toBe(1);
    expect(await apiKeys.get(key.id)).toEqual({ ...key, revokedAt: NOW + 5 });
  });

  test('that never were are not revoked, and nothing is recorded', async () => {
    const id = newId('key');
    const entry = revoked();
    expect(await apiKeys.revoke(id, NOW, entry)).toBe(false);
    expect(await apiKeys.get(id)).toBeUndefined();
    expect(await audit.list('deployment', 100)).not.toContainEqual(entry);
  });
});
