// Claims:
// - Promise 6, through the whole life of a claim on a plan: while its page is open it is used again; once that has run
//   out, is forgotten by Stripe, or its purchase has come to its end, the plan is sold again; while a bank is still at
//   the payment, it is not.
// - However impatient a reader is, or however many browsers they use, at most one page is open to pay on.
// - Who has the plan is led to the account and the portal.
import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stripeError } from '../../support/front.ts';
import type { Interference } from '../../support/front.ts';
import { pageRefusalOf, problemOf, refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { ANNUAL_KEY, DEBIT, PASS_KEY, inEuros, sellingPasses } from './shop.ts';

const EMAIL = 'ada@example.com';
const SESSIONS = '/v1/checkout/sessions';

let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await openWorld({ change: (config) => inEuros(sellingPasses(config)) });
  reader = world.reader();
});
afterEach(() => world.close());

const begin = (browser = reader, lookup_key = ANNUAL_KEY) =>
  browser.call(`${world.issuer}/v1/checkout`, { plan: 'annual', lookup_key, email: EMAIL }, world.site);

async function urlOf(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  return ((await response.json()) as { url: string }).url;
}

const idIn = (url: string) => /cs_\w+/.exec(url)?.[0] ?? '';

async function sessions(): Promise<Stripe.Checkout.Session[]> {
  return (await world.stripe.checkout.sessions.list({ limit: 100 })).data;
}

const openOnes = async () => (await sessions()).filter(({ status }) => status === 'open');

const isCreation = (request: Request) =>
  request.method === 'POST' && new URL(request.url).pathname === SESSIONS;

/** The same call without the methods that it excludes, as one made before they were excluded. */
const allowDebits: Interference = async (request, pass) => {
  if (!isCreation(request)) return pass();
  const form = new URLSearchParams(await request.text());
  for (const name of [...form.keys()]) if (name.startsWith('excluded_')) form.delete(name);
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  return world.double.app.fetch(new Request(request.url, { method: 'POST', headers, body: form.toString() }));
};

describe('a plan is sold again', () => {
  test('once its subscription is over, in any browser', async () => {
    await world.subscribe(reader, EMAIL);
    await world.settled();
    expect(await refusalOf(await begin())).toBe('409 already_subscribed');
    const { data } = await world.stripe.subscriptions.list();
    await world.stripe.subscriptions.cancel(data[0]?.id ?? '');
    await world.settled();
    const again = await urlOf(await begin(world.reader()));
    expect((await openOnes()).map(({ id }) => id)).toEqual([idIn(again)]);
    expect((await reader.get(await world.pay(reader, again))).status).toBe(200);
  });

  test('once its page was closed at Stripe', async () => {
    const first = await urlOf(await begin());
    await world.stripe.checkout.sessions.expire(idIn(first));
    const again = await urlOf(await begin());
    expect(idIn(again)).not.toBe(idIn(first));
    expect((await openOnes()).map(({ id }) => id)).toEqual([idIn(again)]);
  });

  test('where Stripe no longer knows the page', async () => {
    const first = await urlOf(await begin());
    world.front.interfere((request, pass) =>
      new URL(request.url).pathname === `${SESSIONS}/${idIn(first)}`
        ? Promise.resolve(
            stripeError(404, {
              ...{ type: 'invalid_request_error', code: 'resource_missing', message: 'No such session' },
            }),
          )
        : pass(),
    );
    for (const browser of [reader, world.reader()]) {
      expect(idIn(await urlOf(await begin(browser)))).not.toBe(idIn(first));
    }
  });
});

