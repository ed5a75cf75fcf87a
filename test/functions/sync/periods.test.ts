// Claims:
// - A subscription whose items end at different times, as Stripe's flexible billing makes them, is read item by item: a
//   month that is not paid takes nothing from a year that is.
// - A change of plan in the middle of a period, paid or not, neither shortens what is paid nor buries a debt.
// - A draft that Stripe never finalizes is no way to read for ever; what is given away while collection is paused is
//   not owed when it is resumed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entitlements } from '../../../shared/membership/entitlements.ts';
import { subscribeTo, sync } from './at-stripe.ts';
import { ANNUAL, EVERYTHING, openSyncWorld } from './support.ts';
import type { Paid, SyncWorld } from './support.ts';

const DAY_SECONDS = 86_400;
const BRIEFING = 'prod_briefing';
const CARD_THAT_FAILS = '4000 0000 0000 0341';
const CARD_THAT_PAYS = '4242 4242 4242 4242';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld((config) => ({
    ...config,
    plans: {
      ...config.plans,
      briefing: { name: 'Briefing', features: ['memos'], products: [BRIEFING], onSale: [], graceDays: 3 },
    },
  }));
});
afterAll(() => world.close());

async function customer(email: string): Promise<string> {
  return (await world.stripe.customers.create({ email })).id;
}

function daysLater(days: number): void {
  world.clock.advance(days * DAY_SECONDS);
  world.double.control.catchUp();
}

/** The reason, and what is read, `inDays` from now if nothing more is heard. */
async function told(id: string, inDays = 0): Promise<{ why: string | undefined; features: string[] }> {
  const now = Math.floor(world.clock.now() / 1000) + inDays * DAY_SECONDS;
  const { held, why } = entitlements(await world.factsOf({ customer: id }), world.catalogue, now);
  return { why, features: held.map(({ feature }) => feature) };
}

describe('a yearly plan and a monthly one in one subscription', () => {
  const both = [
    { product: ANNUAL, interval: 'year' },
    { product: BRIEFING, interval: 'month' },
  ] as const;

  test('end each at its own time', async () => {
    const id = await customer('both@example.com');
    await subscribeTo(world, id, both);
    await sync(world, { customer: id });
    const [subscription] = (await world.billingOf({ customer: id })).subscriptions;
    const ends = new Map(subscription?.items.map(({ product, periodEnd }) => [product, periodEnd]));
    expect((ends.get(ANNUAL) ?? 0) - (ends.get(BRIEFING) ?? 0)).toBeGreaterThan(300 * DAY_SECONDS);
  });

  test('the month that is not paid has grace, and then ends alone', async () => {
    const id = await customer('month-unpaid@example.com');
    const { id: subscription } = await subscribeTo(world, id, both);
    world.double.control.setCard(id, CARD_THAT_FAILS);
    daysLater(32);
    await sync(world, { customer: id });
    const items = (await world.billingOf({ customer: id })).subscriptions.find(
      (one) => one.id === subscription,
    )?.items;
    expect(items?.map(({ product, unpaidSince }) => [product, unpaidSince !== undefined])).toEqual(
      expect.arrayContaining([
        [ANNUAL, false],
        [BRIEFING, true],
      ]),
    );
    expect(await told(id)).toEqual({ why: 'grace', features: EVERYTHING });
    expect(await told(id, 4)).toEqual({ why: 'subscription', features: EVERYTHING });
  });

  test('the year that is paid is not overtaken by the month’s later payment', async () => {
    const id = await customer('month-paid@example.com');
    await subscribeTo(world, id, both);
    daysLater(32);
    await sync(world, { customer: id });
    expect(await told(id, 100)).toEqual({ why: 'subscription', features: EVERYTHING });
    expect(await told(id, 31)).toEqual({ why: 'subscription', features: EVERYTHING });
  });
});

