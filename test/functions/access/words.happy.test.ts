// Claims:
// - Whatever becomes of a purchase, its reader finds on the account page what they have, until when by Stripe's own
//   dates, what is wrong, and the one button that mends it; what Stripe can not mend names whom to write to.
// - Nobody whose plan is paid for, or waits for a payment, is sent to pay again.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defineConfig } from '../../../shared/config/schema.ts';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { ANNUAL_KEY, PASS_KEY, TRIAL_KEY, sellingPasses, sellingTrials } from './shop.ts';

const DAY_SECONDS = 86_400;
const CARD_BUTTON = '<button class="">Update your card</button>';

let world: World;
let readers = 0;
let email = '';
beforeEach(() => {
  readers += 1;
  email = `reader-${readers}@example.com`;
});

function inWorld(change: (config: GatefoldConfig) => GatefoldConfig): void {
  beforeAll(async () => {
    world = await openWorld({ change });
  });
  afterAll(() => world.close());
}

const suspending = (config: GatefoldConfig): GatefoldConfig =>
  defineConfig({
    ...sellingPasses(config),
    policies: { pausedCollection: 'suspend', refundedSubscription: 'suspend' },
  });

/** Buys, and shows that the address is theirs. */
async function buyer(lookup_key = ANNUAL_KEY) {
  const reader = world.reader();
  const begun = await reader.submit(`${world.issuer}/account/subscribe`, {
    ...{ plan: 'annual', lookup_key, email },
  });
  await reader.get(await world.pay(reader, begun.headers.get('location') ?? ''));
  await world.signIn(reader, email);
  const [customer] = (await world.stripe.customers.list({ email })).data;
  const payments = await world.stripe.paymentIntents.list({ customer: customer?.id ?? '' });
  const subscriptions = await world.stripe.subscriptions.list({ customer: customer?.id ?? '' });
  return {
    reader,
    subscription: subscriptions.data[0]?.id ?? '',
    payment: payments.data[0]?.id ?? '',
  };
}

async function account(reader: Reader): Promise<string> {
  await world.settled();
  const response = await reader.get(`${world.issuer}/account`);
  expect(response.status).toBe(200);
  return (await response.text()).replaceAll(/\s+/g, ' ');
}

const mayNotBuy = (text: string) => {
  expect(text).not.toContain('/account/subscribe');
};

describe('a subscription', () => {
  inWorld(sellingPasses);

  test('that renews', async () => {
    const { reader, subscription } = await buyer();
    const text = await account(reader);
    expect(text).toContain('Your Annual subscription. It renews on 15 January 2028.');
    expect(text).toContain(`name="subscription" value="${subscription}" />`);
    expect(text).toContain('Cancel subscription');
    expect(text).not.toContain(CARD_BUTTON);
    mayNotBuy(text);
  });

  test('that is cancelled to its period’s end', async () => {
    const { reader, subscription } = await buyer();
    await world.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    const text = await account(reader);
    expect(text).toContain('Your Annual subscription. It ends on 15 January 2028 and does not renew.');
    expect(text).toContain('Keep it after all');
    expect(text).not.toContain('Cancel subscription');
    mayNotBuy(text);
  });

  test('that ends after more periods', async () => {
    const { reader, subscription } = await buyer();
    await world.stripe.subscriptions.update(subscription, { cancel_at: Date.UTC(2029, 4, 1) / 1000 });
    expect(await account(reader)).toContain(
      'Your Annual subscription. It renews on 15 January 2028, and ends on 1 May 2029.',
    );
  });

  test('whose payments are paused, by the publisher’s kindness', async () => {
    const { reader, subscription } = await buyer();
    await world.stripe.subscriptions.update(subscription, { pause_collection: { behavior: 'void' } });
    expect(await account(reader)).toContain(
      'Your Annual subscription. Its payments are paused, and you can read on.',
    );
  });

  test('whose renewal is not paid: until when, and the card', async () => {
    const { reader, subscription } = await buyer();
    world.clock.advance(60);
    world.double.control.renew(subscription, { outcome: 'failed' });
    const text = await account(reader);
    expect(text).toContain(
      'The last payment for your Annual subscription has not arrived. You can read until 22 January 2027.',
    );
    expect(text).toContain(CARD_BUTTON);
    expect((await world.access(reader)).why).toBe('grace');
    mayNotBuy(text);
  });

  test.each([
    ['unpaid', 'The last payment for your Annual subscription has not arrived, so it opens nothing now.'],
    ['incomplete', 'The first payment for your Annual subscription has not arrived.'],
    ['paused', 'Your Annual subscription is paused, since its free trial ended without a card.'],
  ])('%s: what to do, and the card', async (status, words) => {
    const { reader, subscription } = await buyer();
    world.double.control.setStatus(subscription, status);
    const text = await account(reader);
    expect(text).toContain('You have no access to paid articles just now.');
    expect(text).toContain(words);
    expect(text).toContain(CARD_BUTTON);
    mayNotBuy(text);
  });

  test('in a state that we have never heard of, from its first reading', async () => {
    world.double.control.hold();
    const reader = world.reader();
    const back = await world.pay(reader, await world.beginCheckout(reader, email));
    const { data } = await world.stripe.subscriptions.list({ limit: 1 });
    world.double.control.setStatus(data[0]?.id ?? '', 'hibernating');
    await reader.get(back);
    await world.signIn(reader, email);
    world.double.control.release();
    const text = await account(reader);
    expect(text).toContain('Your Annual subscription is in a state that we have to look at.');
    expect(text).toContain('To mend it, write to');
  });

  test('whose payment is disputed', async () => {
    const { reader, payment } = await buyer();
    world.double.control.dispute(payment);
    const text = await account(reader);
    expect(text).toContain('The payment for your Annual subscription is disputed with the bank.');
    expect(text).toContain(`To mend it, write to <a href="mailto:${world.config.publication.supportEmail}">`);
    expect(text).not.toContain(CARD_BUTTON);
    mayNotBuy(text);
  });

  test('whose payment was refunded reads on, where the publisher keeps it', async () => {
    const { reader, payment } = await buyer();
    world.double.control.refund(payment);
    expect(await account(reader)).toContain('It renews on 15 January 2028.');
  });

  test('that is over is not named, and the plan is on offer again', async () => {
    const { reader, subscription } = await buyer();
    await world.stripe.subscriptions.cancel(subscription);
    const text = await account(reader);
    expect(text).not.toContain('What needs a look');
    expect(text).toContain(`href="${world.issuer}/account/subscribe"`);
    expect(text).toContain('Receipts and payment details');
  });
});

