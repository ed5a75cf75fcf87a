// Claims:
// - Whoever develops can drive a whole life from one page or from a program: time, cards, failures, refunds,
//   disputes, pauses, cancellations, webhooks that go astray, and calls that fail.
// - What cannot be done is refused in Stripe's shape to a program, and in words to a person, and changes nothing.
import { describe, expect, test } from 'vitest';
import { runDouble, runReceiver, subscribe, WEBHOOK_SECRET } from './support.ts';
import type { RunningDouble } from './support.ts';

const START_MS = Date.UTC(2030, 0, 31, 12);
const DAY_SECONDS = 86_400;

async function life() {
  const receiver = await runReceiver();
  const double = await runDouble({
    now: () => START_MS,
    webhook: { url: receiver.url, secret: WEBHOOK_SECRET },
  });
  const { subscription, customer } = await subscribe(double.stripe);
  return { ...double, receiver, subscription: subscription.id, customer, ...hands(double) };
}

function hands({ url }: RunningDouble) {
  return {
    act: async (path: string, body: object = {}) => {
      const response = await fetch(`${url}/_double${path}`, { method: 'POST', body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    press: (path: string, form: Record<string, string> = {}) =>
      fetch(`${url}/_double${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
      }),
    page: async (query = '') => (await fetch(`${url}/${query}`)).text(),
  };
}

describe('the clock', () => {
  test('moves by so much, to a moment, and to what is due next', async () => {
    const { url, act, press, page, stripe, subscription } = await life();
    const shown = async () =>
      (await (await fetch(`${url}/_double/clock`)).json()) as { now: number; nextDue: number };
    const began = await shown();
    expect(began.now).toBe(START_MS / 1000);
    expect((await act('/clock/advance', { seconds: DAY_SECONDS })).body).toMatchObject({
      now: began.now + DAY_SECONDS,
    });
    await press('/clock/advance-to', { to: '2030-06-01T08:30' });
    expect(await page()).toContain('2030-06-01 08:30');
    await act('/clock/next');
    const due = await shown();
    expect(due.now).toBe(began.nextDue);
    await act('/clock/advance', { seconds: 2 * 3_600 });
    const [item] = (await stripe.subscriptions.retrieve(subscription)).items.data;
    expect(item?.current_period_start).toBe(Date.UTC(2031, 0, 31, 12) / 1000);
    expect(await act('/clock/advance-to', { to: began.now })).toMatchObject({ status: 400 });
    expect((await shown()).now).toBe(due.now + 2 * 3_600);
  });

  test('offers a month that ends with a shorter month', async () => {
    const { page } = await life();
    expect(await page()).toContain(`value="${Date.UTC(2030, 1, 28, 12) / 1000}"`);
  });
});

describe('a hand on a life', () => {
  test('lets charges fail and be tried again as it says, until it ends', async () => {
    const { act, stripe, customer, subscription } = await life();
    await act('/dunning', { retryAfterDays: [2], end: 'unpaid' });
    await act(`/customers/${customer}/card`, { number: '4000 0000 0000 0341' });
    await act('/clock/next');
    await act('/clock/advance', { seconds: 2 * 3_600 });
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ status: 'past_due' });
    await act('/clock/advance', { seconds: 3 * DAY_SECONDS });
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ status: 'unpaid' });
    await act(`/subscriptions/${subscription}/pay`);
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ status: 'active' });
  });

  test('pauses, resumes, cancels, keeps and deletes', async () => {
    const { act, stripe, customer, subscription } = await life();
    const path = `/subscriptions/${subscription}`;
    const present = () => stripe.subscriptions.retrieve(subscription);
    await act(`${path}/pause`, { behavior: 'void' });
    expect(await present()).toMatchObject({ pause_collection: { behavior: 'void' } });
    await act(`${path}/unpause`);
    expect(await present()).toMatchObject({ pause_collection: null });
    await act(`${path}/cancel`, { when: 'period_end' });
    expect(await present()).toMatchObject({ cancel_at_period_end: true });
    await act(`${path}/keep`);
    expect(await present()).toMatchObject({ cancel_at_period_end: false });
    await act(`${path}/cancel`, { when: 'now' });
    expect(await present()).toMatchObject({ status: 'canceled' });
    await act(`/customers/${customer}/delete`);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ deleted: true });
  });

  test('holds the next draft, or lets it fail to be finalized', async () => {
    const { act, stripe, subscription } = await life();
    const renewed = async (how: string) => {
      await act(`/subscriptions/${subscription}/${how}`);
      await act('/clock/next');
      await act('/clock/advance', { seconds: 5 * DAY_SECONDS });
      return (await stripe.invoices.list({ subscription, limit: 1 })).data[0];
    };
    expect(await renewed('hold-draft')).toMatchObject({ status: 'draft', auto_advance: false });
    expect(await renewed('fail-finalization')).toMatchObject({
      status: 'draft',
      last_finalization_error: { code: 'customer_tax_location_invalid' },
    });
  });

  test('asks for authentication and ends it', async () => {
    const { act, stripe, customer, subscription } = await life();
    await act(`/customers/${customer}/card`, { number: '4000 0027 6000 3184' });
    await act(`/subscriptions/${subscription}/renew`);
    const [invoice] = (await stripe.invoices.list({ subscription, limit: 1 })).data;
    expect(invoice).toMatchObject({ status: 'open' });
    await act(`/invoices/${invoice?.id ?? ''}/authenticate`, { passed: true });
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ status: 'active' });
    expect(await stripe.invoices.retrieve(invoice?.id ?? '')).toMatchObject({ status: 'paid' });
  });

  test('gives back in part and in full, disputes, and ends disputes', async () => {
    const { press, page, stripe, customer } = await life();
    const [charge] = (await stripe.charges.list({ customer })).data;
    const id = charge?.id ?? '';
    await press(`/payments/${id}/refund`, { amount: '2500', status: 'pending' });
    const [refund] = (await stripe.refunds.list({ charge: id })).data;
    expect(refund).toMatchObject({ amount: 2_500, status: 'pending' });
    expect(await page()).toContain('The bank sends it back');
    await press(`/refunds/${refund?.id ?? ''}/fail`);
    expect(await stripe.charges.retrieve(id)).toMatchObject({ amount_refunded: 0 });
    await press(`/payments/${id}/dispute`, { kind: 'inquiry' });
    const [dispute] = (await stripe.disputes.list({ charge: id })).data;
    await press(`/disputes/${dispute?.id ?? ''}/settle`, { status: 'warning_closed' });
    expect(await stripe.disputes.retrieve(dispute?.id ?? '')).toMatchObject({ status: 'warning_closed' });
    await press(`/payments/${id}/refund`);
    expect(await stripe.charges.retrieve(id)).toMatchObject({ refunded: true });
  });
});

describe('a hand on the wire', () => {
  test('holds, shuffles, suppresses and sends events as the page is told to', async () => {
    const { press, page, control, stripe, receiver } = await life();
    await control.settled();
    const before = receiver.received.length;
    await press('/deliveries/hold');
    await press('/events/suppress', { types: 'product.created, price.created', share: '1' });
    await stripe.products.create({ name: 'of no interest' });
    for (const name of ['one', 'two', 'three']) await stripe.customers.create({ name });
    expect(await page()).toContain('3 deliveries wait');
    await press('/deliveries/deliver-all', { order: 'reversed' });
    const names = receiver.received.slice(before).map(({ data }) => (data.object as { name?: string }).name);
    expect(names).toEqual(['three', 'two', 'one']);
    await press('/events/unsuppress');
    await press('/deliveries/release');
    await press('/deliveries/conditions', { lost: '1', seed: '' });
    expect(await page()).toContain('As they should be');
    await stripe.products.create({ name: 'lost' });
    await control.settled();
    expect(receiver.received).toHaveLength(before + 3);
    await press('/deliveries/conditions');
    await press('/events/lag', { seconds: '60' });
    expect((await stripe.events.list()).data).toEqual([]);
  });

  test('sends any bytes to every endpoint', async () => {
    const { url, receiver, control } = await life();
    await control.settled();
    const body = JSON.stringify({ id: 'evt_old', api_version: '2015-10-16' });
    const sent = await fetch(`${url}/_double/events/raw`, { method: 'POST', body });
    expect(await sent.json()).toEqual({ answers: [{ accepted: true, text: '200' }] });
    expect(receiver.received.at(-1)).toEqual(JSON.parse(body));
  });

  test('switches faults on and off, limits reads, and counts calls', async () => {
    const { url, act, press, page, stripe } = await life();
    const { body } = await act('/faults', { kind: 'unavailable', path: '/v1/prices', method: 'GET' });
    await expect(stripe.prices.list()).rejects.toMatchObject({ statusCode: 503 });
    expect(await page()).toContain('struck 1');
    await press('/faults/clear', { id: String(body.id) });
    expect((await stripe.prices.list()).data).toHaveLength(1);
    await act('/rate-limit', { readsPerSecond: 0 });
    await expect(stripe.prices.list()).rejects.toMatchObject({ code: 'rate_limit' });
    await press('/rate-limit', { readsPerSecond: '' });
    await stripe.prices.list();
    const counted = (await (await fetch(`${url}/_double/calls`)).json()) as { calls: Record<string, number> };
    expect(counted.calls['GET /v1/prices']).toBe(4);
    expect(await (await fetch(`${url}/_double/faults`)).json()).toEqual({ faults: [] });
  });
});

describe('what cannot be done', () => {
  test.each([
    ['/subscriptions/sub_none/renew', {}, 404],
    ['/clock/advance', { seconds: -1 }, 400],
    ['/clock/advance', { seconds: 1, minutes: 1 }, 400],
    ['/faults', { kind: 'mischief' }, 400],
    ['/deliveries/conditions', { lost: 2 }, 400],
    ['/invoices/in_none/authenticate', { passed: true }, 404],
    ['/disputes/dp_none/settle', { status: 'won' }, 404],
  ])('%s %j is refused as Stripe refuses', async (path, body, status) => {
    const { act } = hands(await runDouble());
    expect(await act(path, body)).toMatchObject({
      status,
      body: { error: { type: 'invalid_request_error', message: expect.any(String) as string } },
    });
  });

  test('is said in words on the page, with the way back', async () => {
    const { press, customer } = await life();
    const refused = await press(`/customers/${customer}/card`, {
      number: '1234',
      back: `/?customer=${customer}#${customer}`,
    });
    expect(refused.status).toBe(400);
    const text = await refused.text();
    expect(text).toContain('Your card number is incorrect.');
    expect(text).toContain(`href="/?customer=${customer}#${customer}"`);
  });

  test('leads back to no other site', async () => {
    const { press } = hands(await runDouble());
    for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', '/?customer=x//y']) {
      expect((await press('/deliveries/hold', { back })).headers.get('location')).toBe('/');
    }
    expect(
      (await press('/deliveries/hold', { back: '/?customer=cus_1#cus_1' })).headers.get('location'),
    ).toBe('/?customer=cus_1#cus_1');
  });
});

test('the page opens the life of the customer that is asked for', async () => {
  const { page, stripe, customer, subscription } = await life();
  await stripe.customers.create({ email: 'newer@example.com' });
  const form = `/_double/subscriptions/${subscription}/renew`;
  expect(await page()).not.toContain(form);
  expect(await page(`?customer=${customer}`)).toContain(form);
});
