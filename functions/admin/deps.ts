import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { GatefoldConfig } from '../../shared/config/schema.ts';
import { ID_BYTES, makeId } from '../../shared/identity/ids.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import type { EpochMillis } from '../../shared/membership/model.ts';
import type { AccountsStore } from '../../shared/store/accounts.ts';
import type { ApiKey, ApiKeysStore } from '../../shared/store/apikeys.ts';
import type { AuditEntry, AuditStore } from '../../shared/store/audit.ts';
import type { LedgerStore } from '../../shared/store/ledger.ts';
import type { MembersStore } from '../../shared/store/members.ts';
import type { RevocationsStore } from '../../shared/store/revocations.ts';
import type { SweepsStore } from '../../shared/store/sweeps.ts';
import type { HttpEnv } from '../http/env.ts';
import type { Log } from '../http/log.ts';

export interface AdminDeps {
  readonly config: GatefoldConfig;
  readonly catalogue: Catalogue;
  readonly members: MembersStore;
  readonly accounts: Pick<AccountsStore, 'endSessions'>;
  readonly revocations: Pick<RevocationsStore, 'revoke' | 'revokeAll'>;
  readonly ledger: LedgerStore;
  readonly sweeps: Pick<SweepsStore, 'standing' | 'events' | 'nights' | 'release' | 'acceptAccount'>;
  readonly audit: AuditStore;
  readonly apiKeys: ApiKeysStore;
  readonly now: () => EpochMillis;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly newRequestId: () => string;
  /** The caller's network address, from what carried the request, never from a header it may write itself. */
  readonly callerAddress: (c: Context<AdminEnv>) => string | undefined;
  readonly log: Log;
}

export interface AdminEnv extends HttpEnv {
  Variables: HttpEnv['Variables'] & { apiKey: ApiKey };
}

export type AdminApp = OpenAPIHono<AdminEnv>;

/** An audit entry for an act of the key that a request presented. */
export function auditEntry(
  c: Context<AdminEnv>,
  deps: AdminDeps,
  act: Pick<AuditEntry, 'act' | 'subject' | 'before' | 'after' | 'reason'>,
): AuditEntry {
  const ip = deps.callerAddress(c);
  return {
    id: makeId('aud', deps.randomBytes(ID_BYTES)),
    at: deps.now(),
    actor: `apikey:${c.get('apiKey').id}`,
    channel: 'api',
    requestId: c.get('requestId'),
    ...(ip !== undefined && { ip }),
    ...act,
  };
}
