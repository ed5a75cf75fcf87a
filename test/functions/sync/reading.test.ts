// Claims:
// - One reading of an ordinary customer is two calls to Stripe, whatever they bought; a third or fourth is made only
//   where there is more to know: an unpaid period, a dispute, a customer who bought nothing.
// - No list is taken for the whole before its last page.
// - A customer who is deleted at Stripe while being read is read as deleted; one whom Stripe does not find while
//   listing, or does not know at all, is not taken for one who has nothing.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StripeReading } from '../../../shared/membership/stripe-reading.ts';
import { stripeError } from '../../support/front.ts';
import { ANNUAL, EVERYTHING, openSyncWorld } from './support.ts';
import { askedFor, buyPass, paymentOf, subscribeTo, sync } from './at-stripe.ts';
import type { Paid, SyncWorld } from './support.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterEach(() => {
  world.front.interfere();
});
afterAll(() => world.close());

const SUBSCRIPTIONS = 'GET /v1/subscriptions';
const INVOICES = 'GET /v1/invoices';
const PAYMENTS = 'GET /v1/payment_intents';
const DISPUTES = 'GET /v1/disputes';

let made = 0;
const subscribed = (): Promise<Paid> => {
  made += 1;
  return world.subscribeAtStripe(`reading-${made}@example.com`);
};

describe('two calls', () => {
  test('for a subscriber whose period is paid', async () => {
    expect(await askedFor(world, await subscribed())).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });

  test('for one who has renewed for years', async () => {
    const paid = await subscribed();
    for (let year = 1; year <= 5; year += 1)
      world.double.control.renew(paid.subscription, { outcome: 'paid' });
    expect(await askedFor(world, paid)).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });

  test('for one who has cancelled', async () => {
    const paid = await subscribed();
    await world.stripe.subscriptions.cancel(paid.subscription);
    expect(await askedFor(world, paid)).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });

  test('for a trial that nobody has paid for', async () => {
    const { id } = await world.stripe.customers.create({ email: 'trial-reading@example.com' });
    const { data } = await world.stripe.prices.list({ product: ANNUAL, limit: 1 });
    await world.stripe.subscriptions.create({
      customer: id,
      items: [{ price: data[0]?.id ?? '' }],
      trial_period_days: 14,
    });
    expect(await askedFor(world, { customer: id })).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });

  test('for somebody who holds passes, one of them refunded', async () => {
    const first = await buyPass(world, 'passes@example.com');
    await buyPass(world, 'passes@example.com', { customer: first.customer });
    world.double.control.refund(first.payment);
    expect(await askedFor(world, first)).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });

  test('for somebody with a subscription and a pass', async () => {
    const paid = await subscribed();
    await buyPass(world, paid.email, { customer: paid.customer });
    expect(await askedFor(world, paid)).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });
});

describe('one call more', () => {
  test('for the invoices, while a renewal is not paid', async () => {
    const paid = await subscribed();
    world.double.control.renew(paid.subscription, { outcome: 'failed' });
    expect(await askedFor(world, paid)).toEqual([SUBSCRIPTIONS, INVOICES, PAYMENTS]);
    world.double.control.payOpenInvoice(paid.subscription);
    expect(await askedFor(world, paid)).toEqual([SUBSCRIPTIONS, PAYMENTS]);
  });

  test('for the disputes of a payment that has one', async () => {
    const paid = await subscribed();
    world.double.control.dispute(await paymentOf(world, paid));
    expect(await askedFor(world, paid)).toEqual([SUBSCRIPTIONS, PAYMENTS, DISPUTES]);
  });

  test('for a customer whom neither a subscription nor a payment names', async () => {
    const { id } = await world.stripe.customers.create({ email: 'nothing-bought@example.com' });
    expect(await askedFor(world, { customer: id })).toEqual([
      SUBSCRIPTIONS,
      PAYMENTS,
      `GET /v1/customers/${id}`,
    ]);
  });
});

