// Claims:
// - Whoever develops can see customers, subscriptions and events on one page, and drive them from it without script.
// - A reader cancels and thinks again on the portal, and can touch no other reader's subscription there.
import { describe, expect, test } from 'vitest';
import { runDouble, runReceiver, subscribe, WEBHOOK_SECRET } from './support.ts';

const press = (url: string, form: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

describe('the control page', () => {
  test('shows what there is, and its buttons act', async () => {
    const { url, stripe } = await runDouble();
    expect(await (await fetch(url)).text()).toContain('None yet');
    const { subscription } = await subscribe(stripe);
    const path = `${url}/_double/subscriptions/${subscription.id}`;

    expect((await press(`${path}/renew`, { outcome: 'failed' })).headers.get('location')).toBe('/');

    const page = await (await fetch(url)).text();
    for (const text of [
      'reader@example.com',
      subscription.id,
      'past_due',
      'invoice.payment_failed',
      'Annual',
    ]) {
      expect(page).toContain(text);
    }
    await press(`${path}/pay`);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
    await press(`${path}/status`, { status: 'hibernating' });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('hibernating');
    expect((await press(`${url}/_double/subscriptions/sub_none/renew`)).status).toBe(404);
  });

  test('lets held events through one by one, or loses them', async () => {
    const receiver = await runReceiver();
    const { url, stripe, control } = await runDouble({
      webhook: { url: receiver.url, secret: WEBHOOK_SECRET },
    });
    await press(`${url}/_double/deliveries/hold`);
    await stripe.customers.create({ email: 'first@example.com' });
    await stripe.customers.create({ email: 'second@example.com' });
    const [second, first] = (await stripe.events.list()).data;
    expect(await (await fetch(url)).text()).toContain('Deliver');

    await press(`${url}/_double/deliveries/deliver`, { 'events[]': second?.id ?? '' });
    await press(`${url}/_double/deliveries/lose`, { 'events[]': first?.id ?? '' });
    await press(`${url}/_double/deliveries/release`);
    await control.settled();

    expect(receiver.received.map(({ id }) => id)).toEqual([second?.id]);
  });

  test('shows a hostile name as text', async () => {
    const { url, stripe } = await runDouble();
    await stripe.customers.create({ email: '<img/src=x>@example.com' });
    expect(await (await fetch(url)).text()).not.toContain('<img');
  });
});

test('the same acts serve a program as JSON', async () => {
  const receiver = await runReceiver();
  const { url } = await runDouble({ webhook: { url: receiver.url, secret: WEBHOOK_SECRET } });
  const act = async (path: string, body: object = {}) => {
    const response = await fetch(`${url}/_double${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as { id?: string } };
  };
  await act('/deliveries/hold');
  const events: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    const { body } = await act('/events', { type: `test.${name}`, object: { id: name } });
    events.push(body.id ?? '');
  }
  const [one = '', two = '', three = ''] = events;
  await act('/deliveries/deliver', { events: [three, one] });
  await act('/deliveries/lose', { events: [two] });
  await act('/deliveries/release');
  await act(`/events/${one}/redeliver`, { times: 2 });
  await fetch(`${url}/_double/settled`);
  expect(receiver.received.map(({ id }) => id)).toEqual([three, one, one, one]);
  expect(await act('/events', { type: 'no object' })).toMatchObject({ status: 400 });
  expect((await fetch(`${url}/_double/events`, { method: 'POST', body: '{' })).status).toBe(400);
  expect(await act('/deliveries/deliver', { events: ['evt_none'] })).toMatchObject({ status: 404 });
});

describe('the portal', () => {
  test('cancels at the end of the period and goes back where the site asked', async () => {
    const { stripe } = await runDouble();
    const { customer, subscription } = await subscribe(stripe);
    const session = await stripe.billingPortal.sessions.create({
      customer,
      return_url: 'https://site.example/account',
      flow_data: {
        type: 'subscription_cancel',
        subscription_cancel: { subscription: subscription.id },
        after_completion: { type: 'redirect', redirect: { return_url: 'https://site.example/cancelled' } },
      },
    });
    expect(await (await fetch(session.url)).text()).toContain('Cancel at the end of the period');

    const cancelled = await press(`${session.url}/cancel/${subscription.id}`);

    expect(cancelled.headers.get('location')).toBe('https://site.example/cancelled');
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: true,
    });
    expect(await (await fetch(session.url)).text()).toContain('Keep my subscription');
    await press(`${session.url}/resume/${subscription.id}`);
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: false,
    });
  });

  test('does not touch the subscription of somebody else', async () => {
    const { stripe } = await runDouble();
    const { subscription } = await subscribe(stripe);
    const stranger = await stripe.customers.create({ email: 'stranger@example.com' });
    const session = await stripe.billingPortal.sessions.create({ customer: stranger.id });
    expect((await press(`${session.url}/cancel/${subscription.id}`)).status).toBe(404);
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ cancel_at: null });
    await expect(
      stripe.billingPortal.sessions.create({
        customer: stranger.id,
        flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } },
      }),
    ).rejects.toMatchObject({ param: 'flow_data' });
  });
});
