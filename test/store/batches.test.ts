/**
 * Claims: the billing items of many customers are found with two requests a hundred, those of customers whom nobody has
 * left out. What DynamoDB leaves out of an answer is asked for again and not taken for missing: it would let the sweep
 * think that nobody knows a reader. What it will not give at all stops the act.
 */
import type { BatchGetItemCommandOutput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, inject, test } from 'vitest';
import { createMembersStore } from '../../shared/store/members.ts';
import { localDynamo } from '../../local/tables.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { openTestDatabase, recordCommands } from '../support/engine.ts';
import { newBilling, newId, newMember } from './build.ts';

let prefix: string;
const customers = Array.from({ length: 120 }, () => newId('cus'));

beforeAll(async () => {
  const opened = await openTestDatabase();
  ({ prefix } = opened);
  const members = createMembersStore(opened.database);
  await Promise.all(
    customers.map(async (customer) => {
      const member = newMember();
      await members.create(member, undefined, customer);
      await members.writeBilling(member.id, newBilling({ customer }), undefined);
    }),
  );
});

function open(): {
  readonly client: DynamoDBClient;
  readonly members: ReturnType<typeof createMembersStore>;
} {
  const client = localDynamo(inject('dynamodbEndpoint'));
  return { client, members: createMembersStore(openDatabase(client, prefix)) };
}

/** Has the engine keep back half of what each batch asks for, so many times. */
function keepBack(client: DynamoDBClient, times: number): void {
  let left = times;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const output = answer.output as BatchGetItemCommandOutput;
      const [[table, { Keys = [] }] = ['', { Keys: [] }]] = Object.entries(
        (args.input as { RequestItems?: Record<string, { Keys?: Record<string, unknown>[] }> })
          .RequestItems ?? {},
      );
      if (left === 0 || table === '') return answer;
      left -= 1;
      const kept = Keys.slice(Math.ceil(Keys.length / 2)) as NonNullable<
        BatchGetItemCommandOutput['UnprocessedKeys']
      >[string]['Keys'];
      const ids = new Set(kept?.map((key) => `${key.pk?.S ?? ''} ${key.sk?.S ?? ''}`));
      output.Responses = {
        [table]: (output.Responses?.[table] ?? []).filter(
          (row) => !ids.has(`${row.pk?.S ?? ''} ${row.sk?.S ?? ''}`),
        ),
      };
      output.UnprocessedKeys = kept?.length ? { [table]: { Keys: kept } } : {};
      return answer;
    },
    { step: 'initialize' },
  );
}

test('of 120 customers, four requests; of a stranger, nothing', async () => {
  const { client, members } = open();
  const sent = recordCommands(client);
  const found = await members.billingOf([...customers, 'cus_stranger', customers[0] ?? '']);
  expect([...found.keys()].sort()).toEqual(customers.toSorted());
  expect(found.get(customers[7] ?? '')).toMatchObject({ customer: customers[7], rev: 1 });
  expect(sent.map(({ command }) => command)).toEqual(Array.from({ length: 4 }, () => 'BatchGetItemCommand'));
  expect((await members.billingOf([])).size).toBe(0);
});

test('what was left out of an answer is asked for again', async () => {
  const { client, members } = open();
  keepBack(client, 3);
  expect((await members.billingOf(customers)).size).toBe(120);
});

test('what DynamoDB will not give at all stops the act', async () => {
  const { client, members } = open();
  keepBack(client, Infinity);
  await expect(members.billingOf(customers)).rejects.toThrow('unread');
});
