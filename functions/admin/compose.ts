import type { GatefoldConfig } from '../../shared/config/schema.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { createAccountsStore } from '../../shared/store/accounts.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import type { Database } from '../../shared/store/database.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import type { Runtime } from '../http/runtime.ts';
import { createAdminApp } from './app.ts';
import type { AdminApp, AdminDeps } from './deps.ts';

export interface AdminPorts extends Runtime, Pick<AdminDeps, 'callerAddress'> {
  readonly config: GatefoldConfig;
  readonly catalogue: Catalogue;
  readonly database: Database;
}

/** The app for admins, on what is stored. */
export function composeAdmin(ports: AdminPorts): AdminApp {
  const { database } = ports;
  return createAdminApp({
    now: ports.now,
    randomBytes: ports.randomBytes,
    newRequestId: ports.newRequestId,
    log: ports.log,
    callerAddress: ports.callerAddress,
    config: ports.config,
    catalogue: ports.catalogue,
    members: createMembersStore(database),
    accounts: createAccountsStore(database),
    revocations: createRevocationsStore(database),
    ledger: createLedgerStore(database),
    sweeps: createSweepsStore(database),
    audit: createAuditStore(database),
    apiKeys: createApiKeysStore(database),
  });
}
