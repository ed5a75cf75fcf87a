// Claims:
// - `npm run stripe:import` reports on all customers of an account, and writes nothing: not to Stripe, and without
//   `--apply` not to a queue.
// - Of 5,000 customers none is lost and none is asked for twice, but for those in hand when an import is killed.
// - What npm start runs notices what an import puts into its queue, and makes members of it.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDeployment } from '../../../infra/deployment.ts';
import publication from '../../../gatefold.config.ts';
import { createStripeClient, idOf } from '../../../shared/stripe/client.ts';
import { freePorts } from '../../../local/ports.ts';
import { npmStart } from '../../local/npm-start.ts';
import { temporaryFolder } from '../../local/support.ts';
import { fillLists } from '../../support/fill.ts';
import { stripeError } from '../../support/front.ts';
import { startSqs } from './sqs.ts';
import { openAccount, runImport, runSetup, startCommand } from './support.ts';
import type { Account } from './support.ts';

const STAGE = 'test';
const QUEUE = 'gatefold-test-sync';

/** An account that sells the annual plan, and the same for something else. */
async function openShop() {
  const account = await openAccount();
  await runSetup(['--yes'], account.environment);
  const { stripe } = account;
  const { data } = await stripe.prices.list({ lookup_keys: ['gatefold_annual_usd'] });
  await stripe.products.create({ id: 'prod_mug', name: 'A mug a month' });
  const mug = await stripe.prices.create({
    ...{ product: 'prod_mug', currency: 'usd', unit_amount: 1_200, recurring: { interval: 'month' } },
  });
  account.front.asked.splice(0);
  return { ...account, annual: data[0]?.id ?? '', mug: mug.id };
}

const customersIn = (bodies: readonly string[]) =>
  bodies.map((body) => (JSON.parse(body) as { readonly customer: string }).customer);

describe('a report', () => {
  test('counts who has what, names what is odd, and nothing is written anywhere', async () => {
    const account = await openShop();
    const { double, stripe, annual, mug } = account;
    const addresses = ['one@example.com', 'ONE@example.com', null, 'ünï@example.com', 'no address'];
    const readers = fillLists(double.control, {
      ...{ count: addresses.length, price: annual },
      addressOf: (index) => addresses[index] ?? null,
    });
    fillLists(double.control, { count: 2, price: mug, addressOf: (index) => `mug-${index}@example.com` });
    await stripe.customers.create({ email: 'nothing@example.com' });
    await stripe.subscriptions.cancel(readers[3]?.subscription ?? '');
    account.front.asked.splice(0);

    const folder = temporaryFolder();
    const { code, out, err } = await runImport([], { ...account.environment, GATEFOLD_DATA_DIR: folder });
    expect(code).toBe(0);
    expect(out).toContain('Customers: 8\nWho have or had what the publication sells: 5\n');
    expect(out).toContain('annual: 4 active, 1 canceled');
    expect(out).toContain('prod_mug: subscriptions 2, customers 2');
    expect(out).toContain(`Paid for twice (refund one at Stripe):\n  annual: `);
    expect(out).not.toContain('@');
    expect(err).toContain('Nothing was queued.');
    expect(account.writes()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);

    const json = await runImport(['--json'], account.environment);
    expect(JSON.parse(json.out)).toMatchObject({
      customers: 8,
      concerned: 5,
      addresses: {
        missing: [readers[2]?.customer],
        invalid: [readers[4]?.customer],
        notAscii: [readers[3]?.customer],
      },
      oneAddress: [expect.arrayContaining([readers[0]?.customer, readers[1]?.customer])],
    });
  });
});

