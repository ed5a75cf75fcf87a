// Claims:
// - The list of events can be narrowed by type, time and delivery, and read to its end in pages.
// - It lags, and forgets after 30 days, as Stripe's does.
// - An event says how many of its webhooks nobody has accepted yet.
import { describe, expect, test } from 'vitest';
import { runDouble, runReceiver, subscribe, WEBHOOK_SECRET } from './support.ts';
import type Stripe from 'stripe';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2030, 0, 1);
const typesOf = ({ data }: Stripe.ApiList<Stripe.Event>) => data.map(({ type }) => type);

describe('the list of events', () => {
  test('can be narrowed to a type, to several, or to a group of types', async () => {
    const { stripe } = await runDouble();
    await subscribe(stripe);
    expect(typesOf(await stripe.events.list({ type: 'invoice.paid' }))).toEqual(['invoice.paid']);
    const several = await stripe.events.list({ types: ['customer.created', 'invoice.paid'] });
    expect(typesOf(several).sort()).toEqual(['customer.created', 'invoice.paid']);
    const group = typesOf(await stripe.events.list({ type: 'invoice.*', limit: 100 }));
    expect(group).toContain('invoice.finalized');
    expect(group.filter((type) => !type.startsWith('invoice.'))).toEqual([]);
    const tooMany = Array.from({ length: 21 }, () => 'invoice.paid' as const);
    await expect(stripe.events.list({ types: tooMany })).rejects.toMatchObject({ param: 'types' });
    const both = stripe.events.list({ type: 'invoice.paid', types: ['invoice.paid'] });
    await expect(both).rejects.toMatchObject({ statusCode: 400 });
  });

  test('can be narrowed to a time, bounds in or out', async () => {
    let nowMs = START_MS;
    const { stripe } = await runDouble({ now: () => nowMs });
    const later = async () => {
      nowMs += 10_000;
      return (await stripe.customers.create({})).created;
    };
    const [first, second, third] = [await later(), await later(), await later()];
    const created = async (range: Stripe.RangeQueryParam | number) =>
      (await stripe.events.list({ created: range })).data.map((event) => event.created);
    expect(await created({ gt: first, lt: third })).toEqual([second]);
    expect(await created({ gte: first, lte: second })).toEqual([second, first]);
    expect(await created(third)).toEqual([third]);
  });

  test('comes in pages, newest first, with nothing twice and nothing missed', async () => {
    const { stripe } = await runDouble();
    await subscribe(stripe);
    const whole = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => id);
    const paged: string[] = [];
    for await (const { id } of stripe.events.list({ limit: 3 })) paged.push(id);
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(paged.length);
  });

  test('leaves out what is younger than its lag, until that has passed', async () => {
    let nowMs = START_MS;
    const { stripe, control } = await runDouble({ now: () => nowMs });
    control.setEventsLag(60);
    const { id } = await stripe.customers.create({});
    expect((await stripe.events.list()).data).toEqual([]);
    nowMs += 59_000;
    expect((await stripe.events.list()).data).toEqual([]);
    nowMs += 1_000;
    expect((await stripe.events.list()).data).toMatchObject([{ data: { object: { id } } }]);
  });

  test('forgets an event after 30 days, though it can still be read by its id', async () => {
    let nowMs = START_MS;
    const { stripe } = await runDouble({ now: () => nowMs });
    await stripe.customers.create({});
    nowMs += 30 * DAY_MS;
    const [event] = (await stripe.events.list()).data;
    nowMs += 1_000;
    expect((await stripe.events.list()).data).toEqual([]);
    expect(await stripe.events.retrieve(event?.id ?? '')).toMatchObject({ type: 'customer.created' });
  });
});

describe('what became of the webhooks of an event', () => {
  test('is counted down as each endpoint accepts it', async () => {
    const [first, second] = [await runReceiver(), await runReceiver()];
    const { stripe, control } = await runDouble({ webhook: { url: first.url, secret: WEBHOOK_SECRET } });
    const made = await stripe.webhookEndpoints.create({ url: second.url, enabled_events: ['*'] });
    second.secret = made.secret ?? '';
    control.hold();
    await stripe.customers.create({});
    const pending = async () => (await stripe.events.list()).data.map((event) => event.pending_webhooks);
    expect(await pending()).toEqual([2]);
    await stripe.webhookEndpoints.update(made.id, { disabled: true });
    control.release();
    await control.settled();
    expect(await pending()).toEqual([1]);
  });

  test('narrows the list to what was accepted everywhere, or was not', async () => {
    const receiver = await runReceiver();
    const { stripe, control } = await runDouble({ webhook: { url: receiver.url, secret: WEBHOOK_SECRET } });
    const brought = await stripe.customers.create({});
    await control.settled();
    control.hold();
    const kept = await stripe.customers.create({});
    const about = async (delivered: boolean) =>
      (await stripe.events.list({ delivery_success: delivered })).data.map(
        ({ data }) => (data.object as Stripe.Customer).id,
      );
    expect(await about(true)).toEqual([brought.id]);
    expect(await about(false)).toEqual([kept.id]);
  });
});
