// Claims:
// - Webhooks can be repeated, overtaken, delayed and lost by a chance that a seed decides, so that a bad run can be
//   run again; nothing else about them changes.
// - An event can be never made at all. Any bytes can be sent under a good signature.
// - A program can receive in its own process, without a network.
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { annualPrice, runDouble, runReceiver, subscribe, WEBHOOK_SECRET } from './support.ts';
import type { RunningDouble } from './support.ts';

const START_MS = Date.UTC(2030, 0, 1);

/** A double whose webhooks come straight to a list, in the order in which they came. */
async function runInProcess(now?: () => number): Promise<RunningDouble & { readonly came: Stripe.Event[] }> {
  const came: Stripe.Event[] = [];
  const verify = new Stripe('sk_test_receiver').webhooks;
  const double = await runDouble({
    ...(now !== undefined && { now }),
    webhook: {
      url: 'http://receiver.invalid/webhooks/stripe',
      secret: WEBHOOK_SECRET,
      fetch: async (request) => {
        const body = await request.text();
        const signature = request.headers.get('stripe-signature') ?? '';
        came.push(verify.constructEvent(body, signature, WEBHOOK_SECRET, now === undefined ? 300 : Infinity));
        return new Response(null, { status: 204 });
      },
    },
  });
  return { ...double, came };
}

const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

/** The names of the customers that these events are about, in their order. */
const namesIn = (events: readonly Stripe.Event[]) =>
  events.flatMap(({ data: { object } }) => ('name' in object ? [String(object.name)] : []));

async function makeCustomers(stripe: Stripe, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `reader ${index}`);
  for (const name of names) await stripe.customers.create({ name });
  return names;
}

test('a program receives in its own process, signed as over a network', async () => {
  const { stripe, control, came } = await runInProcess();
  await subscribe(stripe);
  await control.settled();
  const listed = await stripe.events.list({ limit: 100 });
  expect(idsOf(came).sort()).toEqual(idsOf(listed.data).sort());
});

describe('on request webhooks are', () => {
  test('repeated, each once to so many times', async () => {
    const { stripe, control, came } = await runInProcess();
    control.setConditions({ copies: 3, seed: 5 });
    const names = await makeCustomers(stripe, 20);
    await control.settled();
    const times = names.map((name) => namesIn(came).filter((other) => other === name).length);
    expect([...new Set(times)].sort()).toEqual([1, 2, 3]);
  });

  test('overtaken by later ones, but by no more than the window', async () => {
    const order = async (seed: number) => {
      const { stripe, control, came } = await runInProcess();
      control.setConditions({ window: 4, seed });
      const names = await makeCustomers(stripe, 20);
      await control.settled();
      return { names, arrived: namesIn(came) };
    };
    const { names, arrived } = await order(3);
    expect(arrived).not.toEqual(names);
    expect([...arrived].sort()).toEqual([...names].sort());
    for (const [index, name] of names.entries()) {
      const overtook = arrived
        .slice(0, arrived.indexOf(name))
        .filter((other) => names.indexOf(other) > index);
      expect(overtook.length).toBeLessThanOrEqual(4);
    }
    expect((await order(3)).arrived).toEqual(arrived);
    expect((await order(4)).arrived).not.toEqual(arrived);
  });

  test('delayed by the clock of the double', async () => {
    let nowMs = START_MS;
    const { stripe, control, came } = await runInProcess(() => nowMs);
    control.setConditions({ delaySeconds: 3_600 });
    await makeCustomers(stripe, 1);
    await control.settled();
    expect(came).toEqual([]);
    nowMs += 3_600_000;
    await control.settled();
    expect(namesIn(came)).toEqual(['reader 0']);
  });

  test('lost, a share of them, and their events still listed', async () => {
    const { stripe, control, came } = await runInProcess();
    control.setConditions({ lost: 0.5, seed: 2 });
    const names = await makeCustomers(stripe, 30);
    await control.settled();
    expect(came.length).toBeGreaterThan(5);
    expect(came.length).toBeLessThan(25);
    const missing = await stripe.events.list({ delivery_success: false, limit: 100 });
    expect([...namesIn(came), ...namesIn(missing.data)].sort()).toEqual([...names].sort());
  });

  test('as they should be again, once nothing is asked for', async () => {
    const { stripe, control, came } = await runInProcess();
    control.setConditions({ lost: 1 });
    await makeCustomers(stripe, 1);
    control.setConditions({});
    await stripe.customers.create({ name: 'another' });
    await control.settled();
    expect(namesIn(came)).toEqual(['another']);
  });
});

describe('an event that is suppressed is never made', () => {
  test('by its type', async () => {
    const { stripe, control, came } = await runInProcess();
    control.suppress({ types: ['invoice.paid', 'customer.subscription.created'] });
    await subscribe(stripe);
    await control.settled();
    const listed = (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type);
    expect(listed).toContain('checkout.session.completed');
    expect(listed).not.toContain('invoice.paid');
    expect(came.map(({ type }) => type)).not.toContain('customer.subscription.created');
  });

  test('by a share, until that is lifted', async () => {
    const { stripe, control } = await runInProcess();
    control.suppress({ share: 0.5, seed: 9 });
    await makeCustomers(stripe, 30);
    const made = (await stripe.events.list({ limit: 100 })).data.length;
    expect(made).toBeGreaterThan(5);
    expect(made).toBeLessThan(25);
    control.suppress(null);
    await annualPrice(stripe);
    expect((await stripe.events.list({ limit: 100 })).data).toHaveLength(made + 2);
  });
});

describe('held events are delivered', () => {
  test('all at once in an order, while new ones are still held', async () => {
    const { stripe, control, came } = await runInProcess();
    control.hold();
    const names = await makeCustomers(stripe, 6);
    await control.deliverAll('reversed');
    expect(namesIn(came)).toEqual(names.toReversed());
    came.length = 0;
    await makeCustomers(stripe, 6);
    await control.deliverAll({ shuffledBy: 4 });
    expect(namesIn(came)).not.toEqual(names);
    expect(namesIn(came).sort()).toEqual(names);
    await stripe.customers.create({});
    await control.settled();
    expect(came).toHaveLength(6);
  });
});

test('any bytes can be sent under a good signature, such as an event of an old version', async () => {
  const receiver = await runReceiver();
  const { control } = await runDouble({ webhook: { url: receiver.url, secret: WEBHOOK_SECRET } });
  const old = { id: 'evt_old', object: 'event', api_version: '2019-12-03', type: 'invoice.paid' };
  expect(await control.emitRaw(JSON.stringify(old))).toEqual([{ accepted: true, text: '200' }]);
  expect(receiver.received).toEqual([old]);
  expect(await control.emitRaw(new Uint8Array([0xff, 0xfe]))).toEqual([{ accepted: false, text: '400' }]);
});
