// Claims:
// - After the members were set back to an earlier moment, what Stripe says comes back by the import alone: who subscribed
//   since then reads, who stopped paying does not, and what was granted before stands.
// - What does not come back, comps since then, is in the audit trail, to be granted again.
// - A session of somebody who is not there any more lets nobody in, and signing in anew does.
import { PutItemCommand, ScanCommand, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { readWholeAccount } from '../../shared/stripe/import-read.ts';
import { concernedCustomers } from '../../shared/stripe/import-report.ts';
import { tableName } from '../../shared/store/tables.ts';
import type { Reader } from '../support/reader.ts';
import { openWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Row = Record<string, AttributeValue>;
const table = () => tableName(world.tablePrefix, 'members');
const rows = async (): Promise<Row[]> =>
  (await world.dynamo.send(new ScanCommand({ TableName: table() }))).Items ?? [];

/** As a restore leaves the table: the rows of then, and no other. */
async function setBackTo(then: readonly Row[]): Promise<void> {
  for (const { pk, sk } of await rows()) {
    if (pk !== undefined && sk !== undefined)
      await world.dynamo.send(new DeleteItemCommand({ TableName: table(), Key: { pk, sk } }));
  }
  for (const Item of then) await world.dynamo.send(new PutItemCommand({ TableName: table(), Item }));
}

/** What `npm run stripe:import -- --apply` reads and puts into the queue. */
async function importAll(): Promise<void> {
  const account = await readWholeAccount(
    world.stripe,
    (call) => call(),
    () => undefined,
  );
  for (const { id } of concernedCustomers(account, createCatalogue(world.config))) {
    await world.service.syncQueue.send({ kind: 'ask', customer: id, by: 'import' });
  }
  await world.settled();
}

async function subscribed(email: string): Promise<Reader> {
  const reader = world.reader();
  await world.subscribe(reader, email);
  await world.signIn(reader, email);
  await world.settled();
  return reader;
}
async function reads(email: string): Promise<boolean> {
  const reader = world.reader();
  await world.signIn(reader, email);
  return (await world.access(reader)).unlocks('news');
}
const comp = (email: string) =>
  world.admin('POST', '/grants', {
    ...{ email, plan: 'annual', ends_at: '2028-01-01T00:00:00Z', reason: 'Press' },
  });

test('a table that was set back, and one import, are a running service', async () => {
  await subscribed('stays@example.com');
  await subscribed('leaves@example.com');
  expect((await comp('press@example.com')).status).toBe(201);
  const then = await rows();

  world.clock.advance(3_600);
  const late = await subscribed('late@example.com');
  const { data: customers } = await world.stripe.customers.list({ email: 'leaves@example.com' });
  const { data: subscriptions } = await world.stripe.subscriptions.list({ customer: customers[0]?.id ?? '' });
  await world.stripe.subscriptions.cancel(subscriptions[0]?.id ?? '');
  const granted = (await (await comp('new-press@example.com')).json()) as { member: string };
  await world.settled();
  expect(await reads('late@example.com')).toBe(true);
  expect(await reads('leaves@example.com')).toBe(false);

  world.clock.advance(60);
  await setBackTo(then);
  const orphan = await late.call(`${world.issuer}/v1/token`, {}, world.site);
  expect(orphan.status).toBe(401);

  await importAll();
  expect(await reads('stays@example.com')).toBe(true);
  expect(await reads('late@example.com')).toBe(true);
  expect(await reads('leaves@example.com')).toBe(false);
  expect(await reads('press@example.com')).toBe(true);
  expect(await reads('new-press@example.com')).toBe(false);
  const trail = await (await world.admin('GET', `/audit?member=${granted.member}`)).text();
  expect(trail).toContain('Press');
});
