// Claims:
// - Every type of event that is acted on leads to the customer it concerns, also where its object names none: a dispute,
//   a refund, a payment of an invoice, a charge or payment that leaves its customer out.
// - An event that leads to nobody is on record as such.
// - Whether Stripe changes an address or an unpaid Checkout runs out, nobody's membership moves.
// - A message of an older or a newer deployment waits for whoever can read it: nothing in the queue is lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYNC_EVENT_TYPES } from '../../../shared/stripe/events.ts';
import { idOf } from '../../../shared/stripe/client.ts';
import { CARD } from '../../support/world.ts';
import { buyPass, paymentOf, sync } from './at-stripe.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
let paid: Paid;
/** One of each that Stripe sends events about, as the API shows it, all of one customer. */
let objects: Readonly<Record<string, object>>;
beforeAll(async () => {
  world = await openSyncWorld();
  paid = await world.subscribeAtStripe('events@example.com');
  const payment = await paymentOf(world, paid);
  const intent = await world.stripe.paymentIntents.retrieve(payment, { expand: ['latest_charge'] });
  const dispute = world.double.control.dispute(payment, { kind: 'inquiry' });
  const pass = await buyPass(world, paid.email, { customer: paid.customer });
  const refund = world.double.control.refund(pass.payment, { amount: 1 });
  const [invoices, payments, sessions] = [
    await world.stripe.invoices.list({ customer: paid.customer }),
    await world.stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: payment } }),
    await world.stripe.checkout.sessions.list({ customer: paid.customer }),
  ];
  const charge = intent.latest_charge;
  if (typeof charge !== 'object' || charge === null) throw new Error('Nothing was charged.');
  const found = {
    'checkout.session': sessions.data[0],
    customer: await world.stripe.customers.retrieve(paid.customer),
    'customer.subscription': await world.stripe.subscriptions.retrieve(paid.subscription),
    invoice: invoices.data[0],
    invoice_payment: payments.data[0],
    payment_intent: await world.stripe.paymentIntents.retrieve(payment),
    charge,
    'charge.refund': refund,
    refund,
    'charge.dispute': dispute,
  };
  objects = Object.fromEntries(
    Object.entries(found).map(([family, object]) => {
      if (object === undefined) throw new Error(`There is no ${family}.`);
      return [family, object];
    }),
  );
});
afterAll(() => world.close());

/** The event as the double tells it, over HTTP, signed, and taken by the sync. */
async function tell(type: string, object: object): Promise<string> {
  const { id } = world.double.control.emit(type, object);
  await world.double.control.deliverHeld([id]);
  await world.drain();
  return id;
}

const TYPES = [...SYNC_EVENT_TYPES].map((type) => [type, type.slice(0, type.lastIndexOf('.'))] as const);

describe('leads to its customer', () => {
  test.each(TYPES)('%s', async (type, family) => {
    const object = objects[family];
    if (object === undefined) throw new Error(`There is no ${family} to send.`);
    const event = await tell(type, object);
    expect(await world.ledger.entry(event)).toMatchObject({
      type,
      customer: paid.customer,
      outcome: 'synced',
    });
  });

  test.each(['charge', 'payment_intent', 'checkout.session'])(
    'a %s that leaves its customer out',
    async (family) => {
      const type =
        family === 'charge'
          ? 'charge.refunded'
          : `${family}.${family === 'payment_intent' ? 'succeeded' : 'completed'}`;
      const event = await tell(type, { ...objects[family], customer: null });
      expect(await world.ledger.entry(event)).toMatchObject({ customer: paid.customer, outcome: 'synced' });
    },
  );
});

