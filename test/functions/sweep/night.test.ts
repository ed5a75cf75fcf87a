// Claims:
// - Promise 4: a pass that a guest paid is kept for an admin, though no event told of it.
// - Promise 6: what is no longer paid for twice stands reported for a night at most.
// - Promise 1: whatever changed at Stripe without any event, the next night finds: a purchase, a cancellation, a renewal,
//   a pass, a refund, a deleted customer. Where nothing differs, nobody is asked.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defineConfig } from '../../../shared/config/schema.ts';
import { createCatalogue } from '../../../shared/membership/catalogue.ts';
import { PASS_METADATA } from '../../../shared/membership/stripe-reading.ts';
import type { Night } from '../../../shared/store/sweep-rows.ts';
import { idOf } from '../../../shared/stripe/client.ts';
import { EVERYTHING } from '../sync/support.ts';
import type { Paid } from '../sync/support.ts';
import { customersOf, openSweepWorld } from './support.ts';
import type { SweepWorld } from './support.ts';

let world: SweepWorld;
beforeAll(async () => {
  world = await openSweepWorld();
});
beforeEach(() => world.quiet());
afterAll(() => world.close());

async function nextNight(): Promise<void> {
  world.untilNight();
  await world.sweep();
}

describe('what no event told of', () => {
  test('a purchase: its reader is in after the night', async () => {
    const paid = await world.untold(() => world.subscribeAtStripe('never-told@example.com'));
    await nextNight();
    expect(await world.night()).toMatchObject({ differing: 1, gained: 1, lost: 0, status: 'done' });
    expect(world.logged('sweep_drift')).toMatchObject([{ level: 'warn', count: 1 }]);
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
  });

  test('a cancellation: its reader is out after the night, and a comp beside it stays', async () => {
    const paid = await world.known('cancelled@example.com');
    await world.admin('POST', '/grants', {
      ...{ email: paid.email, features: ['memos'], ends_at: '2027-12-31T23:59:59Z', reason: 'Press' },
    });
    await world.untold(() => world.stripe.subscriptions.cancel(paid.subscription));
    await nextNight();
    expect(await world.night()).toMatchObject({ differing: 1, gained: 0, lost: 1, status: 'done' });
    await world.drain();
    expect(await world.reads(paid)).toEqual(['memos']);
  });

  test('what stood reported as paid for twice, of a plan that the customer has no more: it is resolved', async () => {
    const paid = await world.known('once-twice@example.com');
    const { ledger, members } = world.stores;
    const member = await members.memberOfCustomer(paid.customer);
    if (member === undefined) throw new Error('A known reader is no member.');
    const subscription = { customer: paid.customer, id: paid.subscription };
    for (const plan of ['annual', 'withdrawn']) {
      await ledger.reportDuplicate(member, plan, [subscription, { ...subscription, id: 'sub_gone' }], 1);
    }
    const standing = async () =>
      (await ledger.duplicates()).filter((one) => one.member === member && one.resolvedAt === undefined);
    expect(await standing()).toHaveLength(2);
    await nextNight();
    await world.drain();
    expect(await standing()).toEqual([]);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
  });

  test('a renewal that failed', async () => {
    const paid = await world.known('late@example.com');
    world.anHourLater();
    await world.untold(() => world.double.control.renew(paid.subscription, { outcome: 'failed' }));
    await nextNight();
    await world.drain();
    const { subscriptions } = await world.billingOf(paid);
    expect(subscriptions).toMatchObject([
      { status: 'past_due', items: [{ unpaidSince: expect.any(Number) as number }] },
    ]);
  });

  test('a customer who was deleted', async () => {
    const paid = await world.known('deleted@example.com');
    await world.untold(() => world.stripe.customers.del(paid.customer));
    await nextNight();
    await world.drain();
    expect(await world.reads(paid)).toEqual([]);
    expect((await world.billingOf(paid)).customerDeleted).toBe(true);
  });

  test('a refund and a dispute: their customers are read anew for some nights, and then no more', async () => {
    const [refunded, disputed] = [
      await world.known('refunded@example.com'),
      await world.known('disputed@example.com'),
    ];
    await world.untold(async () => {
      await world.stripe.refunds.create({ payment_intent: await paymentOf(refunded) });
      world.double.control.dispute(await paymentOf(disputed));
    });
    await nextNight();
    expect(await world.night()).toMatchObject({ differing: 0, rechecked: 2 });
    await world.drain();
    expect(await world.reads(refunded)).toEqual(EVERYTHING);
    expect((await world.billingOf(refunded)).subscriptions).toMatchObject([{ items: [{ refunded: true }] }]);
    expect(await world.reads(disputed)).toEqual([]);

    for (let night = 0; night < 3; night += 1) await nextNight();
    expect(await world.night()).toMatchObject({ differing: 0, rechecked: 0 });
  });

  test('a dispute, though no night was done for five days: the first that is done finds it', async () => {
    const disputed = await world.known('disputed-in-between@example.com');
    world.anHourLater();
    await world.sweep();
    await world.drain();
    await world.untold(async () => world.double.control.dispute(await paymentOf(disputed)));
    for (let night = 0; night < 5; night += 1) {
      world.untilNight();
      await world.sweepPages(1);
    }
    expect((await world.night()).status).not.toBe('done');
    expect(await world.reads(disputed)).toEqual(EVERYTHING);
    await nextNight();
    expect(await world.night()).toMatchObject({ status: 'done', rechecked: 1 });
    await world.drain();
    expect(await world.reads(disputed)).toEqual([]);
  });

  const paymentOf = async ({ customer }: Paid) =>
    (await world.stripe.paymentIntents.list({ customer, limit: 1 })).data[0]?.id ?? '';
});

