// Claims:
// - A webhook endpoint can be made, changed, switched off and deleted through the API, as a deployment does it.
// - Its secret is told once. One that is switched off or deleted gets nothing.
import { describe, expect, test } from 'vitest';
import { runDouble, runReceiver } from './support.ts';
import Stripe from 'stripe';

const URL = 'https://access.example.com/webhooks/stripe';

describe('a webhook endpoint', () => {
  test('is made for one version, with a secret that is told once', async () => {
    const { stripe } = await runDouble();
    const made = await stripe.webhookEndpoints.create({
      url: URL,
      enabled_events: ['invoice.paid', 'customer.updated'],
      api_version: Stripe.API_VERSION,
      description: 'Access',
      metadata: { owner: 'access' },
    });
    expect(made.secret).toMatch(/^whsec_\w{32}$/);
    const read = await stripe.webhookEndpoints.retrieve(made.id);
    expect(read).toMatchObject({
      status: 'enabled',
      url: URL,
      enabled_events: ['invoice.paid', 'customer.updated'],
      description: 'Access',
      metadata: { owner: 'access' },
    });
    expect(read.secret).toBeUndefined();
    expect((await stripe.webhookEndpoints.list()).data).toEqual([read]);
  });

  test.each([
    ['an event that Stripe does not have', { enabled_events: ['invoice.pondered'] }, 'enabled_events[0]'],
    ['no event', { enabled_events: [] }, 'enabled_events'],
    ['no address', { url: 'nowhere' }, 'url'],
    ['another version of the API', { api_version: '2019-12-03' }, 'api_version'],
  ])('is refused with %s', async (_, wrong, param) => {
    const { stripe } = await runDouble();
    const params = { url: URL, enabled_events: ['*'], ...wrong } as Stripe.WebhookEndpointCreateParams;
    await expect(stripe.webhookEndpoints.create(params)).rejects.toMatchObject({ statusCode: 400, param });
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });

  test('can be changed in part', async () => {
    const { stripe } = await runDouble();
    const { id } = await stripe.webhookEndpoints.create({
      url: URL,
      enabled_events: ['invoice.paid'],
      metadata: { owner: 'access', colour: 'red' },
    });
    const changed = await stripe.webhookEndpoints.update(id, {
      enabled_events: ['*'],
      description: 'All of it',
      metadata: { colour: '' },
    });
    expect(changed).toMatchObject({ url: URL, enabled_events: ['*'], description: 'All of it' });
    expect(changed.metadata).toEqual({ owner: 'access' });
    expect(changed.secret).toBeUndefined();
    expect((await stripe.webhookEndpoints.update(id, { description: '' })).description).toBeNull();
  });

  test('gets nothing while it is switched off, and nothing once it is deleted', async () => {
    const receiver = await runReceiver();
    const { stripe, control } = await runDouble();
    const made = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
    receiver.secret = made.secret ?? '';
    const customerMade = async () => {
      const { id } = await stripe.customers.create({});
      await control.settled();
      return id;
    };
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: true })).toMatchObject({
      status: 'disabled',
    });
    await customerMade();
    await stripe.webhookEndpoints.update(made.id, { disabled: false });
    const heard = await customerMade();
    expect(await stripe.webhookEndpoints.del(made.id)).toEqual({
      id: made.id,
      object: 'webhook_endpoint',
      deleted: true,
    });
    await customerMade();
    expect(receiver.received.map(({ data }) => (data.object as Stripe.Customer).id)).toEqual([heard]);
    const gone = { code: 'resource_missing', statusCode: 404 };
    await expect(stripe.webhookEndpoints.retrieve(made.id)).rejects.toMatchObject(gone);
    await expect(stripe.webhookEndpoints.update(made.id, {})).rejects.toMatchObject(gone);
  });
});
