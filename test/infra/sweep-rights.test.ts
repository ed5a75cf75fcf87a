/**
 * Claims: with the rights that its template gives it, and no other, the sweep finds an event that was lost, compares what is
 * stored with what Stripe has, and takes up what was put aside. It uses every right it has on what is stored.
 */
import { SQSClient } from '@aws-sdk/client-sqs';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runSweep } from '../../functions/sweep/run.ts';
import { createTables, localDynamo } from '../../local/tables.ts';
import { createSqsBatchQueue } from '../../shared/aws/batch-queue.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createSweepsStore } from '../../shared/store/sweeps.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { openWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { startAwsDouble } from './aws-double.ts';
import type { AwsDouble } from './aws-double.ts';
import { inWords, rightsOfFunction } from './rights-of.ts';
import { synthesizeForFile } from './synthesis.ts';

const stage = `t${randomBytes(6).toString('hex')}`;
const prefix = `gatefold-${stage}`;
const synthesis = synthesizeForFile({ stage });
let world: World;
let aws: AwsDouble;
let rights: string[];

beforeAll(async () => {
  const dynamodb = inject('dynamodbEndpoint');
  const client = localDynamo(dynamodb);
  await createTables(client, prefix);
  await createLedgerStore(openDatabase(client, prefix)).quarantine(
    'product',
    'prod_gatefold_annual',
    'cus_1',
    0,
  );
  client.destroy();
  rights = inWords(rightsOfFunction(synthesis().service, `${prefix}-sweep`));
  aws = await startAwsDouble({ rights, secrets: {}, dynamodb });
  world = await openWorld();
  await world.subscribe(world.reader(), 'ada@reader.example');
  world.clock.advance(3_600);
});
afterAll(async () => {
  await world.close();
  await aws.close();
});

test('a lost event, a customer whom nobody has and a replay are enqueued', async () => {
  const dynamo = localDynamo(aws.origin);
  const database = openDatabase(dynamo, prefix);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: aws.origin, region: 'eu-west-1', credentials });
  await runSweep({
    ...world.service.sweepDeps,
    members: createMembersStore(database),
    ledger: createLedgerStore(database),
    sweeps: createSweepsStore(database),
    queue: createSqsBatchQueue<SyncMessage>(sqs, `${aws.origin}/111122223333/${prefix}-sync`),
    pause: () => Promise.resolve(),
  });
  expect(aws.refused).toEqual([]);
  const kinds = aws.queued.map((text) => {
    const message = JSON.parse(text) as { kind: string; by?: string };
    return message.by ?? message.kind;
  });
  expect(new Set(kinds)).toEqual(new Set(['event', 'sweep', 'replay']));
  const needed = rights.filter((right) => /^dynamodb:|^sqs:SendMessage/.test(right));
  expect([...aws.used].sort()).toEqual(needed);
  dynamo.destroy();
  sqs.destroy();
});