describe('a pass that no event told of', () => {
  test.each([true, false])('is found though none is on sale any more: %s', async (isSold) => {
    const { customer } = await world.untold(() => buyPass('pass@example.com'));
    const catalogue = isSold ? sellingPasses() : world.catalogue;
    world.untilNight();
    await world.sweep({ catalogue });
    expect(customersOf(await world.taken())).toEqual([customer]);
  });

  test('is as nobody’s once its time is over', async () => {
    await world.untold(() => buyPass('over@example.com'));
    world.clock.advance(8 * 86_400);
    await nextNight();
    expect(await world.taken()).toEqual([]);
  });

  test('and that a guest paid waits for an admin, who is told once; nobody is asked', async () => {
    const { payment, customer } = await world.untold(() => buyPass('guest@example.com', 'if_required'));
    expect(customer).toBeUndefined();
    await nextNight();
    await nextNight();
    const waiting = (await world.ledger.quarantined()).filter(({ value }) => value === payment);
    expect(waiting).toMatchObject([{ kind: 'pass', state: 'waiting', customers: 0 }]);
    expect(world.logged('quarantined')).toMatchObject([{ level: 'warn', outcome: 'pass' }]);
    expect(await world.taken()).toEqual([]);
  });

  /** A week of the annual plan, bought through a link of the publisher's own. */
  async function buyPass(email: string, customer_creation: 'always' | 'if_required' = 'always') {
    const metadata = { [PASS_METADATA.plan]: 'annual', [PASS_METADATA.seconds]: String(7 * 86_400) };
    const price = await world.stripe.prices.create({
      ...{ product: 'prod_gatefold_annual', currency: 'usd', unit_amount: 300 },
    });
    const { id, url } = await world.stripe.checkout.sessions.create({
      ...{ mode: 'payment', customer_creation, success_url: world.site },
      line_items: [{ price: price.id, quantity: 1 }],
      customer_email: email,
      payment_intent_data: { metadata },
    });
    await world.pay(world.reader(), url ?? '');
    const { customer, payment_intent: payment } = await world.stripe.checkout.sessions.retrieve(id);
    if (payment === null) throw new Error('Nobody paid.');
    return { payment: idOf(payment), customer: customer === null ? undefined : idOf(customer) };
  }

  function sellingPasses() {
    const { annual } = world.config.plans;
    if (annual === undefined) throw new Error('There is no annual plan.');
    const week = { lookupKey: 'week', currency: 'usd', amount: 300, passDays: 7 };
    const plans = { annual: { ...annual, onSale: [...annual.onSale, week] } };
    return createCatalogue(defineConfig({ ...world.config, plans }));
  }
});

test('where nothing differs nobody is asked, however eventful the lives', async () => {
  await world.untold(async () => {
    const [late, cancelled] = [
      await world.known('overdue@example.com'),
      await world.known('left@example.com'),
    ];
    world.anHourLater();
    world.double.control.renew(late.subscription, { outcome: 'failed' });
    await world.stripe.subscriptions.cancel(cancelled.subscription);
    for (const { customer } of [late, cancelled]) await world.syncCustomer(customer);
    await world.sellElsewhere('prod_mugs');
    await world.buy('prod_mugs', 'mug@example.com');
  });
  await world.taken();
  await nextNight();
  expect(await world.taken()).toEqual([]);
  const { compared, ...night } = await world.night();
  expect(compared).toBeGreaterThanOrEqual(3);
  expect(night).toMatchObject({ differing: 0, gained: 0, lost: 0, status: 'done' });
  expect(world.logged('sweep_drift')).toEqual([]);
  expect(world.logged('sweep_night_compared')).toMatchObject([{ level: 'info', count: compared }]);
});

test('a night is compared once, from three o’clock on', async () => {
  const before = await world.sweeps.nights(9);
  world.untilNight();
  world.clock.advance(-60);
  await world.sweep();
  expect(await world.sweeps.nights(9)).toEqual(before);
  world.clock.advance(60);
  await world.sweep();
  await world.sweep();
  const [newest, ...older] = await world.sweeps.nights(9);
  expect(newest?.night).toBe(new Date(world.clock.now()).toISOString().slice(0, 10));
  const compared = (nights: readonly Night[]) => nights.map((one) => ({ ...one, rev: 0 }));
  expect(compared(older)).toEqual(compared(before.slice(0, 8)));
});
