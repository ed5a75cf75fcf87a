// Claims:
// - Mending a card and cancelling are two clicks: one on the account page, one on Stripe's.
// - The portal is the publication's own where one is set up, and Stripe's default otherwise.
// - Whoever comes back finds on the account page what they have just done, and reads with it at once, however quick
//   they were and however lately Stripe was read. Once back, a way back that is asked for again reads Stripe once in
//   ten seconds.
// - Whoever holds a plan that only waits for its payment is not sold it again, but led to where it is paid.
// - A member with several subscriptions goes to the one they chose.
// - Where the portal does not allow an act, its overview opens; where Stripe is away, a page says so and nothing is lost.
import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PUBLICATION_METADATA } from '../../../shared/stripe/setup-portal.ts';
import { pageRefusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { CARD, openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

const EMAIL = 'ada@example.com';

let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await openWorld();
  reader = world.reader();
  await world.subscribe(reader, EMAIL);
  await world.signIn(reader, EMAIL);
  await world.settled();
});
afterEach(() => world.close());

const toPortal = (fields: Record<string, string> = {}) =>
  reader.submit(`${world.issuer}/account/portal`, fields);

async function subscriptions() {
  const { data } = await world.stripe.subscriptions.list();
  return data;
}

/** The forms of the account page, by the words on their buttons. */
async function forms(): Promise<Map<string, Record<string, string>>> {
  const text = await (await reader.get(`${world.issuer}/account`)).text();
  return new Map(
    [...text.matchAll(/<form[^>]*action="[^"]*\/account\/portal">(.*?)<\/form>/gs)].map(([, form = '']) => [
      />([^<]*)<\/button>/.exec(form)?.[1]?.trim() ?? '',
      Object.fromEntries(
        [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      ),
    ]),
  );
}

/** What a button of the account page opens at Stripe. */
async function press(label: string): Promise<Response> {
  const opened = await toPortal((await forms()).get(label) ?? { act: `no button ${label}` });
  expect(opened.status).toBe(303);
  expect(opened.headers.get('cache-control')).toBe('no-store');
  return reader.get(opened.headers.get('location') ?? '');
}

/** Sends the form of Stripe's page whose address has `part` in it, after a while. */
async function send(
  page: Response,
  part: string,
  fields: Record<string, string> = {},
  afterSeconds = 30,
): Promise<string> {
  const text = await page.text();
  world.clock.advance(afterSeconds);
  const action = [...text.matchAll(/<form[^>]*action="([^"]*)"/g)].find(([, to]) => to?.includes(part))?.[1];
  const done = await reader.submit(new URL(action ?? `/no-form-${part}`, page.url).href, fields);
  return done.headers.get('location') ?? '';
}

const opened = async () => {
  const { data } = await world.stripe.events.list({ type: 'billing_portal.session.created', limit: 1 });
  return data[0]?.data.object as Stripe.BillingPortal.Session;
};

async function account(at = `${world.issuer}/account`): Promise<string> {
  return (await (await reader.visit(at)).text()).replaceAll(/\s+/g, ' ');
}

test('cancelling: the account page’s button, then Stripe’s; the account page says so at once', async () => {
  const [subscription] = await subscriptions();
  world.double.control.hold();
  const back = await send(await press('Cancel subscription'), '/cancel/');
  expect(back).toBe(`${world.issuer}/account/portal`);
  const text = await account(back);
  expect(text).toContain('It ends on 15 January 2028 and does not renew.');
  expect(text).not.toContain('Cancel subscription');
  expect((await opened()).flow?.subscription_cancel?.subscription).toBe(subscription?.id);
});

test('cancelling and staying after all within a second, right after a reading: the page says so each time', async () => {
  world.double.control.hold();
  await reader.get(`${world.issuer}/account/portal`);
  await send(await press('Cancel subscription'), '/cancel/', {}, 0);
  expect(await account(`${world.issuer}/account/portal`)).toContain('does not renew');
  await send(await press('Keep it after all'), '/resume/', {}, 0);
  expect(await account(`${world.issuer}/account/portal`)).toContain('It renews on 15 January 2028.');
});

