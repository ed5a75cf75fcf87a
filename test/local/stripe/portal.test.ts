// Claims:
// - A reader changes the card, cancels with a reason, thinks again, changes plans and pays what is open, on the portal.
// - An upgrade takes place at once and is charged; a downgrade waits for the end of the period, and can be undone.
// - The portal lets a reader do only what its configuration allows, and sends them on where the site asked.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { CARD_DECLINED, CARD_FAILS_AT_RENEWAL, CARD_THAT_PAYS, runDouble, subscribe } from './support.ts';
import type Stripe from 'stripe';

const ALL_FEATURES = {
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: {
    enabled: true,
    cancellation_reason: { enabled: true, options: ['too_expensive', 'unused', 'other'] },
  },
} satisfies Stripe.BillingPortal.ConfigurationCreateParams.Features;

const read = async (url: string) => (await fetch(url)).text();
const press = (url: string, form: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
const card = (number: string) => ({ number, expiry: '12 / 34', cvc: '123' });

/** A reader of the plan at 100 dollars, on a portal that also offers one at 250 and one at 50. */
async function readerOnPortal(
  features: Stripe.BillingPortal.ConfigurationCreateParams.Features = {},
  options: { readonly card?: string; readonly now?: () => number } = {},
) {
  const double = await runDouble(options.now === undefined ? {} : { now: options.now });
  const { stripe } = double;
  const { customer, subscription: made } = await subscribe(
    stripe,
    options.card === undefined ? {} : { card: options.card },
  );
  const present = () => stripe.subscriptions.retrieve(made.id);
  const subscription = await present();
  const [annual] = subscription.items.data;
  const priceOf = async (name: string, amount: number) => {
    const product = await stripe.products.create({ name });
    const recurring = { interval: 'year' } as const;
    return stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: amount, recurring });
  };
  const [patron, reduced] = [await priceOf('Patron', 25_000), await priceOf('Reduced', 5_000)];
  const offered = [annual?.price, patron, reduced].flatMap((price) =>
    price === undefined ? [] : { product: idOf(price.product), prices: [price.id] },
  );
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      ...ALL_FEATURES,
      subscription_update: {
        enabled: true,
        products: offered,
        default_allowed_updates: ['price'],
        proration_behavior: 'always_invoice',
        schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
      },
      ...features,
    },
  });
  const open = (flow?: Stripe.BillingPortal.SessionCreateParams.FlowData) =>
    stripe.billingPortal.sessions.create({
      customer,
      configuration: configuration.id,
      ...(flow !== undefined && { flow_data: flow }),
    });
  const { url } = await open();
  return { ...double, customer, subscription, patron, reduced, portal: url, open, present };
}

describe('cancelling', () => {
  test('asks for the reason and keeps it, with what the reader says', async () => {
    const { portal, subscription, present } = await readerOnPortal();
    const page = await read(`${portal}/cancel/${subscription.id}`);
    expect(page).toContain('too expensive');
    expect(page).not.toContain('Ease of use');
    const reason = { feedback: 'too_expensive', comment: 'See you next year' };
    const pressed = await press(`${portal}/cancel/${subscription.id}`, reason);
    expect(pressed.headers.get('location')).toBe(new URL(portal).pathname);
    expect(await present()).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancellation_details: { ...reason, reason: 'cancellation_requested' },
    });
    await press(`${portal}/resume/${subscription.id}`);
    expect(await present()).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
  });

  test('takes no reason that the configuration does not offer', async () => {
    const { portal, subscription, present } = await readerOnPortal();
    await press(`${portal}/cancel/${subscription.id}`, { feedback: 'too_complex' });
    expect(await present()).toMatchObject({
      cancel_at_period_end: true,
      cancellation_details: { feedback: null },
    });
  });

  test('ends the subscription now where the configuration says so', async () => {
    const { portal, subscription, present } = await readerOnPortal({
      subscription_cancel: { enabled: true, mode: 'immediately' },
    });
    expect(await read(`${portal}/cancel/${subscription.id}`)).toContain('Cancel now');
    await press(`${portal}/cancel/${subscription.id}`);
    expect(await present()).toMatchObject({ status: 'canceled' });
    expect(await read(portal)).toContain('no subscription to manage');
  });
});

