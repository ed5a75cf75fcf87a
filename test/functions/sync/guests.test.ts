// Claims:
// - A pass that a guest paid, by a payment link that makes no customer, opens nothing for anybody and is shown to an
//   admin, once: somebody has paid who can not be found again.
// - A guest who bought something else, or has the money back, is nobody's concern.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASS_METADATA } from '../../../shared/membership/stripe-reading.ts';
import { idOf } from '../../../shared/stripe/client.ts';
import { CARD } from '../../support/world.ts';
import { openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

const WEEK = { [PASS_METADATA.plan]: 'annual', [PASS_METADATA.seconds]: '604800' };

/** Paid by a payment link without `customer_creation`; gives its payment intent. */
async function payAsGuest(email: string, metadata: Record<string, string>): Promise<string> {
  const { id: product } = await world.stripe.products.create({ name: 'A week' });
  const price = await world.stripe.prices.create({ currency: 'usd', unit_amount: 900, product });
  const opened = await world.stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: world.site,
    line_items: [{ price: price.id, quantity: 1 }],
    payment_intent_data: { metadata },
  });
  await world.reader().submit(opened.url ?? '', { ...CARD, email });
  const session = await world.stripe.checkout.sessions.retrieve(opened.id);
  expect(session).toMatchObject({ payment_status: 'paid', customer: null });
  return idOf(session.payment_intent ?? '');
}

const waiting = async (payment: string) =>
  (await world.ledger.quarantined()).filter(({ value }) => value === payment);

/** What became of each event about a payment, in the order of their types. */
async function outcomes(payment: string): Promise<(string | undefined)[]> {
  const { data } = await world.stripe.events.list({ limit: 100 });
  const own = data.filter(({ data: { object } }) => JSON.stringify(object).includes(payment));
  const entries = await Promise.all(own.map(({ id }) => world.ledger.entry(id)));
  return entries.filter((entry) => entry !== undefined).map(({ outcome }) => outcome);
}

test('a pass that a guest paid is shown to an admin, once, however many events tell of it', async () => {
  const payment = await payAsGuest('guest@example.com', WEEK);
  await world.deliver();
  await world.drain();
  expect(await waiting(payment)).toMatchObject([{ kind: 'pass', state: 'waiting', customers: 0 }]);
  expect(await outcomes(payment)).toEqual(['quarantined', 'quarantined']);
  expect(world.logLines.filter((line) => line.includes('"quarantined"') && line.includes('"warn"'))).toEqual([
    JSON.stringify({ level: 'warn', event: 'quarantined', outcome: 'pass' }),
  ]);
  expect(await world.members.memberOfAddress('guest@example.com')).toBeUndefined();
});

test.each(['payment_intent', 'charge', 'checkout.session', 'refund', 'dispute'])(
  'it is found through each object of it that an event may be about: a %s',
  async (type) => {
    const payment = await payAsGuest(`guest-of-${type}@example.com`, WEEK);
    if (type === 'refund') await world.stripe.refunds.create({ payment_intent: payment, amount: 100 });
    if (type === 'dispute') world.double.control.dispute(payment);
    const { latest_charge: charge } = await world.stripe.paymentIntents.retrieve(payment);
    const ids: Record<string, string | undefined> = {
      payment_intent: payment,
      charge: idOf(charge ?? ''),
      'checkout.session': (await world.stripe.checkout.sessions.list({ payment_intent: payment })).data[0]
        ?.id,
      refund: (await world.stripe.refunds.list({ payment_intent: payment })).data[0]?.id,
      dispute: (await world.stripe.disputes.list({ payment_intent: payment })).data[0]?.id,
    };
    await world.send(undefined, { object: { type, id: ids[type] ?? '' } });
    await world.drain();
    expect(await waiting(payment)).toMatchObject([{ kind: 'pass', customers: 0 }]);
  },
);

test('a guest who bought something else, or has all the money back, waits nowhere', async () => {
  const mug = await payAsGuest('mug@example.com', {});
  const refunded = await payAsGuest('sorry@example.com', WEEK);
  await world.stripe.refunds.create({ payment_intent: refunded });
  await world.deliver();
  await world.drain();
  for (const payment of [mug, refunded]) {
    expect(await waiting(payment)).toEqual([]);
    expect(new Set(await outcomes(payment))).toEqual(new Set(['no_customer']));
  }
});