/** A list's page as Stripe writes it, with one thing of it at a time. */
function oneByOne(path: string): void {
  world.front.interfere(async (request, pass) => {
    const url = new URL(request.url);
    if (url.pathname !== path) return pass();
    const { data, ...page } = (await (await pass()).json()) as { data: { id: string }[]; has_more: boolean };
    return Response.json({ ...page, data: data.slice(0, 1), has_more: data.length > 1 || page.has_more });
  });
}

/** Stripe says at these paths that there is no such customer. */
function notFoundAt(matches: (pathname: string) => boolean): void {
  world.front.interfere((request, pass) =>
    matches(new URL(request.url).pathname)
      ? Promise.resolve(
          stripeError(404, {
            ...{ type: 'invalid_request_error', code: 'resource_missing', param: 'customer' },
            message: 'No such customer',
          }),
        )
      : pass(),
  );
}

async function read(customer: string): Promise<StripeReading> {
  const reading = await world.deps.stripe.readCustomer(customer);
  if (reading === undefined) throw new Error(`Stripe knows no ${customer}.`);
  return reading;
}

describe('every page is read', () => {
  test('of payments, so that the oldest pass is not lost', async () => {
    const oldest = await buyPass(world, 'collector@example.com', { seconds: '31622400' });
    for (let count = 1; count <= 3; count += 1) {
      await buyPass(world, 'collector@example.com', { customer: oldest.customer, seconds: '60' });
    }
    oneByOne('/v1/payment_intents');
    const { passes } = await read(oldest.customer);
    expect(passes).toHaveLength(4);
    expect(passes.map(({ id }) => id)).toContain(oldest.payment);
  });

  test('of invoices, as far back as the newest paid period, and no further', async () => {
    const paid = await subscribed();
    for (const outcome of ['paid', 'paid', 'failed', 'failed'] as const) {
      world.double.control.renew(paid.subscription, { outcome });
      world.clock.advance(1);
    }
    oneByOne('/v1/invoices');
    const asked = await askedFor(world, paid);
    expect(asked.filter((one) => one === INVOICES)).toHaveLength(3);
    const { invoices } = await read(paid.customer);
    expect(invoices.map(({ status }) => status)).toEqual(['open', 'open', 'paid']);
  });

  test('of the lines of an invoice', async () => {
    const { customer } = await subscribed();
    const subscription = await subscribeTo(world, customer, [
      { product: ANNUAL, interval: 'month' },
      { product: ANNUAL, interval: 'month' },
    ]);
    const items = subscription.items.data.map(({ id }) => id).sort();
    expect(items).toHaveLength(2);
    world.front.interfere(async (request, pass) => {
      if (new URL(request.url).pathname !== '/v1/subscriptions') return pass();
      const page = (await (await pass()).json()) as { data: { latest_invoice: { lines: object } }[] };
      const data = page.data.map(({ latest_invoice: latest, ...rest }) => ({
        ...rest,
        latest_invoice: { ...latest, lines: { ...latest.lines, data: [], has_more: true } },
      }));
      return Response.json({ ...page, data });
    });
    const { invoices } = await read(customer);
    const own = invoices.find((one) => one.subscription === subscription.id);
    expect(own?.items.toSorted()).toEqual(items);
  });

  test('of disputes, so that an open one behind a won one is seen', async () => {
    const pass = await buyPass(world, 'disputes@example.com');
    const open = world.double.control.dispute(pass.payment);
    const pageOf = (one: object, has_more: boolean) =>
      Promise.resolve(Response.json({ object: 'list', url: '/v1/disputes', data: [one], has_more }));
    world.front.interfere((request, answer) => {
      const url = new URL(request.url);
      if (url.pathname !== '/v1/disputes') return answer();
      return url.searchParams.has('starting_after')
        ? pageOf(open, false)
        : pageOf({ ...open, id: 'dp_won', status: 'won' }, true);
    });
    const { passes } = await read(pass.customer);
    expect(passes[0]?.disputes).toEqual(['won', 'needs_response']);
  });

  test('and one that never comes leaves all as it was', async () => {
    const pass = await buyPass(world, 'page-lost@example.com');
    await sync(world, pass);
    const before = await world.billingRow(pass);
    world.double.control.refund(pass.payment);
    const fault = world.double.control.fault({ kind: 'cut_list', path: '/v1/payment_intents' });
    await sync(world, pass);
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    expect(await world.billingRow(pass)).toEqual(before);
    world.double.control.clearFaults(fault.id);
    world.clock.advance(10);
    await world.drain();
    expect(await world.reads(pass)).toEqual([]);
  });
});

