import * as z from 'zod';
import type { EpochSeconds } from '../membership/model.ts';
import { auditWrite } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { NOT_THERE_YET } from './database.ts';
import type { Database, Update } from './database.ts';
import { withoutVersion } from './version.ts';

const VERSION = 1;
const PARTITION = 'apikey';

export const SCOPES = [
  'members:read',
  'grants:read',
  'grants:write',
  'audit:read',
  'events:read',
  'keys:write',
  /** To decide what waits for a decision: the quarantine, a halted sweep. */
  'operate',
] as const;
export type Scope = (typeof SCOPES)[number];

/** An admin's key. The secret itself is shown once and never stored. */
export interface ApiKey {
  readonly id: string;
  /** SHA-256 of the secret, base64url: it has 256 random bits, so nothing slower is called for. */
  readonly secretHash: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: EpochSeconds;
  readonly createdBy: string;
  readonly expiresAt?: EpochSeconds;
  readonly revokedAt?: EpochSeconds;
}

const KEY_IN_FORCE: Update = {
  update: 'SET revokedAt = :now',
  expression: 'attribute_exists(pk) AND attribute_not_exists(revokedAt)',
};

const apiKeyRow = z
  .object({
    v: z.literal(VERSION),
    id: z.string(),
    secretHash: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: z.int(),
    createdBy: z.string(),
    expiresAt: z.int().optional(),
    revokedAt: z.int().optional(),
  })
  .transform(withoutVersion);

const keyOf = (id: string) => ({ pk: PARTITION, sk: id });

export type ApiKeysStore = ReturnType<typeof createApiKeysStore>;

export function createApiKeysStore(database: Database) {
  return {
    async get(id: string): Promise<ApiKey | undefined> {
      const row = await database.get('apikeys', keyOf(id));
      return row && apiKeyRow.parse(row);
    },

    async list(): Promise<ApiKey[]> {
      const rows = await database.query('apikeys', PARTITION);
      return rows.map((row) => apiKeyRow.parse(row));
    },

    add: ({ id, secretHash, name, scopes, createdAt, createdBy, expiresAt }: ApiKey, audit: AuditEntry) =>
      database.transact([
        {
          put: { ...keyOf(id), v: VERSION, id, secretHash, name, scopes, createdAt, createdBy, expiresAt },
          table: 'apikeys',
          condition: NOT_THERE_YET,
        },
        auditWrite(audit),
      ]),

    /** `false` where there is no such key in force. */
    revoke: (id: string, now: EpochSeconds, audit: AuditEntry) =>
      database.transact([
        { update: KEY_IN_FORCE, table: 'apikeys', key: keyOf(id), values: { ':now': now } },
        auditWrite(audit),
      ]),
  };
}
