import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { App } from 'aws-cdk-lib';
import { PARTITION_KEY, SORT_KEY, TABLES, tableName, TTL_ATTRIBUTE } from '../shared/store/tables.ts';
import type { Table } from '../shared/store/tables.ts';
import type { Deployment } from './deployment.ts';

/** A reader who loses a session signs in again; everything else that is stored could not be made anew. */
const DISPOSABLE: ReadonlySet<Table> = new Set(['sessions']);

/** What a publication must not lose: the tables, and the key that its signing keys are encrypted under. */
export class DataStack extends Stack {
  readonly signingKey: Key;

  constructor(scope: App, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id, {
      description: `Gatefold, ${deployment.stage}: who may read what, and why.`,
      terminationProtection: true,
    });
    for (const table of TABLES) addTable(this, table, deployment.prefix);
    this.signingKey = new Key(this, 'SigningKey', {
      description: `Encrypts the private halves of the token signing keys of ${deployment.prefix}.`,
      alias: `alias/${deployment.prefix}-signing`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

/** Encrypted at rest under a key that DynamoDB owns: no call to KMS, and no charge, at each read. */
function addTable(stack: Stack, table: Table, prefix: string): void {
  const kept = !DISPOSABLE.has(table);
  const timeToLiveAttribute = TTL_ATTRIBUTE[table];
  new TableV2(stack, `${table[0]?.toUpperCase() ?? ''}${table.slice(1)}`, {
    tableName: tableName(prefix, table),
    partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
    sortKey: { name: SORT_KEY, type: AttributeType.STRING },
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: kept },
    deletionProtection: kept,
    removalPolicy: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    ...(timeToLiveAttribute !== undefined && { timeToLiveAttribute }),
  });
}