describe('a customer who is deleted at Stripe', () => {
  const PATHS = ['/v1/subscriptions', '/v1/invoices', '/v1/payment_intents'];

  async function late(email: string): Promise<Paid> {
    const paid = await world.subscribeAtStripe(email);
    await sync(world, paid);
    world.double.control.renew(paid.subscription, { outcome: 'failed' });
    await sync(world, paid);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    return paid;
  }

  test.each(PATHS)(
    'just before %s is asked for is read as deleted, at the latest at the next reading',
    async (path) => {
      const paid = await late(`deleted-${path.replaceAll('/', '')}@example.com`);
      let isDeleted = false;
      world.front.interfere(async (request, pass) => {
        if (!isDeleted && new URL(request.url).pathname === path) {
          isDeleted = true;
          await world.stripe.customers.del(paid.customer);
        }
        return pass();
      });
      await sync(world, paid);
      expect(isDeleted).toBe(true);
      world.clock.advance(90);
      await world.drain();
      expect(await world.reads(paid)).toEqual([]);
      const { customerDeleted, subscriptions } = await world.billingOf(paid);
      expect({ customerDeleted, kept: subscriptions.length }).toEqual({ customerDeleted: true, kept: 1 });
    },
  );

  test.each(PATHS)('is told from one whom Stripe does not find at %s', async (path) => {
    const paid = await late(`missing-${path.replaceAll('/', '')}@example.com`);
    const before = await world.billingRow(paid);
    notFoundAt((pathname) => pathname === path);
    await sync(world, paid);
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    expect(await world.billingRow(paid)).toEqual(before);
    world.front.interfere();
    world.clock.advance(10);
    await world.drain();
    expect(await world.reads(paid)).toEqual(EVERYTHING);
  });

  test('is told from a member’s whom Stripe does not know at all: another account’s key, most likely', async () => {
    const paid = await late('another-account@example.com');
    const before = await world.billingRow(paid);
    notFoundAt(() => true);
    await sync(world, paid);
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    expect(world.logLines.at(-1)).toContain('CustomerMissing');
    expect(await world.billingRow(paid)).toEqual(before);
    expect(await world.reads(paid)).toEqual(EVERYTHING);
    world.front.interfere();
    world.clock.advance(10);
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toEqual([]);
  });

  test('with a pass: it ends, and stays to be seen', async () => {
    const pass = await buyPass(world, 'deleted-pass@example.com');
    await sync(world, pass);
    expect(await world.reads(pass)).toEqual(EVERYTHING);
    await world.stripe.customers.del(pass.customer);
    await sync(world, pass);
    expect(await world.reads(pass)).toEqual([]);
    expect((await world.billingOf(pass)).passes).toMatchObject([{ id: pass.payment }]);
  });

  test('before Gatefold ever read them makes no member', async () => {
    const paid = await world.subscribeAtStripe('deleted-first@example.com');
    await world.stripe.customers.del(paid.customer);
    await world.send(paid.customer, { eventId: 'evt_deletedfirst' });
    await world.drain();
    expect(world.handed.at(-1)?.response.batchItemFailures).toEqual([]);
    expect(await world.members.memberOfAddress('deleted-first@example.com')).toBeUndefined();
  });
});
