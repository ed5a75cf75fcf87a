/**
 * Claims: with the rights that its template gives it, and no other, the sync lets a new subscriber in, gives them
 * the address that they come by later, takes back what is no longer paid for, and keeps what nobody sells where an admin sees it. It uses every right it has on what is stored.
 */
import { SQSClient } from '@aws-sdk/client-sqs';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createSyncCustomer } from '../../functions/sync/sync-customer.ts';
import { createTables, localDynamo } from '../../local/tables.ts';
import { createSqsQueue } from '../../shared/aws/queue.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { createCheckoutsStore } from '../../shared/store/checkouts.ts';
import { createLedgerStore } from '../../shared/store/ledger.ts';
import { createMembersStore } from '../../shared/store/members.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { createStripeCheckout } from '../../shared/stripe/checkout.ts';
import { createStripeReader } from '../../shared/stripe/reader.ts';
import { openWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { startAwsDouble } from './aws-double.ts';
import type { AwsDouble } from './aws-double.ts';
import { inWords, rightsOfFunction } from './rights-of.ts';
import { synthesizeForFile } from './synthesis.ts';

const stage = `t${randomBytes(6).toString('hex')}`;
const prefix = `gatefold-${stage}`;
const synthesis = synthesizeForFile({ stage });
const ada = 'ada@reader.example';
let world: World;
let aws: AwsDouble;
let rights: string[];

beforeAll(async () => {
  const dynamodb = inject('dynamodbEndpoint');
  const client = localDynamo(dynamodb);
  await createTables(client, prefix);
  client.destroy();
  rights = inWords(rightsOfFunction(synthesis().service, `${prefix}-sync`));
  aws = await startAwsDouble({ rights, secrets: {}, dynamodb });
  world = await openWorld();
  await world.subscribe(world.reader(), ada);
});
afterAll(async () => {
  await world.close();
  await aws.close();
});

test('one who subscribed gets in until they cancel, and what nobody sells is kept to be seen', async () => {
  const dynamo = localDynamo(aws.origin);
  const database = openDatabase(dynamo, prefix);
  const members = createMembersStore(database);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: aws.origin, region: 'eu-west-1', credentials });
  const ledger = createLedgerStore(database);
  const logged: string[] = [];
  const syncWith = (config: World['config']) =>
    createSyncCustomer({
      members,
      ledger,
      checkouts: createCheckoutsStore(database),
      revocations: createRevocationsStore(database),
      stripe: createStripeReader(world.stripe),
      stripeCheckout: createStripeCheckout(world.stripe),
      queue: createSqsQueue<SyncMessage>(sqs, `${aws.origin}/111122223333/${prefix}-sync`),
      catalogue: createCatalogue(config),
      now: world.clock.now,
      randomBytes: (length) => randomBytes(length),
      log: (line) => logged.push(line.event),
    });
  const [customer] = (await world.stripe.customers.list({ email: ada })).data;
  const id = customer?.id ?? '';

  const { annual } = world.config.plans;
  if (annual === undefined) throw new Error('The world sells no annual plan.');
  const elsewhere = { ...world.config, plans: { annual: { ...annual, products: ['prod_elsewhere'] } } };
  for (const again of [1, 2]) {
    expect(await syncWith(elsewhere)(id), `time ${again}`).toEqual({ kind: 'quarantined' });
  }
  expect(logged, 'once a customer').toEqual(['quarantined']);

  await world.stripe.customers.update(id, { email: '' });
  expect(await syncWith(world.config)(id)).toMatchObject({ kind: 'synced' });
  expect(logged).toEqual(['quarantined', 'quarantined']);
  await world.stripe.customers.update(id, { email: ada });
  expect(await syncWith(world.config)(id, undefined, { plans: [] })).toMatchObject({ kind: 'synced' });
  expect(await members.memberOfAddress(ada)).toBe(await members.memberOfCustomer(id));
  expect(aws.queued).toHaveLength(1);

  const [subscription] = (await world.stripe.subscriptions.list({ customer: id })).data;
  await world.stripe.subscriptions.cancel(subscription?.id ?? '');
  expect(await syncWith(world.config)(id)).toMatchObject({ kind: 'synced' });

  const entry = { eventId: 'evt_1', type: 'invoice.paid', created: 1, customer: id, recordedAt: 1 };
  await ledger.record({ ...entry, outcome: 'synced' });
  expect(aws.refused).toEqual([]);
  const needed = rights.filter((right) => /^dynamodb:|^sqs:SendMessage/.test(right));
  expect([...aws.used].sort()).toEqual(needed);
  dynamo.destroy();
  sqs.destroy();
});