describe('a change of plan in the middle of a period', () => {
  const dearer = async () =>
    (
      await world.stripe.prices.create({
        ...{ product: ANNUAL, currency: 'usd', unit_amount: 90_000 },
        recurring: { interval: 'year' },
      })
    ).id;

  test('that is not paid shortens nothing of what is', async () => {
    const paid = await world.subscribeAtStripe('upgrade-unpaid@example.com');
    world.double.control.setCard(paid.customer, CARD_THAT_FAILS);
    const { items } = await world.stripe.subscriptions.retrieve(paid.subscription);
    await world.stripe.subscriptions.update(paid.subscription, {
      items: [{ id: items.data[0]?.id ?? '', price: await dearer() }],
      proration_behavior: 'always_invoice',
    });
    await sync(world, paid);
    expect((await world.billingOf(paid)).subscriptions).toMatchObject([{ status: 'past_due' }]);
    expect(await told(paid.customer, 300)).toEqual({ why: 'subscription', features: EVERYTHING });
  });

  test('whose share waits for the renewal does not hide that the renewal is unpaid', async () => {
    const paid = await world.subscribeAtStripe('share-waits@example.com');
    const { items } = await world.stripe.subscriptions.retrieve(paid.subscription);
    await world.stripe.subscriptions.update(paid.subscription, {
      items: [{ id: items.data[0]?.id ?? '', price: await dearer() }],
      proration_behavior: 'create_prorations',
    });
    daysLater(1);
    world.double.control.renew(paid.subscription, { outcome: 'failed' });
    await sync(world, paid);
    expect(await told(paid.customer)).toEqual({ why: 'grace', features: EVERYTHING });
    expect(await told(paid.customer, 8)).toEqual({ why: undefined, features: [] });
  });

  test('of the monthly item leaves the yearly one its period, also while the month is unpaid', async () => {
    const id = await customer('share-of-one@example.com');
    const { id: subscription, items } = await subscribeTo(world, id, [
      { product: ANNUAL, interval: 'year' },
      { product: BRIEFING, interval: 'month' },
    ]);
    const yearly = items.data.find(({ price }) => price.product === ANNUAL);
    await world.stripe.subscriptions.update(subscription, {
      items: [{ id: yearly?.id ?? '', price: await dearer() }],
      proration_behavior: 'create_prorations',
    });
    world.double.control.setCard(id, CARD_THAT_FAILS);
    daysLater(32);
    await sync(world, { customer: id });
    expect(await told(id)).toEqual({ why: 'grace', features: EVERYTHING });
    expect(await told(id, 6)).toEqual({ why: 'subscription', features: EVERYTHING });
  });

  test('to another item is no way out of a debt', async () => {
    const paid = await world.subscribeAtStripe('swap-in-debt@example.com');
    const { items } = await world.stripe.subscriptions.retrieve(paid.subscription);
    daysLater(1);
    world.double.control.renew(paid.subscription, { outcome: 'failed' });
    await world.stripe.subscriptions.update(paid.subscription, {
      items: [
        { id: items.data[0]?.id ?? '', deleted: true },
        { price: await dearer(), quantity: 1 },
      ],
      proration_behavior: 'none',
    });
    await sync(world, paid);
    const [subscription] = (await world.billingOf(paid)).subscriptions;
    expect(subscription?.items.map(({ id }) => id)).not.toEqual(items.data.map(({ id }) => id));
    expect(await told(paid.customer)).toEqual({ why: 'grace', features: EVERYTHING });
    expect(await told(paid.customer, 8)).toEqual({ why: undefined, features: [] });
  });
});

describe('a year later', () => {
  type Prepare = (subscription: string, customer: string) => unknown;
  const pausing =
    (behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void'): Prepare =>
    (subscription) =>
      world.double.control.setPause(subscription, { behavior });
  const BEFORE: Readonly<Record<string, Prepare>> = {
    'held as a draft': (subscription) => {
      world.double.control.holdDraft(subscription);
    },
    'not finalized': (subscription) => {
      world.double.control.failFinalization(subscription);
    },
    'kept as drafts': pausing('keep_as_draft'),
    'written off': pausing('mark_uncollectible'),
    voided: pausing('void'),
    'refused by the bank': (_, id) => world.double.control.setCard(id, CARD_THAT_FAILS),
  };
  const lives = new Map<string, Paid>();
  const lifeOf = (name: string): Paid => {
    const paid = lives.get(name);
    if (paid === undefined) throw new Error(`Nobody lives ${name}.`);
    return paid;
  };

  beforeAll(async () => {
    for (const [name, prepare] of Object.entries(BEFORE)) {
      const paid = await world.subscribeAtStripe(`${name.replaceAll(' ', '-')}@example.com`);
      await prepare(paid.subscription, paid.customer);
      lives.set(name, paid);
    }
    daysLater(367);
    for (const paid of lives.values()) await sync(world, paid);
  });

  test.each(['held as a draft', 'not finalized'])(
    'a renewal %s reads for three days more, then has grace, and then ends',
    async (name) => {
      const { customer: id } = lifeOf(name);
      expect((await told(id)).why).toBe('subscription');
      expect(await told(id, 4)).toEqual({ why: 'grace', features: EVERYTHING });
      expect(await told(id, 8)).toEqual({ why: undefined, features: [] });
    },
  );

  test.each(['kept as drafts', 'written off', 'voided'])(
    'while collection is paused and renewals are %s, the reader reads on',
    async (name) => {
      expect(await told(lifeOf(name).customer, 30)).toEqual({ why: 'subscription', features: EVERYTHING });
    },
  );

  test.each([
    ['written off', 'is not owed', 'subscription'],
    ['voided', 'is not owed', 'subscription'],
    ['kept as drafts', 'is owed', undefined],
  ])('once collection is resumed, what was %s %s', async (name, _, why) => {
    const paid = lifeOf(name);
    world.double.control.setPause(paid.subscription, null);
    await sync(world, paid);
    expect((await told(paid.customer, 30)).why).toBe(why);
  });

  test('a card that fails and pays at the next try: grace, and then the year', async () => {
    const paid = lifeOf('refused by the bank');
    expect(await told(paid.customer)).toEqual({ why: 'grace', features: EVERYTHING });
    expect(await told(paid.customer, 8)).toEqual({ why: undefined, features: [] });
    world.double.control.setCard(paid.customer, CARD_THAT_PAYS);
    daysLater(4);
    await sync(world, paid);
    expect(await told(paid.customer, 300)).toEqual({ why: 'subscription', features: EVERYTHING });
  });
});
