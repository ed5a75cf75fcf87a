import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createTables, localDynamo } from '../../local/tables.ts';
import { openDatabase } from '../../shared/store/database.ts';
import type { Database } from '../../shared/store/database.ts';

export interface TestDatabase {
  readonly database: Database;
  /** The client beneath it: for rows that the store itself would never write, and to count its requests. */
  readonly client: DynamoDBClient;
  readonly prefix: string;
}

/** The real engine, with empty tables that nobody else has. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const client = localDynamo(inject('dynamodbEndpoint'));
  const prefix = `test-${randomUUID()}`;
  await createTables(client, prefix);
  return { database: openDatabase(client, prefix), client, prefix };
}

export interface SentCommand {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What `client` sends from now on. */
export function recordCommands(client: DynamoDBClient): readonly SentCommand[] {
  const sent: SentCommand[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        sent.push({ command: commandName, input: { ...args.input } });
        return next(args);
      },
    { step: 'initialize' },
  );
  return sent;
}
