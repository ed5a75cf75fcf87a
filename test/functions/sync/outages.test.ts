// Claims:
// - Row 47: whatever Stripe answers instead of the truth, nothing is lost and nothing is granted by guess: who had
//   access keeps it, who had none gets none, and the event comes again until it is done.
// - Promise 7: while the queue is away, a reader who waits for a reading of Stripe has it; a message comes again instead.
// - A 429 is Stripe asking for time. It gets it, and nobody is woken up.
// - Only the events that failed come again. One that can never be read ends among the dead letters, and holds up no other.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSyncCustomer } from '../../../functions/sync/sync-customer.ts';
import type { Interference } from '../../support/front.ts';
import { stripeError, tooManyRequests } from '../../support/front.ts';
import { ANNUAL, EVERYTHING, openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await openSyncWorld();
});
afterEach(() => world.close());

/** Longer than a message that failed stays hidden. */
const NEXT_RECEIVE_SECONDS = 6;

const at =
  (path: string, answer: () => Response | Promise<Response>): Interference =>
  async (request, pass) =>
    new URL(request.url).pathname === path ? answer() : pass();

const serverError = () => stripeError(500, { type: 'api_error', message: 'Something went wrong.' });

async function oneOldOneNew(): Promise<{ readonly known: Paid; readonly newcomer: Paid }> {
  const known = await world.subscribeAtStripe('known@example.com');
  await world.send(known.customer);
  await world.drain();
  const newcomer = await world.subscribeAtStripe('newcomer@example.com');
  await world.stripe.subscriptions.update(known.subscription, { cancel_at_period_end: true });
  await world.send(known.customer, { eventId: 'evt_known' });
  await world.send(newcomer.customer, { eventId: 'evt_newcomer' });
  return { known, newcomer };
}

describe('row 47: Stripe', () => {
  const outages: [string, Interference][] = [
    ['answers 500', () => Promise.resolve(serverError())],
    ['answers 500 to the payments alone', at('/v1/payment_intents', serverError)],
    ['answers 200 with a page of HTML', () => Promise.resolve(new Response('<h1>Be right back</h1>'))],
    [
      'refuses the key',
      () => Promise.resolve(stripeError(401, { type: 'invalid_request_error', message: 'No.' })),
    ],
    [
      'answers with a page that promises more, and never gives it',
      async (request, pass) => {
        const url = new URL(request.url);
        if (url.pathname !== '/v1/subscriptions') return pass();
        if (url.searchParams.has('starting_after')) return serverError();
        const page = (await (await pass()).json()) as object;
        return Response.json({ ...page, has_more: true });
      },
    ],
    [
      'answers with a subscription whose items go on, and never gives the rest',
      async (request, pass) => {
        const url = new URL(request.url);
        if (url.pathname === '/v1/subscription_items') return serverError();
        if (url.pathname !== '/v1/subscriptions') return pass();
        const page = (await (await pass()).json()) as { data: { items: object }[] };
        const data = page.data.map((one) => ({ ...one, items: { ...one.items, data: [], has_more: true } }));
        return Response.json({ ...page, data });
      },
    ],
  ];

  test.each(outages)('%s', async (_, outage) => {
    const { known, newcomer } = await oneOldOneNew();
    const before = await world.billingRow(known);
    world.front.interfere(outage);
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(2);
    expect(await world.billingRow(known)).toEqual(before);
    expect(await world.reads(known)).toEqual(EVERYTHING);
    expect(await world.members.memberOfCustomer(newcomer.customer)).toBeUndefined();
    expect(await world.ledger.entry('evt_newcomer')).toBeUndefined();

    world.front.interfere();
    world.clock.advance(NEXT_RECEIVE_SECONDS);
    await world.drain();
    expect(await world.reads(newcomer)).toEqual(EVERYTHING);
    expect((await world.billingOf(known)).subscriptions).toMatchObject([{ cancelAtPeriodEnd: true }]);
    for (const id of ['evt_known', 'evt_newcomer']) {
      expect(await world.ledger.entry(id)).toMatchObject({ outcome: 'synced' });
    }
  });

  test('hangs', async () => {
    const { known, newcomer } = await oneOldOneNew();
    world.front.interfere(() => new Promise(() => undefined));
    // The SDK gives each up after five real seconds; all at once, so that the test waits only once.
    const consumer: typeof world.consume = async ({ Records }) => {
      const answers = await Promise.all(Records.map((record) => world.consume({ Records: [record] })));
      return { batchItemFailures: answers.flatMap(({ batchItemFailures }) => batchItemFailures) };
    };
    await world.drain(consumer);
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(2);
    expect(await world.reads(known)).toEqual(EVERYTHING);

    world.front.interfere();
    world.clock.advance(NEXT_RECEIVE_SECONDS);
    await world.drain();
    expect(await world.reads(newcomer)).toEqual(EVERYTHING);
  });

  test('asks us to slow down: both come again later, and no failure is logged', async () => {
    const { known, newcomer } = await oneOldOneNew();
    world.front.interfere(() => Promise.resolve(tooManyRequests()));
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(2);
    expect(world.logLines.join('\n')).not.toContain('sync_failed');

    world.front.interfere();
    const asked = world.front.asked.length;
    world.clock.advance(NEXT_RECEIVE_SECONDS);
    await world.drain();
    expect(world.front.asked).toHaveLength(asked);
    world.clock.advance(60);
    await world.drain();
    expect(await world.reads(newcomer)).toEqual(EVERYTHING);
    expect((await world.billingOf(known)).subscriptions).toMatchObject([{ cancelAtPeriodEnd: true }]);
  });
});

