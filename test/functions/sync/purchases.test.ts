// Claims:
// - Promise 6: once a plan is bought by any road, the Checkout that its member has open for it is closed, whichever of
//   the two was quicker; one that would be no second payment stays open.
// - That a page could not be closed, or that the process died over it, keeps nobody from reading what they paid for,
//   and is made good ninety seconds later.
// - A plan that is paid for twice all the same is reported, and is no longer once one of the two is over.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PASS_METADATA } from '../../../shared/membership/stripe-reading.ts';
import { holdFirst, stripeError } from '../../support/front.ts';
import { refusalOf } from '../../support/problem.ts';
import { CARD, openWorld } from '../../support/world.ts';
import type { Reader } from '../../support/reader.ts';
import { ANNUAL_KEY, PASS_KEY, sellingPasses } from '../access/shop.ts';
import { ANNUAL, openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

const EMAIL = 'ada@example.com';
const WEEK_SECONDS = 7 * 86_400;
const EXPIRE = /^\/v1\/checkout\/sessions\/\w+\/expire$/;

const idIn = (url: string) => /cs_\w+/.exec(url)?.[0] ?? '';

let world: SyncWorld;
beforeEach(async () => {
  world = await openSyncWorld(sellingPasses);
});
afterEach(() => world.close());

/** On a site's page: what is opened at Stripe. */
async function begin(reader: Reader, lookup_key = ANNUAL_KEY): Promise<string> {
  const body = { plan: 'annual', lookup_key, email: EMAIL };
  const answer = await reader.call(`${world.issuer}/v1/checkout`, body, world.site);
  expect(answer.status).toBe(200);
  return idIn(((await answer.json()) as { url: string }).url);
}

const statusOf = async (session: string) => (await world.stripe.checkout.sessions.retrieve(session)).status;

/** By a payment link of the publisher's, which puts our metadata on the payment. */
async function buyPassAtStripe(): Promise<string> {
  const price = await world.stripe.prices.create({ product: ANNUAL, currency: 'usd', unit_amount: 300 });
  const opened = await world.stripe.checkout.sessions.create({
    mode: 'payment',
    customer_creation: 'always',
    line_items: [{ price: price.id, quantity: 1 }],
    payment_intent_data: {
      metadata: { [PASS_METADATA.plan]: 'annual', [PASS_METADATA.seconds]: String(WEEK_SECONDS) },
    },
    success_url: world.site,
  });
  await world.reader().submit(opened.url ?? '', { ...CARD, email: EMAIL });
  const { customer } = await world.stripe.checkout.sessions.retrieve(opened.id);
  return customer as string;
}

async function sync(customer: string): Promise<void> {
  await world.send(customer);
  await world.drain();
}

/** The look at what has settled is due, and taken. */
async function settle(): Promise<void> {
  world.clock.advance(90);
  await world.drain();
}

describe('the Checkout that a member has open', () => {
  test('closes once a subscription is bought by another road', async () => {
    const open = await begin(world.reader());
    const paid = await world.subscribeAtStripe(EMAIL);
    await sync(paid.customer);
    expect(await statusOf(open)).toBe('expired');
  });

  test('for a pass: closes once a pass is', async () => {
    const open = await begin(world.reader(), PASS_KEY);
    await sync(await buyPassAtStripe());
    expect(await statusOf(open)).toBe('expired');
  });

  test('for a pass: closes once a subscription is', async () => {
    const open = await begin(world.reader(), PASS_KEY);
    await sync((await world.subscribeAtStripe(EMAIL)).customer);
    expect(await statusOf(open)).toBe('expired');
  });

  test('for a subscription: stays open beside a pass', async () => {
    const open = await begin(world.reader());
    await sync(await buyPassAtStripe());
    await settle();
    expect(await statusOf(open)).toBe('open');
  });

  test('of somebody else: stays open', async () => {
    const open = await begin(world.reader());
    await sync((await world.subscribeAtStripe('ben@example.com')).customer);
    await settle();
    expect(await statusOf(open)).toBe('open');
  });
});

describe('a page that is being opened while another purchase lands', () => {
  test('its purchase is written first: the page is closed before anybody is sent to it', async () => {
    const busy = await openWorld();
    const opening = holdFirst('/v1/checkout/sessions');
    busy.front.interfere(opening);
    const reader = busy.reader();
    const body = { plan: 'annual', email: EMAIL };
    const answer = reader.call(`${busy.issuer}/v1/checkout`, body, busy.site);
    await opening.reached;
    const prices = await busy.stripe.prices.list({ lookup_keys: [ANNUAL_KEY] });
    const link = await busy.stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: prices.data[0]?.id ?? '', quantity: 1 }],
      success_url: busy.site,
    });
    await busy.reader().submit(link.url ?? '', { ...CARD, email: EMAIL });
    await busy.settled();
    opening.release();
    expect(await refusalOf(await answer)).toBe('409 already_subscribed');
    const { data } = await busy.stripe.checkout.sessions.list();
    expect(data.map(({ status }) => status).sort()).toEqual(['complete', 'expired']);
    await busy.close();
  });

  test('the page is opened first: the purchase closes it, though its reading began before', async () => {
    const paid = await world.subscribeAtStripe(EMAIL);
    await world.send(paid.customer);
    const reading = holdFirst('/v1/subscriptions');
    world.front.interfere(reading);
    const syncing = world.drain();
    await reading.reached;
    const open = await begin(world.reader());
    reading.release();
    await syncing;
    expect(await statusOf(open)).toBe('expired');
  });
});

