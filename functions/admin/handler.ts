import type { LambdaContext, LambdaEvent } from '@hono/aws-lambda';
import { handle } from '@hono/aws-lambda';
import config from '../../gatefold.config.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { createAuditStore } from '../../shared/store/audit.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { databaseOf, readEnvironment, runtime } from '../environment.ts';
import { createAdminApp } from './app.ts';

const env = readEnvironment('TABLE_PREFIX');
const database = databaseOf(env.TABLE_PREFIX);

export const handler = handle(
  createAdminApp({
    ...runtime,
    config,
    catalogue: createCatalogue(config),
    members: createMembersStore(database),
    ledger: createLedgerStore(database),
    audit: createAuditStore(database),
    apiKeys: createApiKeysStore(database),
    callerAddress: (c) => sourceAddress(c.env as { event?: LambdaEvent; lambdaContext?: LambdaContext }),
  }),
);

/** As API Gateway saw it: payload format 2.0, `requestContext.http.sourceIp`. */
function sourceAddress({ event }: { readonly event?: LambdaEvent }): string | undefined {
  const context = event?.requestContext;
  return context !== undefined && 'http' in context ? context.http.sourceIp : undefined;
}