test('a pass that a guest paid is named by its payment, since nobody can be found by it', async () => {
  const { stripe, double, environment } = await openShop();
  const payment_intent_data = { metadata: { gatefold_pass_plan: 'annual', gatefold_pass_seconds: '604800' } };
  const price = await stripe.prices.create({ product: 'prod_mug', currency: 'usd', unit_amount: 300 });
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'payment', success_url: 'https://site.example', payment_intent_data },
    line_items: [{ price: price.id, quantity: 1 }],
  });
  const card = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123', name: 'A Guest' };
  const body = new URLSearchParams({ ...card, email: 'guest@example.com' });
  await double.app.fetch(new Request(session.url ?? '', { method: 'POST', body }));
  const { payment_intent: payment } = await stripe.checkout.sessions.retrieve(session.id);
  const { out } = await runImport([], environment);
  expect(out).toContain(`Passes that guests paid`);
  expect(out).toContain(`\n  ${idOf(payment ?? '')}\n`);
});

describe('5,000 customers', () => {
  test('are queued once each, though the import is killed while it reads and while it sends', async () => {
    const account = await openShop();
    const readers = fillLists(account.double.control, { count: 5_000, price: account.annual });
    const sqs = await startSqs(QUEUE);
    const folder = { GATEFOLD_DATA_DIR: temporaryFolder() };
    const environment = { ...account.environment, ...sqs.environment, ...folder };
    const apply = () =>
      startCommand('stripe-import', ['--apply', '--stage', STAGE, '--rate', '100000'], environment);

    const [reading, release] = holdPage(account, 30);
    const first = apply();
    await reading;
    first.child.kill('SIGKILL');
    expect((await first.ended).code).toBeNull();
    release();
    expect(sqs.taken).toEqual([]);

    // The 23rd page of a hundred is in hand, three of its batches of ten are taken.
    const hanging = sqs.hangAfter(223);
    const second = apply();
    await hanging;
    second.child.kill('SIGKILL');
    expect((await second.ended).code).toBeNull();
    expect(sqs.taken).toHaveLength(2_230);

    const third = await apply().ended;
    expect(third).toMatchObject({ code: 0 });
    expect(third.err).toContain('Queued before: 2,200. Going on from there.');
    expect(third.err).toContain('All are queued: 5,000.');
    const asked = customersIn(sqs.taken);
    expect(new Set(asked)).toEqual(new Set(readers.map(({ customer }) => customer)));
    expect(asked).toHaveLength(5_030);
    expect(sqs.taken[0]).toBe(JSON.stringify({ kind: 'ask', customer: asked[0], by: 'import' }));
    expect(account.writes()).toEqual([]);
  });
});