describe('changing the card', () => {
  test('puts the new one on file, for what renews too', async () => {
    const { portal, stripe, customer, control, subscription, present } = await readerOnPortal(
      {},
      {
        card: CARD_FAILS_AT_RENEWAL,
      },
    );
    const saved = await press(`${portal}/card`, card('5555 5555 5555 4444'));
    expect(saved.status).toBe(303);
    expect(await read(portal)).toContain('4444');
    control.renew(subscription.id);
    expect(await present()).toMatchObject({ status: 'active' });
    const [newest] = (await stripe.charges.list({ customer })).data;
    expect(newest?.payment_method_details?.card).toMatchObject({ brand: 'mastercard', last4: '4444' });
  });

  test.each([
    ['declined', card(CARD_DECLINED), 'Your card was declined.'],
    ['not a number', card('4242 4242 4242 4241'), 'invalid'],
    ['expired', { ...card(CARD_THAT_PAYS), expiry: '01 / 20' }, 'in the past'],
  ])('says why one is refused that is %s, and keeps the old one', async (_, form, words) => {
    const { portal, subscription, present } = await readerOnPortal();
    const refused = await press(`${portal}/card`, form);
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain(words);
    expect((await present()).default_payment_method).toBe(subscription.default_payment_method);
  });

  test('lets an open invoice be paid at once', async () => {
    const { portal, stripe, control, customer, subscription, present } = await readerOnPortal(
      {},
      {
        card: CARD_FAILS_AT_RENEWAL,
      },
    );
    control.renew(subscription.id);
    const invoice = idOf((await present()).latest_invoice ?? '');
    expect(await read(portal)).toContain('Pay now');
    const refused = await press(`${portal}/invoices/${invoice}/pay`);
    expect(refused.status).toBe(402);
    const charges = (await stripe.charges.list({ customer })).data.map(({ status }) => status);
    expect(charges).toEqual(['failed', 'failed', 'succeeded']);
    await press(`${portal}/card`, card(CARD_THAT_PAYS));
    expect((await press(`${portal}/invoices/${invoice}/pay`)).status).toBe(303);
    expect(await present()).toMatchObject({ status: 'active' });
  });
});

describe('changing the plan', () => {
  test('to a dearer one takes place at once, and the difference is charged', async () => {
    const { portal, stripe, patron, customer, subscription, present } = await readerOnPortal();
    expect(await read(`${portal}/plan/${subscription.id}`)).toContain('$250.00 every year');
    const confirm = `${portal}/plan/${subscription.id}/${patron.id}`;
    expect(await read(confirm)).toContain('charged at once');
    expect((await press(confirm)).status).toBe(303);
    expect((await present()).items.data[0]?.price.id).toBe(patron.id);
    const [invoice] = (await stripe.invoices.list({ customer })).data;
    expect(invoice).toMatchObject({ status: 'paid', billing_reason: 'subscription_update', total: 15_000 });
  });

  test('to a dearer one changes nothing where the charge is declined', async () => {
    const { portal, patron, subscription, present } = await readerOnPortal(
      {},
      { card: CARD_FAILS_AT_RENEWAL },
    );
    const refused = await press(`${portal}/plan/${subscription.id}/${patron.id}`);
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain('declined');
    expect((await present()).items.data).toEqual(subscription.items.data);
  });

  test('to a cheaper one waits for the end of the period', async () => {
    const { portal, reduced, control, subscription, present, now } = await readerOnPortal();
    const confirm = `${portal}/plan/${subscription.id}/${reduced.id}`;
    expect(await read(confirm)).toContain('Nothing is charged before that');
    expect((await press(confirm)).status).toBe(303);
    expect((await present()).items.data[0]?.price.id).toBe(subscription.items.data[0]?.price.id);
    expect(await read(portal)).toContain('Changes to Reduced');
    const end = subscription.items.data[0]?.current_period_end ?? 0;
    control.advance(end - Math.floor(now() / 1000) + 2 * 3_600);
    const after = await present();
    expect(after).toMatchObject({ status: 'active' });
    expect(after.items.data[0]).toMatchObject({ price: { id: reduced.id }, current_period_start: end });
  });

  test('to a cheaper one can be undone before that', async () => {
    const { portal, reduced, subscription, present } = await readerOnPortal();
    await press(`${portal}/plan/${subscription.id}/${reduced.id}`);
    expect((await present()).schedule).not.toBeNull();
    await press(`${portal}/plan/${subscription.id}/stay`);
    expect((await present()).schedule).toBeNull();
    expect(await read(portal)).toContain('Renews on');
  });

  test('to one that is not offered is not possible', async () => {
    const { portal, stripe, subscription, present } = await readerOnPortal();
    const product = await stripe.products.create({ name: 'Secret' });
    const secret = await stripe.prices.create({
      ...{ product: product.id, currency: 'usd', unit_amount: 1 },
      recurring: { interval: 'year' },
    });
    expect((await press(`${portal}/plan/${subscription.id}/${secret.id}`)).status).toBe(404);
    expect((await present()).items.data).toEqual(subscription.items.data);
  });
});

