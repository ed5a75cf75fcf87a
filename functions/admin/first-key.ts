import { makeApiKey } from '../../shared/identity/api-key.ts';
import { sha256 } from '../../shared/identity/credential.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import { SCOPES } from '../../shared/store/apikeys.ts';
import type { ApiKeysStore } from '../../shared/store/apikeys.ts';

/**
 * The first admin's key, with every scope: the same from start to start.
 *
 * @param drawn 48 random bytes, kept beside the data
 */
export async function ensureFirstAdminKey(
  apiKeys: ApiKeysStore,
  issuer: string,
  drawn: Uint8Array,
  now: number,
): Promise<string> {
  const { id, secret, text } = makeApiKey(issuer, drawn);
  if ((await apiKeys.get(id)) !== undefined) return text;
  const key = {
    id,
    secretHash: sha256(secret),
    name: 'First admin',
    scopes: [...SCOPES],
    createdAt: Math.floor(now / 1000),
    createdBy: 'gatefold',
  };
  await apiKeys.add(key, {
    id: makeId('aud', drawn.subarray(0, ID_BYTES)),
    subject: 'deployment',
    at: now,
    actor: 'gatefold',
    act: 'apikey.created',
    after: { id, name: key.name, scopes: key.scopes },
    channel: 'service',
  });
  return text;
}