test('a way back on which Stripe was away is made good by the next one', async () => {
  const page = await press('Cancel subscription');
  world.double.control.hold();
  await send(page, '/cancel/', {}, 0);
  world.double.control.fault({ kind: 'unavailable' });
  expect(await account(`${world.issuer}/account/portal`)).toContain('It renews on');
  world.double.control.clearFaults();
  expect(await account(`${world.issuer}/account/portal`)).toContain('does not renew');
});

test('changing plans is offered where there is another one to change to, and leads straight there', async () => {
  expect([...(await forms()).keys()]).not.toContain('Change plan');
  const own = await openWorld({
    change: (config) => ({
      ...config,
      plans: {
        ...config.plans,
        monthly: {
          name: 'Monthly',
          features: ['news'],
          products: ['prod_monthly'],
          onSale: [{ lookupKey: 'monthly_usd', currency: 'usd', amount: 1_000, interval: 'month' }],
          graceDays: 7,
        },
      },
    }),
  });
  const member = own.reader();
  await own.subscribe(member, EMAIL);
  await own.signIn(member, EMAIL);
  const page = await (await member.get(`${own.issuer}/account`)).text();
  expect(page).toContain('Change plan');
  const { data } = await own.stripe.subscriptions.list();
  const fields = { subscription: data[0]?.id ?? '', act: 'switch_plan' };
  const answer = await member.submit(`${own.issuer}/account/portal`, fields);
  const choice = await (await member.get(answer.headers.get('location') ?? '')).text();
  expect(choice).toContain('$10');
  const events = await own.stripe.events.list({ type: 'billing_portal.session.created', limit: 1 });
  const session = events.data[0]?.data.object as Stripe.BillingPortal.Session;
  expect(session.flow).toMatchObject({
    type: 'subscription_update',
    subscription_update: { subscription: data[0]?.id },
  });
  await own.close();
});

test('and staying after all, from the overview', async () => {
  await send(await press('Cancel subscription'), '/cancel/');
  await world.settled();
  world.double.control.hold();
  await send(await press('Keep it after all'), '/resume/');
  const text = await account(`${world.issuer}/account/portal`);
  expect(text).toContain('It renews on 15 January 2028.');
});

test('mending a card: the account page’s button, then Stripe’s', async () => {
  const { number, expiry, cvc } = { ...CARD, number: '5555 5555 5555 4444' };
  const back = await send(await press('Update your card'), '/card', { number, expiry, cvc });
  expect(back).toBe(`${world.issuer}/account/portal`);
  expect((await opened()).flow?.type).toBe('payment_method_update');
  const { data } = await world.stripe.customers.list({ email: EMAIL });
  const methods = await world.stripe.paymentMethods.list({ customer: data[0]?.id ?? '' });
  expect(methods.data.map(({ card }) => card?.last4)).toContain('4444');
});

test('paying what is owed: no second purchase, and the site opens on the way back', async () => {
  const [subscription] = await subscriptions();
  world.clock.advance(60);
  world.double.control.renew(subscription?.id ?? '', { outcome: 'failed' });
  await world.settled();
  world.clock.advance(8 * 86_400);
  const shop = await (await reader.get(`${world.issuer}/account/subscribe`)).text();
  expect(shop).toContain('There is no need to buy it again');
  expect(shop).not.toContain('Read on');
  await reader.get(`${world.issuer}/v1/continue`);
  expect(featuresOnSite()).toEqual(['registered']);
  world.double.control.hold();
  await send(await press('Receipts and payment details'), '/pay');
  await reader.get(`${world.issuer}/account/portal`);
  expect(featuresOnSite()).toContain('news');
});

/** What the token opens that the site's own server is sent. */
function featuresOnSite(): readonly string[] {
  const [, payload = ''] = (reader.cookie('gatefold_token') ?? '').split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { ent: string[] }).ent;
}

