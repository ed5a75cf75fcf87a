import config from '../../gatefold.config.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { createAccountsStore } from '../../shared/store/accounts.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import { databaseOf, readEnvironment, runtime } from '../environment.ts';
import { lambdaHandler, sourceAddress } from '../http/lambda.ts';
import { createAdminApp } from './app.ts';

const env = readEnvironment('TABLE_PREFIX');
const database = databaseOf(env.TABLE_PREFIX);

export const handler = lambdaHandler(
  createAdminApp({
    ...runtime,
    config,
    catalogue: createCatalogue(config),
    members: createMembersStore(database),
    accounts: createAccountsStore(database),
    revocations: createRevocationsStore(database),
    ledger: createLedgerStore(database),
    sweeps: createSweepsStore(database),
    audit: createAuditStore(database),
    apiKeys: createApiKeysStore(database),
    callerAddress: sourceAddress,
  }),
);