describe('while a bank is still at the payment', () => {
  async function payByDebit(lookup_key: string): Promise<string> {
    const url = await urlOf(await begin(reader, lookup_key));
    const paid = await reader.submit(url, DEBIT);
    expect(await world.stripe.checkout.sessions.retrieve(idIn(url))).toMatchObject({
      ...{ status: 'complete', payment_status: 'unpaid' },
    });
    return paid.headers.get('location') ?? '';
  }

  test('of a subscription: it is held, and the way back says that the payment is on its way', async () => {
    const back = await payByDebit(ANNUAL_KEY);
    expect(await pageRefusalOf(await reader.get(back))).toBe('409 payment_processing');
    await world.settled();
    for (const browser of [reader, world.reader()]) {
      expect(await refusalOf(await begin(browser))).toBe('409 already_subscribed');
    }
  });

  test('of a pass: nothing is sold; it is once the bank has said no', async () => {
    world.front.interfere(allowDebits);
    await payByDebit(PASS_KEY);
    await world.settled();
    for (const browser of [reader, world.reader()]) {
      expect(await refusalOf(await begin(browser, PASS_KEY))).toBe('409 payment_processing');
      expect(await refusalOf(await begin(browser))).toBe('409 payment_processing');
    }
    expect(await openOnes()).toEqual([]);
    const { data } = await world.stripe.paymentIntents.list();
    world.double.control.settleDebit(data[0]?.id ?? '', false);
    await world.settled();
    expect((await begin(reader, PASS_KEY)).status).toBe(200);
  });

  test('of a pass: it is held once the bank has said yes', async () => {
    world.front.interfere(allowDebits);
    await payByDebit(PASS_KEY);
    world.double.control.hold();
    const { data } = await world.stripe.paymentIntents.list();
    world.double.control.settleDebit(data[0]?.id ?? '', true);
    expect(await refusalOf(await begin(world.reader(), PASS_KEY))).toBe('409 already_subscribed');
  });
});

describe('one page to pay on', () => {
  test('for a browser that sends the form of its first visit twenty times at once', async () => {
    await reader.get(`${world.issuer}/account/subscribe`);
    const form = { plan: 'annual', lookup_key: ANNUAL_KEY, email: EMAIL };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => reader.submit(`${world.issuer}/account/subscribe`, form)),
    );
    const pages = answers.map(({ status, headers }) => `${status} ${headers.get('location') ?? ''}`);
    expect(new Set(pages)).toEqual(new Set([`303 ${(await openOnes())[0]?.url ?? ''}`]));
    expect(await sessions()).toHaveLength(1);
  });

  test('for two browsers at once: both are answered, and one page is left', async () => {
    const answers = await Promise.all([begin(), begin(world.reader())]);
    const ids = (await Promise.all(answers.map(urlOf))).map(idIn);
    const [open, ...others] = await openOnes();
    expect(others).toEqual([]);
    expect(ids).toContain(open?.id);
  });

  test('where Stripe is still answering the same call for another request of the browser', async () => {
    let busy = 2;
    world.front.interfere((request, pass) => {
      if (!isCreation(request) || busy === 0) return pass();
      busy -= 1;
      return Promise.resolve(
        stripeError(409, {
          ...{ type: 'idempotency_error', code: 'idempotency_key_in_use', message: 'In use.' },
        }),
      );
    });
    await urlOf(await begin());
    expect(await sessions()).toHaveLength(1);
  });
});

describe('who has the plan', () => {
  test('is told by a site’s button where the account and the portal are', async () => {
    await world.subscribe(reader, EMAIL);
    expect(await problemOf(await begin())).toMatchObject({
      status: 409,
      account_url: `${world.issuer}/account`,
      portal_url: `${world.issuer}/account/portal`,
    });
  });

  test('is led by our page to sign in, or to the account where they are', async () => {
    const form = { plan: 'annual', email: EMAIL };
    await world.subscribe(reader, EMAIL);
    const page = async () => (await reader.submit(`${world.issuer}/account/subscribe`, form)).text();
    expect(await page()).toContain(`href="${world.issuer}/account/sign-in?to=`);
    await world.signIn(reader, EMAIL);
    const signedIn = await page();
    expect(signedIn).toContain(`href="${world.issuer}/account">Go to your account</a>`);
  });

  test('finds what Stripe says now behind the link to the portal', async () => {
    await world.subscribe(reader, EMAIL);
    await world.signIn(reader, EMAIL);
    await world.settled();
    world.double.control.hold();
    const { data } = await world.stripe.subscriptions.list();
    await world.stripe.subscriptions.update(data[0]?.id ?? '', { cancel_at_period_end: true });
    world.clock.advance(30);
    const refused = await problemOf(await begin());
    const page = await reader.visit(String(refused.portal_url));
    expect((await page.text()).replaceAll(/\s+/g, ' ')).toContain('It ends on 15 January 2028');
  });
});