describe('leads to nobody, and is on record', () => {
  test('a payment by a guest', async () => {
    const { id } = await world.stripe.products.create({ name: 'A mug' });
    const price = await world.stripe.prices.create({ product: id, currency: 'eur', unit_amount: 500 });
    const opened = await world.stripe.checkout.sessions.create({
      ...{ mode: 'payment', success_url: world.site, customer_creation: 'if_required' },
      line_items: [{ price: price.id, quantity: 1 }],
    });
    await world.reader().submit(opened.url ?? '', { ...CARD, email: 'guest@example.com' });
    const session = await world.stripe.checkout.sessions.retrieve(opened.id);
    expect(session).toMatchObject({ status: 'complete', customer: null });
    for (const [type, object] of [
      ['checkout.session.completed', session],
      [
        'payment_intent.succeeded',
        await world.stripe.paymentIntents.retrieve(idOf(session.payment_intent ?? '')),
      ],
    ] as const) {
      const event = await tell(type, object);
      expect(await world.ledger.entry(event)).toMatchObject({ customer: null, outcome: 'no_customer' });
    }
    expect(await world.members.memberOfAddress('guest@example.com')).toBeUndefined();
  });

  test('a customer whom Stripe does not have, and no member has', async () => {
    const object = { id: 'sub_gone', object: 'subscription', customer: 'cus_gone' };
    const event = await tell('customer.subscription.updated', object);
    expect(await world.ledger.entry(event)).toMatchObject({ customer: 'cus_gone', outcome: 'no_customer' });
    expect(world.handed.at(-1)?.response.batchItemFailures).toEqual([]);
  });

  test('an object that Stripe does not have', async () => {
    const gone = [
      ['charge.dispute.created', { id: 'dp_gone', object: 'dispute' }],
      ['refund.updated', { id: 're_gone', object: 'refund' }],
      ['charge.refunded', { id: 'ch_gone', object: 'charge' }],
      ['payment_intent.succeeded', { id: 'pi_gone', object: 'payment_intent' }],
      ['checkout.session.completed', { id: 'cs_gone', object: 'checkout.session' }],
      ['invoice_payment.paid', { id: 'inpay_gone', object: 'invoice_payment' }],
      ['invoice.updated', { object: 'invoice' }],
    ] as const;
    for (const [type, object] of gone) {
      const event = await tell(type, object);
      expect(await world.ledger.entry(event), type).toMatchObject({ customer: null, outcome: 'no_customer' });
    }
  });
});

describe('moves nobody', () => {
  test('a change of the address at Stripe, to one that another member holds', async () => {
    const [one, other] = [
      await world.subscribeAtStripe('one@example.com'),
      await world.subscribeAtStripe('other@example.com'),
    ];
    await sync(world, one);
    await sync(world, other);
    const members = [await world.memberOf(one), await world.memberOf(other)];
    await world.stripe.customers.update(one.customer, { email: 'other@example.com' });
    await tell('customer.updated', await world.stripe.customers.retrieve(one.customer));
    await sync(world, one);
    expect([await world.memberOf(one), await world.memberOf(other)]).toEqual(members);
    expect((await world.factsOf(one)).member.address).toBe('one@example.com');
    expect(await world.members.memberOfAddress('other@example.com')).toBe(members[1]);
  });

  test('a Checkout that ran out unpaid: its event is acknowledged and not queued', async () => {
    const { data } = await world.stripe.prices.list({ lookup_keys: ['gatefold_annual_usd'] });
    const opened = await world.stripe.checkout.sessions.create({
      ...{ mode: 'subscription', success_url: world.site, customer: paid.customer },
      line_items: [{ price: data[0]?.id ?? '', quantity: 1 }],
    });
    const before = world.queue.size().waiting;
    const session = await world.stripe.checkout.sessions.expire(opened.id);
    const { id } = world.double.control.emit('checkout.session.expired', session);
    await world.double.control.deliverHeld([id]);
    expect(world.queue.size().waiting).toBe(before);
  });
});

describe('a message of another deployment', () => {
  const put = (message: object) => world.queue.send(message as Parameters<typeof world.queue.send>[0]);

  test('with more in it than this one knows is read by what this one knows', async () => {
    const fresh = await world.subscribeAtStripe('newer-message@example.com');
    await put({
      ...{ kind: 'event', eventId: 'evt_newer', type: 'invoice.paid', created: 1, customer: fresh.customer },
      ...{ priority: 'high', trace: { id: 7 } },
    });
    await world.drain();
    expect(await world.reads(fresh)).toEqual(EVERYTHING);
    expect(await world.ledger.entry('evt_newer')).toMatchObject({ outcome: 'synced' });
  });

  test.each([
    ['of a kind that is new', { kind: 'wave', customers: ['cus_1'] }],
    ['asked for by something new', { kind: 'ask', customer: 'cus_1', by: 'oracle' }],
    ['of no kind', { eventId: 'evt_0', customer: 'cus_1' }],
  ])('%s waits until somebody can read it', async (_, message) => {
    await put(message);
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    world.clock.advance(10);
    const seen: string[] = [];
    await world.drain(({ Records }) => {
      seen.push(...Records.map(({ body }) => body));
      return Promise.resolve({ batchItemFailures: [] });
    });
    expect(seen.map((body) => JSON.parse(body) as unknown)).toContainEqual(message);
  });

  test.each(['sweep', 'replay', 'import'] as const)('by %s has its customer read', async (by) => {
    const fresh = await world.subscribeAtStripe(`asked-by-${by}@example.com`);
    await put({ kind: 'ask', customer: fresh.customer, by });
    await world.drain();
    expect(await world.reads(fresh)).toEqual(EVERYTHING);
  });
});