describe('a pass', () => {
  inWorld(sellingPasses);

  test('that lasts: until when, by the hour; its reader may subscribe', async () => {
    const { reader } = await buyer(PASS_KEY);
    const text = await account(reader);
    expect(text).toContain('Your Annual pass. You can read until 22 January 2027 at 12:00 UTC.');
    expect(text).not.toContain('Cancel subscription');
    expect(text).toContain(`href="${world.issuer}/account/subscribe"`);
  });

  test('that was refunded', async () => {
    const { reader, payment } = await buyer(PASS_KEY);
    world.double.control.refund(payment);
    const text = await account(reader);
    expect(text).toContain('Your Annual pass was refunded, so it opens nothing.');
    expect(text).toContain(`href="${world.issuer}/account/subscribe"`);
  });

  test('whose payment is disputed', async () => {
    const { reader, payment } = await buyer(PASS_KEY);
    world.double.control.dispute(payment);
    const text = await account(reader);
    expect(text).toContain('The payment for your Annual pass is disputed with the bank.');
    expect(text).toContain('To mend it, write to');
  });
});

describe('a trial', () => {
  inWorld(sellingTrials);

  test('and what it comes to', async () => {
    const { reader } = await buyer(TRIAL_KEY);
    const text = await account(reader);
    expect(text).toContain('Your free trial of Annual ends on 29 January 2027; then it is $100 per year.');
    expect((await world.access(reader)).why).toBe('trial');
    mayNotBuy(text);
  });

  test('that is cancelled', async () => {
    const { reader, subscription } = await buyer(TRIAL_KEY);
    await world.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    expect(await account(reader)).toContain(
      'Your free trial of Annual ends on 29 January 2027. Nothing will be charged.',
    );
  });
});

describe('where the publisher suspends', () => {
  inWorld(suspending);

  test('a subscription whose payments are paused', async () => {
    const { reader, subscription } = await buyer();
    await world.stripe.subscriptions.update(subscription, { pause_collection: { behavior: 'void' } });
    const text = await account(reader);
    expect(text).toContain('Your Annual subscription is paused, as its payments are.');
    expect((await world.access(reader)).features).toEqual(['registered']);
  });

  test('a subscription that was refunded', async () => {
    const { reader, payment } = await buyer();
    world.double.control.refund(payment);
    const text = await account(reader);
    expect(text).toContain('The payment for your Annual subscription was refunded, so it opens nothing.');
    mayNotBuy(text);
  });
});

describe('as time goes by', () => {
  inWorld(sellingPasses);

  test('a grace that is over: what to do, beside a comp that reads on', async () => {
    const { reader, subscription } = await buyer();
    world.clock.advance(60);
    world.double.control.renew(subscription, { outcome: 'failed' });
    await world.settled();
    world.clock.advance(8 * DAY_SECONDS);
    await world.admin('POST', '/grants', {
      ...{ email, reason: 'press', features: ['memos'], ends_at: '2027-12-01T12:00:00Z' },
    });
    const text = await account(reader);
    expect(text).toContain('A complimentary membership (memos), until 1 December 2027.');
    expect(text).toContain(
      'has not arrived, so it opens nothing now. Update your card, or pay the invoice among your receipts,',
    );
    expect(text).toContain(CARD_BUTTON);
    mayNotBuy(text);
  });
});
