import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { setTimeout } from 'node:timers/promises';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { tableName } from './tables.ts';
import type { Table } from './tables.ts';

/** The most that one BatchGetItem reads. */
const BATCH_KEYS = 100;
const BATCH_ATTEMPTS = 6;

const CONFLICT_ATTEMPTS = 6;
const CONFLICT_PAUSE_MILLIS = 10;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Row = Key & Readonly<Record<string, unknown>>;

/** A condition is static text with a name; what it compares with only ever travels as values. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
}

export interface Update extends Partial<Condition> {
  /** An update expression, static text; `expression` is its condition, where it has one. */
  readonly update: string;
}

/** One conditional write, alone or in a transaction. */
export type Write =
  | { readonly put: Row; readonly table: Table; readonly condition?: Condition; readonly values?: Values }
  | { readonly update: Update; readonly table: Table; readonly key: Key; readonly values: Values };
type Values = Readonly<Record<string, unknown>>;

/** `false` where a condition did not hold: the expected refusal. Anything else that goes wrong throws. */
export type Held = boolean;

export interface Database {
  /** A consistent read. */
  get(table: Table, key: Key): Promise<Record<string, unknown> | undefined>;
  /** Those of these rows that are there, in no order; consistent. */
  getMany(table: Table, keys: readonly Key[]): Promise<Record<string, unknown>[]>;
  /** All of one partition whose sort key begins with `prefix`, or comes at or after `from`; consistent, every page. */
  query(table: Table, pk: string, options?: QueryOptions): Promise<Record<string, unknown>[]>;
  write(write: Write): Promise<Held>;
  /** An update that also gives the row as it is after it; `undefined` where the condition did not hold. */
  updateAndGet(write: Extract<Write, { update: Update }>): Promise<Record<string, unknown> | undefined>;
  delete(table: Table, key: Key): Promise<void>;
  /** All or nothing. */
  transact(writes: readonly Write[]): Promise<Held>;
}

export interface QueryOptions {
  readonly prefix?: string;
  /** Only this sort key and what comes after it, whatever the order; not together with `prefix`. */
  readonly from?: string;
  readonly newestFirst?: boolean;
  /** Only what comes after this sort key. */
  readonly after?: string | undefined;
  /** At most so many rows; all of them where absent. */
  readonly limit?: number;
}

export const NOT_THERE_YET: Condition = { expression: 'attribute_not_exists(pk)' };

export function openDatabase(client: DynamoDBClient, prefix: string): Database {
  const nameOf = (table: Table) => tableName(prefix, table);

  return {
    async get(table, key) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: nameOf(table), Key: toItem(key), ConsistentRead: true }),
      );
      return Item && unmarshall(Item);
    },

    async getMany(table, keys) {
      const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
      const rows: Record<string, unknown>[] = [];
      for (let at = 0; at < distinct.length; at += BATCH_KEYS) {
        rows.push(...(await getBatch(client, nameOf(table), distinct.slice(at, at + BATCH_KEYS))));
      }
      return rows;
    },

    async query(table, pk, { newestFirst = false, after, limit, ...range } = {}) {
      const rows: Record<string, unknown>[] = [];
      let start = after === undefined ? undefined : toItem({ pk, sk: after });
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: nameOf(table),
            ConsistentRead: true,
            ScanIndexForward: !newestFirst,
            ...rangeInput(pk, range),
            ...(limit !== undefined && { Limit: limit - rows.length }),
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
        start = page.LastEvaluatedKey;
      } while (start !== undefined && (limit === undefined || rows.length < limit));
      return rows;
    },

    async write(write) {
      return held(() =>
        'put' in write
          ? client.send(new PutItemCommand(putInput(write, nameOf)))
          : client.send(new UpdateItemCommand(updateInput(write, nameOf))),
      );
    },

    async updateAndGet(write) {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({ ...updateInput(write, nameOf), ReturnValues: 'ALL_NEW' }),
        );
        return Attributes && unmarshall(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async delete(table, key) {
      await client.send(new DeleteItemCommand({ TableName: nameOf(table), Key: toItem(key) }));
    },

    async transact(writes) {
      const items: TransactWriteItem[] = writes.map((write) =>
        'put' in write ? { Put: putInput(write, nameOf) } : { Update: updateInput(write, nameOf) },
      );
      return held(() => client.send(new TransactWriteItemsCommand({ TransactItems: items })));
    },
  };
}

function rangeInput(pk: string, { prefix, from }: Pick<QueryOptions, 'prefix' | 'from'>) {
  const [condition, sk] =
    prefix !== undefined
      ? ['pk = :pk AND begins_with(sk, :sk)', prefix]
      : from !== undefined
        ? ['pk = :pk AND sk >= :sk', from]
        : ['pk = :pk', undefined];
  return { KeyConditionExpression: condition, ExpressionAttributeValues: toItem({ ':pk': pk, ':sk': sk }) };
}

/** What DynamoDB leaves out of an answer, for its size or because it is throttled, is asked for again. */
async function getBatch(
  client: DynamoDBClient,
  table: string,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let left = keys.map(({ pk, sk }) => toItem({ pk, sk }));
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > BATCH_ATTEMPTS) throw new Error(`${table} left ${left.length} rows of a batch unread.`);
    if (attempt > 1) await setTimeout(Math.random() * CONFLICT_PAUSE_MILLIS * 2 ** attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    rows.push(...(Responses?.[table] ?? []).map((item) => unmarshall(item)));
    left = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return rows;
}

function putInput(write: Extract<Write, { put: Row }>, nameOf: (table: Table) => string) {
  return {
    TableName: nameOf(write.table),
    Item: toItem(write.put),
    ...(write.condition && {
      ConditionExpression: write.condition.expression,
      ...(write.condition.names && { ExpressionAttributeNames: { ...write.condition.names } }),
    }),
    ...(write.values && { ExpressionAttributeValues: toItem(write.values) }),
  };
}

function updateInput(
  { update, table, key, values }: Extract<Write, { update: Update }>,
  nameOf: (table: Table) => string,
) {
  return {
    TableName: nameOf(table),
    Key: toItem(key),
    UpdateExpression: update.update,
    ...(update.expression !== undefined && { ConditionExpression: update.expression }),
    ...(update.names && { ExpressionAttributeNames: { ...update.names } }),
    ExpressionAttributeValues: toItem(values),
  };
}

/**
 * Whether the conditions of a write held. One that met another transaction (`TransactionConflict`) says nothing about
 * them and is sent again, as AWS advises; docs.aws.amazon.com/amazondynamodb, "Transaction conflict handling".
 *
 * @throws what else went wrong, and the conflict that would not end
 */
async function held(send: () => Promise<unknown>): Promise<Held> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send();
      return true;
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'refused') return false;
      if (outcome === 'fault' || attempt === CONFLICT_ATTEMPTS) throw error;
      await setTimeout(Math.random() * CONFLICT_PAUSE_MILLIS * 2 ** attempt);
    }
  }
}

function outcomeOf(error: unknown): 'refused' | 'conflict' | 'fault' {
  if (error instanceof ConditionalCheckFailedException) return 'refused';
  if (error instanceof TransactionConflictException) return 'conflict';
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  const codes = new Set(reasons.map(({ Code }) => Code ?? 'None'));
  codes.delete('None');
  if (codes.has('ConditionalCheckFailed')) return 'refused';
  return codes.size === 1 && codes.has('TransactionConflict') ? 'conflict' : 'fault';
}

function toItem(value: object): Record<string, AttributeValue> {
  return marshall(value, { removeUndefinedValues: true });
}