test('an hour of nothing but 429 loses nothing, and leaves nothing among the dead letters', async () => {
  const paid = await world.subscribeAtStripe('patient@example.com');
  await world.send(paid.customer);
  world.front.interfere(() => Promise.resolve(tooManyRequests()));
  for (let minute = 0; minute < 60; minute += 1) {
    await world.drain();
    world.clock.advance(60);
  }
  expect(world.handed.length).toBeLessThan(12);
  world.front.interfere();
  world.clock.advance(900);
  await world.drain();
  expect(world.queue.size().dead).toBe(0);
  expect(await world.reads(paid)).toEqual(EVERYTHING);
});

describe('a list that is longer than a page', () => {
  test('of subscriptions is read to its end', async () => {
    const paid = await world.subscribeAtStripe('pages@example.com');
    world.front.interfere(async (request, pass) => {
      const url = new URL(request.url);
      if (url.pathname !== '/v1/subscriptions') return pass();
      const data = await listed(paid);
      const page = { object: 'list', url: '/v1/subscriptions' };
      return url.searchParams.get('starting_after') === 'sub_on_page_one'
        ? Response.json({ ...page, data, has_more: false })
        : Response.json({
            ...page,
            data: [{ ...data[0], id: 'sub_on_page_one', status: 'canceled' }],
            has_more: true,
          });
    });
    await world.send(paid.customer);
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    expect((await world.billingOf(paid)).subscriptions.map(({ id }) => id).sort()).toEqual(
      [paid.subscription, 'sub_on_page_one'].sort(),
    );
  });

  test('of items is read to its end', async () => {
    const paid = await world.subscribeAtStripe('items@example.com');
    world.front.interfere(async (request, pass) => {
      if (new URL(request.url).pathname !== '/v1/subscriptions') return pass();
      const page = (await (await pass()).json()) as { data: { items: object }[] };
      const data = page.data.map((one) => ({ ...one, items: { ...one.items, data: [], has_more: true } }));
      return Response.json({ ...page, data });
    });
    await world.send(paid.customer);
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    expect((await world.billingOf(paid)).subscriptions).toMatchObject([{ items: [{ product: ANNUAL }] }]);
  });

  const listed = async ({ customer }: Paid) => (await world.stripe.subscriptions.list({ customer })).data;
});