describe('a flow', () => {
  test('begins with its task, and ends where the site asked', async () => {
    const { open, subscription, patron, present } = await readerOnPortal();
    const after = { type: 'redirect', redirect: { return_url: 'https://site.example/done' } } as const;
    const id = subscription.items.data[0]?.id ?? '';
    const choosing = await open({
      type: 'subscription_update',
      subscription_update: { subscription: subscription.id },
    });
    expect(await read(choosing.url)).toContain('Change your plan');
    const updating = await open({
      type: 'subscription_update_confirm',
      subscription_update_confirm: {
        subscription: subscription.id,
        items: [{ id, price: patron.id, quantity: 2 }],
      },
      after_completion: after,
    });
    expect(await read(updating.url)).toContain('$500.00 every year');
    const confirmed = await press(`${updating.url}/plan/${subscription.id}/${patron.id}`);
    expect(confirmed.headers.get('location')).toBe('https://site.example/done');
    expect((await present()).items.data[0]).toMatchObject({ price: { id: patron.id }, quantity: 2 });

    const paying = await open({ type: 'payment_method_update', after_completion: after });
    expect(await read(paying.url)).toContain('Card number');
    const saved = await press(`${paying.url}/card`, card(CARD_THAT_PAYS));
    expect(saved.headers.get('location')).toBe('https://site.example/done');
  });

  test('can end with words of the publisher’s', async () => {
    const { open, subscription } = await readerOnPortal();
    const { url } = await open({
      type: 'subscription_cancel',
      subscription_cancel: { subscription: subscription.id },
      after_completion: {
        type: 'hosted_confirmation',
        hosted_confirmation: { custom_message: 'Come back soon.' },
      },
    });
    const cancelled = await press(`${url}/cancel/${subscription.id}`);
    expect(await read(new URL(cancelled.headers.get('location') ?? '', url).href)).toContain(
      'Come back soon.',
    );
  });
});

test('what the configuration does not allow is neither shown nor possible', async () => {
  const { stripe, customer, subscription, patron, present } = await readerOnPortal();
  const bare = await stripe.billingPortal.configurations.create({
    features: { customer_update: { enabled: true, allowed_updates: ['email'] } },
  });
  const { url } = await stripe.billingPortal.sessions.create({ customer, configuration: bare.id });
  const page = await read(url);
  for (const word of ['Cancel', 'Change plan', 'Change card', 'Receipts']) expect(page).not.toContain(word);
  const before = await present();
  const invoice = idOf(before.latest_invoice ?? '');
  for (const path of [
    `cancel/${subscription.id}`,
    `resume/${subscription.id}`,
    `plan/${subscription.id}/${patron.id}`,
    `plan/${subscription.id}/stay`,
    'card',
    `invoices/${invoice}/pay`,
  ]) {
    expect((await press(`${url}/${path}`, card(CARD_THAT_PAYS))).status, path).toBe(404);
  }
  expect(await present()).toEqual(before);
});

test('a configuration with a login page lets a reader in by their address, and one without does not', async () => {
  const { stripe, portal, subscription } = await readerOnPortal();
  const [made] = (await stripe.billingPortal.configurations.list({ is_default: false })).data;
  const id = made?.id ?? '';
  const address = new URL(`/p/login/${id}`, portal).href;
  expect((await fetch(address)).status).toBe(404);
  const { login_page: page } = await stripe.billingPortal.configurations.update(id, {
    login_page: { enabled: true },
  });
  expect(page.url).toBe(address);
  expect((await press(address, { email: 'stranger@example.com' })).status).toBe(404);
  const sent = await (await press(address, { email: 'reader@example.com' })).text();
  const link = /http[^"]+\/p\/session\/\w+/.exec(sent)?.[0] ?? '';
  expect(await read(`${link}/cancel/${subscription.id}`)).toContain('Cancel your subscription');
});