describe('an import to a deployment', () => {
  async function openSmall() {
    const account = await openShop();
    fillLists(account.double.control, { count: 25, price: account.annual });
    const sqs = await startSqs(QUEUE);
    const folder = temporaryFolder();
    const environment = { ...sqs.environment, GATEFOLD_DATA_DIR: folder };
    const apply = (...more: string[]) =>
      runImport(['--apply', '--stage', STAGE, ...more], { ...account.environment, ...environment });
    return { account, sqs, folder, apply };
  }

  test('finds the queue by the name that the deployment gives it', () => {
    const { prefix } = readDeployment((name) => (name === 'stage' ? STAGE : undefined), publication);
    expect(QUEUE).toBe(`${prefix}-sync`);
  });

  test('leaves the queue to events, too: ten customers a second, or as many as it is told', async () => {
    const { apply } = await openSmall();
    expect(await apply()).toMatchObject({ code: 0, waitedMillis: 2_000 });
    expect(await apply('--rate', '40')).toMatchObject({ code: 0, waitedMillis: 500 });
  });

  test('may be run again: everybody is asked for again, which does no harm', async () => {
    const { sqs, apply, folder } = await openSmall();
    expect((await apply()).code).toBe(0);
    expect((await apply()).code).toBe(0);
    expect(sqs.taken).toHaveLength(50);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('sends again what SQS did not take, and stops where SQS will never take it', async () => {
    const { sqs, apply } = await openSmall();
    sqs.refuse(['2', '7'], 'ours');
    expect((await apply()).code).toBe(0);
    expect(new Set(sqs.taken).size).toBe(25);
    sqs.refuse(['0'], 'theirs');
    const { code, err } = await apply();
    expect(code).toBe(1);
    expect(err).toContain('queue_failed: ');
    expect((await apply()).code).toBe(0);
  });

  test('does not go on from another account’s or a broken note, and --restart begins anew', async () => {
    const { sqs, apply, folder } = await openSmall();
    const note = join(folder, `stripe-import-test-stage-${STAGE}.json`);
    writeFileSync(note, JSON.stringify({ version: 1, customer: 'cus_elsewhere', sent: 100 }));
    expect(await apply()).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('state_foreign: ') as string },
    });
    writeFileSync(note, '{"version":1,"cust');
    expect(await apply()).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('state_unreadable: ') as string },
    });
    expect(sqs.taken).toEqual([]);
    expect((await apply('--restart')).code).toBe(0);
    expect(sqs.taken).toHaveLength(25);
    expect(existsSync(note)).toBe(false);
  });

  test.each<[code: string, args: string[]]>([
    ['target_missing', ['--apply']],
    ['target_missing', ['--apply', '--local', '--stage', 'test']],
    ['argument_invalid', ['--apply', '--stage', '../etc']],
    ['argument_invalid', ['--apply', '--stage', 'test', '--rate', '0']],
    ['argument_invalid', ['--apply', '--stage', 'test', '--rate', '1e9']],
    ['queue_missing', ['--apply', '--stage', 'elsewhere']],
  ])('is refused: %s', async (code, args) => {
    const account = await openAccount();
    const { environment } = await startSqs(QUEUE);
    const ended = await runImport(args, { ...account.environment, ...environment });
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(new RegExp(`^${code}: `));
    expect(account.front.asked).toEqual([]);
  });
});

test('what npm start runs makes members of the customers that an import names', async () => {
  const data = temporaryFolder();
  const running = await npmStart({ port: await freePorts(3), data });
  const environment = { STRIPE_SECRET_KEY: 'sk_test_gatefold_local', STRIPE_API_BASE: running.stripe };
  const stripe = createStripeClient({
    secretKey: environment.STRIPE_SECRET_KEY,
    apiBase: running.stripe,
  });
  await fetch(`${running.stripe}/_double/deliveries/hold`, { method: 'POST' });
  const { data: prices } = await stripe.prices.list({ lookup_keys: ['gatefold_annual_usd'] });
  const { id } = await stripe.customers.create({ email: 'imported@example.com' });
  await stripe.subscriptions.create({
    ...{ customer: id, items: [{ price: prices[0]?.id ?? '' }] },
    ...{ collection_method: 'send_invoice', days_until_due: 30 },
  });
  const more = { ...environment, GATEFOLD_DATA_DIR: data };
  const ended = await startCommand('stripe-import', ['--apply', '--local'], more).ended;
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.err).toContain('All are queued: 1.');

  const member = async () => {
    const query = new URLSearchParams({ email: 'imported@example.com' });
    const response = await fetch(`${running.service}/admin/v1/members?${query.toString()}`, {
      headers: { authorization: `Bearer ${running.adminKey}` },
    });
    return response.text();
  };
  await expect.poll(member, { timeout: 15_000, interval: 100 }).toContain(id);
});

/** Holds the so many-th read of the account; then lets everything pass. */
function holdPage({ front }: Account, page: number): [reached: Promise<void>, release: () => void] {
  const reached = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  let reads = 0;
  front.interfere(async (request, pass) => {
    if (request.method !== 'GET') return stripeError(500, { message: 'An import writes nothing.' });
    reads += 1;
    if (reads === page) {
      reached.resolve(undefined);
      await released.promise;
    }
    return pass();
  });
  return [
    reached.promise,
    () => {
      released.resolve(undefined);
      front.interfere();
    },
  ];
}