test('the way back, asked for thirty times, reads Stripe once in ten seconds', async () => {
  world.clock.advance(30);
  const readings = () => world.front.asked.filter((one) => one === 'GET /v1/subscriptions').length;
  const before = readings();
  const back = () => reader.get(`${world.issuer}/account/portal`);
  for (let click = 0; click < 30; click += 1) expect((await back()).status).toBe(303);
  expect(readings()).toBe(before + 1);
  world.clock.advance(10);
  await back();
  expect(readings()).toBe(before + 2);
  await press('Receipts and payment details');
  for (let click = 0; click < 30; click += 1) await back();
  expect(readings()).toBe(before + 3);
});

test('receipts, also for who has nothing any more', async () => {
  const [subscription] = await subscriptions();
  await world.stripe.subscriptions.cancel(subscription?.id ?? '');
  await world.settled();
  const page = await press('Receipts and payment details');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('$100');
  expect((await opened()).flow).toBeNull();
});

test('the publication’s own configuration opens, found once and remembered for a while', async () => {
  const own = await world.stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    metadata: { [PUBLICATION_METADATA]: 'another-publication' },
  });
  const lookups = () =>
    world.front.asked.filter((one) => one === 'GET /v1/billing_portal/configurations').length;
  const before = lookups();
  const first = await press('Receipts and payment details');
  await press('Receipts and payment details');
  expect(first.status).toBe(200);
  expect(lookups() - before).toBe(1);
  const { configuration } = await opened();
  expect(configuration).not.toBe(own.id);
  const mine = await world.stripe.billingPortal.configurations.retrieve(configuration as string);
  expect(mine.metadata?.[PUBLICATION_METADATA]).toBe(world.config.publication.id);
  world.clock.advance(301);
  await press('Receipts and payment details');
  expect(lookups() - before).toBe(2);
});

test('Stripe’s default opens where the publication has none', async () => {
  const { data } = await world.stripe.billingPortal.configurations.list({ active: true });
  for (const { id, metadata } of data) {
    if (metadata?.[PUBLICATION_METADATA] !== undefined)
      await world.stripe.billingPortal.configurations.update(id, {
        metadata: { [PUBLICATION_METADATA]: '' },
      });
  }
  expect((await press('Receipts and payment details')).status).toBe(200);
});

test('of two subscriptions, the one that was chosen', async () => {
  const second = await world.stripe.customers.create({ email: EMAIL });
  const [first] = await subscriptions();
  const link = await world.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: second.id,
    line_items: [{ price: first?.items.data[0]?.price.id ?? '', quantity: 1 }],
    success_url: world.site,
  });
  await world.reader().submit(link.url ?? '', CARD);
  await world.settled();
  for (const { id, customer } of await subscriptions()) {
    const answer = await toPortal({ subscription: id, act: 'cancel' });
    expect(answer.status).toBe(303);
    expect(await opened()).toMatchObject({ customer, flow: { subscription_cancel: { subscription: id } } });
  }
});

test('an act that the portal does not allow opens its overview', async () => {
  const [subscription] = await subscriptions();
  await world.stripe.subscriptions.update(subscription?.id ?? '', { cancel_at_period_end: true });
  const { data } = await world.stripe.billingPortal.configurations.list({ active: true });
  for (const { id } of data) {
    await world.stripe.billingPortal.configurations.update(id, {
      features: { subscription_cancel: { enabled: false } },
    });
  }
  const answer = await toPortal({ subscription: subscription?.id ?? '', act: 'cancel' });
  expect(answer.status).toBe(303);
  expect((await opened()).flow).toBeNull();
});

test('Stripe is away: a page says so, with a way back, and the next try works', async () => {
  world.double.control.fault({ kind: 'unavailable', path: '/v1/billing_portal', times: 1 });
  const answer = await toPortal({ act: 'update_card' });
  const text = await answer.clone().text();
  expect(await pageRefusalOf(answer)).toBe('503 portal_unavailable');
  expect(text).toContain(`href="${world.issuer}/account"`);
  expect((await toPortal({ act: 'update_card' })).status).toBe(303);
});

test('coming back while Stripe is away leads to the account page all the same', async () => {
  world.double.control.fault({ kind: 'unavailable' });
  expect(await account(`${world.issuer}/account/portal`)).toContain('It renews on 15 January 2028.');
  world.double.control.clearFaults();
});
