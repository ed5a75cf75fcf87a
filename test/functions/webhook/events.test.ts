// Claims:
// - A test-mode event never reaches a live deployment, nor a live one a test deployment, nor another account's either.
// - What is not a Stripe event is refused; an event that this service has no use for is acknowledged and forgotten.
// - An event says who is dirty, and nothing else of it is believed.
// - A body of a megabyte is read, a byte more is refused, whether or not its length is announced.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SECRET, eventOf, openWebhook, signed } from './support.ts';

const MEGABYTE = 1024 * 1024;

describe('row 41: an event from elsewhere', () => {
  test.each([
    ['a live-mode event', false, { livemode: true }, 'event_wrong_mode'],
    ['a test-mode event on a live deployment', true, { livemode: false }, 'event_wrong_mode'],
    ['another account’s event', false, { account: 'acct_foreign' }, 'event_foreign_account'],
    [
      'another account’s live event',
      true,
      { livemode: true, account: 'acct_foreign' },
      'event_foreign_account',
    ],
    [
      'an event of the wrong mode that nobody needs',
      false,
      { livemode: true, type: 'payout.paid' },
      'event_wrong_mode',
    ],
  ])('%s is refused, and nothing is queued', async (_, liveMode, changes, code) => {
    const webhook = await openWebhook({ liveMode });
    const body = eventOf(changes);
    expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 400, code });
    expect(await webhook.queued()).toEqual([]);
  });

  test('a live event on a live deployment is taken', async () => {
    const webhook = await openWebhook({ liveMode: true });
    const body = eventOf({ livemode: true });
    expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
  });
});

describe('a signed body that is not a Stripe event', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', 'type=customer.deleted'],
    ['JSON that breaks off', eventOf().slice(0, -2)],
    ['null', 'null'],
    ['an array', `[${eventOf()}]`],
    ['an object of another kind', eventOf({ object: 'customer' })],
    ['no id', eventOf({ id: undefined })],
    ['an id of another kind', eventOf({ id: 'cus_1' })],
    ['an id with a separator', eventOf({ id: 'evt_1#event' })],
    ['a type that is no text', eventOf({ type: ['customer.deleted'] })],
    ['a time that is no whole number', eventOf({ created: 1.5 })],
    ['a time before time', eventOf({ created: -1 })],
    ['no mode', eventOf({ livemode: undefined })],
    ['a mode that only looks false', eventOf({ livemode: 0 })],
    ['no object', eventOf({ data: {} })],
    ['nesting without end', '['.repeat(200_000)],
  ])('%s is refused', async (_, body) => {
    const webhook = await openWebhook();
    const answer = await webhook.post(body, signed(body, webhook.now));
    expect(answer).toMatchObject({ status: 400, code: 'event_malformed' });
    expect(await webhook.queued()).toEqual([]);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    const webhook = await openWebhook();
    const body = Buffer.concat([Buffer.from(eventOf()), Buffer.from([0xc3, 0x28])]);
    const mac = createHmac('sha256', SECRET).update(`${webhook.now}.`).update(body).digest('hex');
    const answer = await webhook.post(new Uint8Array(body), `t=${webhook.now},v1=${mac}`);
    expect(answer).toMatchObject({ status: 400, code: 'event_malformed' });
  });
});

describe('what the sync is told', () => {
  const told = async (changes: object) => {
    const webhook = await openWebhook();
    const body = eventOf(changes);
    await webhook.post(body, signed(body, webhook.now));
    return webhook.queued();
  };
  const event = {
    kind: 'event',
    eventId: 'evt_1',
    type: 'customer.subscription.updated',
    created: 1_800_000_000,
    requestId: 'req_1',
  };

  test.each([
    [
      'the customer that its object names',
      { id: 'sub_1', object: 'subscription', customer: 'cus_1' },
      { customer: 'cus_1' },
    ],
    [
      'the customer that its object holds',
      { id: 'in_1', object: 'invoice', customer: { id: 'cus_1' } },
      { customer: 'cus_1' },
    ],
    ['the customer that its object is', { id: 'cus_1', object: 'customer' }, { customer: 'cus_1' }],
    [
      'the object to find the customer through',
      { id: 'inpay_1', object: 'invoice_payment', invoice: 'in_1' },
      { object: { type: 'invoice_payment', id: 'inpay_1' } },
    ],
    [
      'the object, where its customer is null',
      { id: 'cs_1', object: 'checkout.session', customer: null },
      { object: { type: 'checkout.session', id: 'cs_1' } },
    ],
    [
      'nothing of what the object says about access',
      { id: 'sub_1', object: 'subscription', customer: 'cus_1', status: 'active', current_period_end: 9e9 },
      { customer: 'cus_1' },
    ],
  ])('%s', async (_, object, dirty) => {
    expect(await told({ data: { object } })).toEqual([{ ...event, ...dirty }]);
  });

  test.each([
    'invoice.created',
    'customer.updated',
    'payout.paid',
    'v2.core.account.created',
    'subscription.levitated',
  ])('%s is acknowledged and not queued', async (type) => {
    const webhook = await openWebhook();
    const body = eventOf({ type });
    expect(await webhook.post(body, signed(body, webhook.now))).toEqual({
      status: 200,
      received: true,
      queued: false,
    });
    expect(await webhook.queued()).toEqual([]);
  });
});

describe('the size of a body', () => {
  const sized = (bytes: number) => {
    const body = eventOf({ padding: '' });
    return body.replace('"padding": ""', `"padding": "${'x'.repeat(bytes - body.length)}"`);
  };

  test('a megabyte is read', async () => {
    const webhook = await openWebhook();
    const body = sized(MEGABYTE);
    expect(Buffer.byteLength(body)).toBe(MEGABYTE);
    expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
  });

  test('a byte more is refused', async () => {
    const webhook = await openWebhook();
    const body = sized(MEGABYTE + 1);
    const answer = await webhook.post(body, signed(body, webhook.now));
    expect(answer).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(await webhook.queued()).toEqual([]);
  });

  test('a byte more is refused where the length is not announced', async () => {
    const webhook = await openWebhook();
    const body = sized(MEGABYTE + 1);
    const answer = await webhook.post(new Blob([body]).stream(), signed(body, webhook.now));
    expect(answer).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(await webhook.queued()).toEqual([]);
  });
});

test('only POST is answered', async () => {
  const webhook = await openWebhook();
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect((await fetch(webhook.url, { method })).status).toBe(404);
});
