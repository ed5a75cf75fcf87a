import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { revocationWrite } from '../../shared/store/revocations.ts';
import { tableName } from '../../shared/store/tables.ts';

/** The most that one BatchWriteItem puts. */
const BATCH_ROWS = 25;

/** Revokes so many members at `now` and in the seconds before it, ten in each, as the store would write it. */
export async function revokeMany(
  client: DynamoDBClient,
  prefix: string,
  count: number,
  now: number,
): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const sub = `mem_${String(index).padStart(26, '0')}` as const;
    const write = revocationWrite({ sub }, now - Math.floor(index / 10));
    return { PutRequest: { Item: marshall('put' in write ? write.put : {}) } };
  });
  const table = tableName(prefix, 'sessions');
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: rows.slice(at, at + BATCH_ROWS) } }),
    );
  }
}