describe('an event that names no customer', () => {
  test('about a payment of an invoice is resolved through the invoice', async () => {
    const paid = await world.subscribeAtStripe('through-invoice@example.com');
    const { data } = await world.stripe.invoicePayments.list({ limit: 1 });
    const object = { type: 'invoice_payment', id: data[0]?.id ?? '' };
    await world.send(undefined, { eventId: 'evt_inpay', type: 'invoice_payment.paid', object });
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    expect(await world.ledger.entry('evt_inpay')).toMatchObject({
      customer: paid.customer,
      outcome: 'synced',
    });
  });

  test.each([
    ['about something that has none', { type: 'payment_link', id: 'plink_1' }],
    ['about a payment that Stripe no longer knows', { type: 'invoice_payment', id: 'inpay_gone' }],
    ['about nothing', undefined],
  ])('%s is on record, and visible', async (_, object) => {
    await world.send(undefined, { eventId: 'evt_nobody', ...(object && { object }) });
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toEqual([]);
    const shown = await world.admin('GET', '/events/evt_nobody');
    expect(await shown.json()).toMatchObject({ customer: null, outcome: 'no_customer' });
  });

  test('comes again where Stripe could not be asked', async () => {
    const paid = await world.subscribeAtStripe('ask-again@example.com');
    const { data } = await world.stripe.invoicePayments.list({ limit: 1 });
    await world.send(undefined, { object: { type: 'invoice_payment', id: data[0]?.id ?? '' } });
    world.front.interfere(() => Promise.resolve(serverError()));
    await world.drain();
    world.front.interfere();
    world.clock.advance(NEXT_RECEIVE_SECONDS);
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
  });
});

describe('a batch', () => {
  test('of which some fail has exactly those come again', async () => {
    const customers = await Promise.all(
      ['a', 'b', 'c'].map((name) => world.subscribeAtStripe(`${name}@example.com`)),
    );
    const broken = customers[1]?.customer ?? '';
    for (const { customer } of [...customers, ...customers]) await world.send(customer);
    world.front.interfere((request, pass) =>
      new URL(request.url).searchParams.get('customer') === broken ? Promise.resolve(serverError()) : pass(),
    );
    await world.drain();
    const [handed] = world.handed;
    const ofBroken = handed?.event.Records.filter(({ body }) => body.includes(broken)) ?? [];
    expect(ofBroken).toHaveLength(2);
    expect(handed?.event.Records).toHaveLength(6);
    expect(handed?.response.batchItemFailures).toEqual(
      ofBroken.map(({ messageId }) => ({ itemIdentifier: messageId })),
    );
  });

  test('with a message that cannot be read does the rest, and gives that one up after twelve receives', async () => {
    const paid = await world.subscribeAtStripe('beside-poison@example.com');
    const poison = { kind: 'event', eventId: 7 } as unknown as Parameters<typeof world.queue.send>[0];
    await world.queue.send(poison);
    await world.send(paid.customer);
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    for (let receive = 2; receive <= 12; receive += 1) {
      expect(world.queue.size().dead, `before receive ${receive}`).toBe(0);
      world.clock.advance(NEXT_RECEIVE_SECONDS);
      await world.drain();
    }
    expect(world.queue.size().dead).toBe(1);
    const failures = world.logLines.filter((line) => line.includes('sync_failed'));
    expect(failures).toHaveLength(12);
    expect(JSON.parse(failures.at(-1) ?? '')).toMatchObject({ level: 'error', count: 12 });
  });
});

test('the queue away: whoever waits for a reading has it, and a message is not done', async () => {
  const { customer } = await world.subscribeAtStripe('waiting@example.com');
  const away = { ...world.deps.queue, send: () => Promise.reject(new Error('The queue is away.')) };
  const sync = createSyncCustomer({ ...world.deps, queue: away });
  await expect(sync(customer, world.deps.now())).rejects.toThrow('away');
  expect(
    await world.deps.members.memberOfCustomer(customer).then((id) => id && world.deps.members.facts(id)),
  ).toMatchObject({
    billing: [],
  });
  const { member } = (await sync(customer)) as { member?: `mem_${string}` };
  expect(member && (await world.deps.members.facts(member))).toMatchObject({
    billing: [{ customer, subscriptions: [{ status: 'active' }] }],
  });
});
