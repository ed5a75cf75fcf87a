// Claims:
// - An event marks the right customer in whatever API version Stripe wrote it, back to 2020: an account whose endpoint
//   is older than Gatefold, or newer, loses nothing.
// - Only what an object says of itself names its customer, never something inside it.
import { expect, test } from 'vitest';
import { VERSIONED_OBJECTS } from '../../fixtures/api-versions.ts';
import { eventOf, openWebhook, signed } from './support.ts';

test.each(VERSIONED_OBJECTS)('$version: $type', async ({ version, type, object, marks }) => {
  const webhook = await openWebhook();
  const body = eventOf({ api_version: version, type, data: { object, previous_attributes: {} } });
  expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
  expect(await webhook.queued()).toEqual([
    { kind: 'event', eventId: 'evt_1', type, created: 1_800_000_000, requestId: 'req_1', ...marks },
  ]);
});

test.each([undefined, null, '', '2011-11-17', '2099-01-01.zinnia', 7])(
  'an API version of %j is nothing to stumble over',
  async (api_version) => {
    const webhook = await openWebhook();
    const body = eventOf({ api_version });
    expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
    expect(await webhook.queued()).toMatchObject([{ customer: 'cus_1' }]);
  },
);

test('an event of 2014, which has other members, is read by those that matter', async () => {
  const webhook = await openWebhook();
  const body = JSON.stringify({
    id: 'evt_14',
    object: 'event',
    created: 1_400_000_000,
    livemode: false,
    pending_webhooks: 1,
    request: 'iar_1',
    user_id: null,
    type: 'customer.subscription.deleted',
    data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_1', plan: { id: 'gold' } } },
  });
  expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
  expect(await webhook.queued()).toMatchObject([{ eventId: 'evt_14', customer: 'cus_1' }]);
});