describe('a page that could not be closed', () => {
  /** Stripe answers 500 to the next so many that are to be closed. */
  function refuseToClose(times: number): void {
    let left = times;
    world.front.interfere((request, pass) => {
      if (!EXPIRE.test(new URL(request.url).pathname) || left === 0) return pass();
      left -= 1;
      return Promise.resolve(stripeError(500, { type: 'api_error', message: 'Something went wrong.' }));
    });
  }

  test('keeps nobody from reading, and is closed at the settle', async () => {
    const open = await begin(world.reader());
    const paid = await world.subscribeAtStripe(EMAIL);
    refuseToClose(1);
    await sync(paid.customer);
    expect(await world.reads(paid)).toContain('memos');
    expect(await statusOf(open)).toBe('open');
    expect(world.logLines.join()).toContain('"event":"purchases_not_watched"');
    await settle();
    expect(await statusOf(open)).toBe('expired');
  });

  test('nor at the settle: it comes again until it is', async () => {
    const open = await begin(world.reader());
    const paid = await world.subscribeAtStripe(EMAIL);
    refuseToClose(2);
    await sync(paid.customer);
    await settle();
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    expect(await statusOf(open)).toBe('open');
    world.clock.advance(60);
    await world.drain();
    expect(await statusOf(open)).toBe('expired');
    expect(world.queue.size()).toEqual({ waiting: 0, dead: 0 });
  });

  test('since the process died between the write and the closing: it is closed at the settle', async () => {
    const open = await begin(world.reader());
    const paid = await world.subscribeAtStripe(EMAIL);
    const gone = () => Promise.reject(new Error('The process is gone.'));
    await world.send(paid.customer);
    await world.drain(
      world.consumerOf({
        ...world.deps,
        checkouts: { claim: gone },
        ledger: { ...world.ledger, record: gone },
      }),
    );
    expect(world.handed.at(-1)?.response.batchItemFailures).toHaveLength(1);
    expect(await world.reads(paid)).toContain('memos');
    expect(await statusOf(open)).toBe('open');
    await settle();
    expect(await statusOf(open)).toBe('expired');
  });
});

describe('a plan that is paid for twice', () => {
  const reported = async () =>
    (await world.ledger.duplicates())
      .filter(({ resolvedAt }) => resolvedAt === undefined)
      .map(({ plan, subscriptions }) => ({ plan, ids: subscriptions.map(({ id }) => id).sort() }));

  test('as two subscriptions: is reported, until one of them is over', async () => {
    const [one, other] = [await world.subscribeAtStripe(EMAIL), await world.subscribeAtStripe(EMAIL)];
    await sync(one.customer);
    expect(await reported()).toEqual([]);
    await sync(other.customer);
    const ids = [one.subscription, other.subscription].sort();
    expect(await reported()).toEqual([{ plan: 'annual', ids }]);
    await world.stripe.subscriptions.cancel(one.subscription);
    await sync(one.customer);
    expect(await reported()).toEqual([]);
  });

  test('as two passes at a time: is reported', async () => {
    await sync(await buyPassAtStripe());
    await sync(await buyPassAtStripe());
    expect(await reported()).toMatchObject([{ plan: 'annual', ids: [/^pi_/, /^pi_/].map(matching) }]);
  });

  test('as a pass on top of a subscription: is reported', async () => {
    const paid = await world.subscribeAtStripe(EMAIL);
    await sync(paid.customer);
    world.clock.advance(60);
    await sync(await buyPassAtStripe());
    const [entry] = await reported();
    expect(entry?.ids).toContain(paid.subscription);
    expect(entry?.ids).toHaveLength(2);
  });

  test('is not what a reader does who subscribes while a pass lasts', async () => {
    await sync(await buyPassAtStripe());
    world.clock.advance(60);
    await sync((await world.subscribeAtStripe(EMAIL)).customer);
    await settle();
    expect(await reported()).toEqual([]);
  });

  test('is reported at the settle where the process died over it', async () => {
    await sync((await world.subscribeAtStripe(EMAIL)).customer);
    const other = await world.subscribeAtStripe(EMAIL);
    const gone = () => Promise.reject(new Error('The process is gone.'));
    const dying = { ...world.deps, ledger: { ...world.ledger, reportDuplicate: gone, record: gone } };
    await world.send(other.customer);
    await world.drain(world.consumerOf(dying));
    expect(await reported()).toEqual([]);
    await settle();
    expect(await reported()).toHaveLength(1);
  });
});

const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;
