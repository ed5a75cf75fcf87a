// Claims:
// - A publisher's portal configurations are kept as they were set, and changed only where a change was sent.
// - What Stripe would refuse in one is refused here, and nothing is made.
// - A session shows what its own configuration allows, and cannot begin what that forbids.
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../local/stripe/objects/reference.ts';
import { annualPrice, runDouble, subscribe } from './support.ts';
import type Stripe from 'stripe';

type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features;

describe('a portal configuration', () => {
  test('holds each feature as it was set, and none that was not', async () => {
    const { stripe } = await runDouble();
    const { id: price, product } = await annualPrice(stripe);
    const products = [{ product: idOf(product), prices: [price] }];
    const made = await stripe.billingPortal.configurations.create({
      name: 'Readers',
      business_profile: { headline: 'The Early Fold', privacy_policy_url: 'https://site.example/privacy' },
      default_return_url: 'https://site.example/account',
      metadata: { made_by: 'setup' },
      features: {
        customer_update: { enabled: true, allowed_updates: ['email', 'tax_id'] },
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_cancel: {
          enabled: true,
          mode: 'at_period_end',
          cancellation_reason: { enabled: true, options: ['too_expensive', 'unused', 'other'] },
        },
        subscription_update: {
          enabled: true,
          products,
          default_allowed_updates: ['price'],
          proration_behavior: 'always_invoice',
          schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
        },
      },
    });
    expect(made).toMatchObject({
      active: true,
      is_default: false,
      name: 'Readers',
      metadata: { made_by: 'setup' },
      business_profile: { headline: 'The Early Fold', terms_of_service_url: null },
      features: {
        customer_update: { enabled: true, allowed_updates: ['email', 'tax_id'] },
        subscription_cancel: { cancellation_reason: { options: ['too_expensive', 'unused', 'other'] } },
        subscription_pause: { enabled: false },
        subscription_update: {
          products: [{ ...products[0], adjustable_quantity: { enabled: false } }],
          schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
        },
      },
    });
    expect(await stripe.billingPortal.configurations.retrieve(made.id)).toEqual(made);

    const bare = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    });
    const features = Object.entries<{ readonly enabled: boolean }>({ ...bare.features });
    expect(features.filter(([, { enabled }]) => enabled).map(([name]) => name)).toEqual(['invoice_history']);
  });

  test('changes only what is sent', async () => {
    const { stripe } = await runDouble();
    const made = await stripe.billingPortal.configurations.create({
      metadata: { one: '1', two: '2' },
      features: {
        invoice_history: { enabled: true },
        subscription_cancel: {
          enabled: true,
          cancellation_reason: { enabled: true, options: ['unused', 'other'] },
        },
      },
    });
    const changed = await stripe.billingPortal.configurations.update(made.id, {
      active: false,
      login_page: { enabled: true },
      metadata: { two: '' },
      features: { subscription_cancel: { mode: 'immediately', proration_behavior: 'create_prorations' } },
    });
    expect(changed).toMatchObject({ active: false, metadata: { one: '1' }, login_page: { enabled: true } });
    expect(changed.login_page.url).toContain(made.id);
    expect(changed.features).toEqual({
      ...made.features,
      subscription_cancel: {
        ...made.features.subscription_cancel,
        mode: 'immediately',
        proration_behavior: 'create_prorations',
      },
    });
    await expect(
      stripe.billingPortal.sessions.create({
        customer: (await stripe.customers.create({})).id,
        configuration: made.id,
      }),
    ).rejects.toMatchObject({ param: 'configuration' });
  });

  test('is listed by whether it is active, and whether it is the default', async () => {
    const { stripe } = await runDouble();
    const made = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    });
    await stripe.billingPortal.configurations.update(made.id, { active: false });
    const listed = async (params: Stripe.BillingPortal.ConfigurationListParams) =>
      (await stripe.billingPortal.configurations.list(params)).data.map(({ id }) => id);
    const [standard = ''] = await listed({ is_default: true });
    expect(await listed({})).toHaveLength(2);
    expect(await listed({ active: false })).toEqual([made.id]);
    expect(await listed({ active: true })).toEqual([standard]);
    await expect(
      stripe.billingPortal.configurations.update(standard, { active: false }),
    ).rejects.toMatchObject({ param: 'active' });
  });

  test.each<[string, Features, string]>([
    [
      'an update without products',
      { subscription_update: { enabled: true, default_allowed_updates: ['price'], products: [] } },
      'features[subscription_update][products]',
    ],
    [
      'a price that is not there',
      {
        subscription_update: {
          ...{ enabled: true, default_allowed_updates: ['price'] },
          products: [{ product: 'prod_annual', prices: ['price_none'] }],
        },
      },
      'features[subscription_update][products]',
    ],
    [
      'prorations at the end of a period',
      { subscription_cancel: { enabled: true, proration_behavior: 'create_prorations' } },
      'features[subscription_cancel][proration_behavior]',
    ],
    [
      'a reason that Stripe does not have',
      { subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: ['bored'] } } },
      'features[subscription_cancel][cancellation_reason][options][0]',
    ],
    [
      'a feature that Stripe does not have',
      { teleport: { enabled: true } } as Features,
      'features[teleport]',
    ],
  ])('is refused with %s', async (_, features, param) => {
    const { stripe } = await runDouble();
    await annualPrice(stripe);
    const refused = stripe.billingPortal.configurations.create({ features });
    await expect(refused).rejects.toMatchObject({ statusCode: 400, param });
    expect((await stripe.billingPortal.configurations.list({ is_default: false })).data).toEqual([]);
  });
});

describe('a portal session', () => {
  test('has the configuration that it was asked for, or the default one', async () => {
    const { stripe } = await runDouble();
    const { id: customer } = await stripe.customers.create({});
    const own = await stripe.billingPortal.configurations.create({
      default_return_url: 'https://site.example/account',
      features: { invoice_history: { enabled: true } },
    });
    const session = await stripe.billingPortal.sessions.create({ customer, configuration: own.id });
    expect(session).toMatchObject({ configuration: own.id, return_url: 'https://site.example/account' });
    const [standard] = (await stripe.billingPortal.configurations.list({ is_default: true })).data;
    const plain = await stripe.billingPortal.sessions.create({ customer, expand: ['configuration'] });
    expect(plain.configuration).toEqual(standard);
  });

  test('cannot begin what its configuration forbids, nor what lacks a part', async () => {
    const { stripe } = await runDouble();
    const { customer, subscription } = await subscribe(stripe);
    const { id: configuration } = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    });
    const begin = (flow: Stripe.BillingPortal.SessionCreateParams.FlowData, more = {}) =>
      stripe.billingPortal.sessions.create({ customer, flow_data: flow, ...more });
    const cancel = { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } };
    await expect(begin(cancel, { configuration })).rejects.toMatchObject({ param: 'flow_data[type]' });
    await expect(begin({ type: 'subscription_cancel' })).rejects.toMatchObject({
      param: 'flow_data[subscription_cancel]',
    });
    await expect(begin({ ...cancel, after_completion: { type: 'redirect' } })).rejects.toMatchObject({
      param: 'flow_data[after_completion][redirect]',
    });
    await stripe.subscriptions.cancel(subscription.id);
    await expect(begin(cancel)).rejects.toMatchObject({ param: 'flow_data' });
  });
});
