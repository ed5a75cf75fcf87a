import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, TABLES, TTL_ATTRIBUTE, tableName } from '../shared/store/tables.ts';
import type { Table } from '../shared/store/tables.ts';

/** A client for a DynamoDB-compatible engine on this machine, which asks nobody who is calling. */
export function localDynamo(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** Makes the tables that are not there yet, as infra/ makes them on AWS. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<void> {
  await Promise.all(TABLES.map((table) => createTable(client, prefix, table)));
}

async function createTable(client: DynamoDBClient, prefix: string, table: Table): Promise<void> {
  const TableName = tableName(prefix, table);
  const ttl = TTL_ATTRIBUTE[table];
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: PARTITION_KEY, KeyType: 'HASH' },
          { AttributeName: SORT_KEY, KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: PARTITION_KEY, AttributeType: 'S' },
          { AttributeName: SORT_KEY, AttributeType: 'S' },
        ],
      }),
    );
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw error;
  }
  if (ttl === undefined) return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName: ttl };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}
