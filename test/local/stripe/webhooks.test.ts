// Claims:
// - Every event is delivered, signed so that the SDK accepts it, and again and again until it is accepted.
// - Events can be held, lost, repeated and reordered at will, as networks do against anybody's.
import { describe, expect, test } from 'vitest';
import { nextAttempt } from '../../../local/stripe/webhooks/backoff.ts';
import { eventTypes, runDouble, runReceiver, subscribe, WEBHOOK_SECRET } from './support.ts';

const RETRY_SOON = { firstWaitMs: 5, longestWaitMs: 10, giveUpAfterMs: 60_000 };

async function runBoth() {
  const receiver = await runReceiver();
  const webhook = { url: receiver.url, secret: WEBHOOK_SECRET };
  return { receiver, ...(await runDouble({ webhook, retries: RETRY_SOON })) };
}

describe('a delivery', () => {
  test('brings each event once, whole, and signed', async () => {
    const { receiver, stripe, control } = await runBoth();
    await subscribe(stripe);
    await control.settled();
    const listed = await stripe.events.list({ limit: 100 });
    expect(receiver.received).toHaveLength(listed.data.length);
    const byId = new Map(receiver.received.map((event) => [event.id, event]));
    for (const event of listed.data) expect(byId.get(event.id)).toEqual({ ...event, pending_webhooks: 1 });
  });

  test('is tried again until it is accepted', async () => {
    const { receiver, stripe, control } = await runBoth();
    receiver.refuse(3);
    const { id } = await stripe.customers.create({ email: 'a@example.com' });
    await control.settled();
    expect(receiver.received).toMatchObject([{ type: 'customer.created', data: { object: { id } } }]);
  });

  test('waits twice as long each time, an hour at most, three days in all', () => {
    const policy = { firstWaitMs: 2_000, longestWaitMs: 3_600_000, giveUpAfterMs: 259_200_000 };
    const waits = [1, 2, 3, 11, 12, 40].map((attempts) =>
      nextAttempt({ attempts, queuedAtMs: 0 }, 0, policy),
    );
    expect(waits).toEqual([2_000, 4_000, 8_000, 2_048_000, 3_600_000, 3_600_000]);
    expect(nextAttempt({ attempts: 90, queuedAtMs: 0 }, 255_600_000, policy)).toBe(259_200_000);
    expect(nextAttempt({ attempts: 90, queuedAtMs: 0 }, 255_600_001, policy)).toBeUndefined();
  });

  test('that nobody accepts is given up, and the event stays listed', async () => {
    const { stripe, control } = await runDouble({
      webhook: { url: 'http://127.0.0.1:1', secret: WEBHOOK_SECRET },
      retries: { firstWaitMs: 1, longestWaitMs: 1, giveUpAfterMs: 0 },
    });
    await stripe.customers.create({});
    await control.settled();
    expect(await eventTypes(stripe)).toEqual(['customer.created']);
  });

  test('to an endpoint made through the API brings the types it asked for, under its own secret', async () => {
    const { stripe, control } = await runDouble({ retries: RETRY_SOON });
    const receiver = await runReceiver();
    const made = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['customer.created'],
    });
    expect(made.secret).toMatch(/^whsec_/);
    receiver.secret = made.secret ?? '';
    const [listed] = (await stripe.webhookEndpoints.list()).data;
    expect(listed).toMatchObject({ id: made.id, url: receiver.url });
    expect(listed?.secret).toBeUndefined();

    await stripe.products.create({ name: 'of no interest' });
    await stripe.customers.create({ email: 'a@example.com' });
    await control.settled();
    expect(receiver.received.map(({ type }) => type)).toEqual(['customer.created']);
  });
});

describe('held events', () => {
  test('wait for their release', async () => {
    const { receiver, stripe, control } = await runBoth();
    control.hold();
    await subscribe(stripe);
    await control.settled();
    expect(receiver.received).toEqual([]);
    control.release();
    await control.settled();
    expect(receiver.received).toHaveLength((await eventTypes(stripe)).length);
  });

  test('come in the order that was asked for', async () => {
    const { receiver, stripe, control } = await runBoth();
    control.hold();
    await subscribe(stripe);
    const order = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => id);
    await control.deliverHeld(order);
    expect(receiver.received.map(({ id }) => id)).toEqual(order);
  });

  test('that are lost never come', async () => {
    const { receiver, stripe, control } = await runBoth();
    control.hold();
    await subscribe(stripe);
    const [lost] = (await stripe.events.list({ type: 'invoice.paid' })).data;
    control.lose([lost?.id ?? '']);
    control.release();
    await control.settled();
    const types = receiver.received.map(({ type }) => type);
    expect(types).toContain('invoice.payment_succeeded');
    expect(types).not.toContain('invoice.paid');
  });
});

test('an event can be sent fifty times', async () => {
  const { receiver, stripe, control } = await runBoth();
  await stripe.customers.create({});
  await control.settled();
  const [event] = receiver.received;
  control.redeliver(event?.id ?? '', 49);
  await control.settled();
  expect(receiver.received.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, () => event?.id));
});

test('an event of a type that nobody knows can be made', async () => {
  const { receiver, control } = await runBoth();
  const made = control.emit('customer.entitlement.dreamt', { id: 'dream_1', object: 'dream' });
  await control.settled();
  expect(receiver.received).toMatchObject([
    { id: made.id, type: made.type, data: { object: { id: 'dream_1' } } },
  ]);
});
