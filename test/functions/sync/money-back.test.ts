// Claims:
// - A refund or a dispute at Stripe reaches the reader, and so does what undoes it: a refund that fails, a dispute that
//   is won or withdrawn. Part of the money back changes nothing, and neither does an inquiry.
// - What a publication has chosen for subscriptions holds for them and not for passes.
// - A bank debit that takes days gives nothing until the money has come, and its whole time from then.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IBAN_THAT_FAILS, IBAN_THAT_PAYS } from '../../../local/stripe/objects/sepaDebit.ts';
import { buyPass, paymentOf, sync } from './at-stripe.ts';
import { EVERYTHING, openSyncWorld } from './support.ts';
import type { SyncWorld } from './support.ts';

const DAY_SECONDS = 86_400;

let lenient: SyncWorld;
let strict: SyncWorld;
beforeAll(async () => {
  const withPolicy = (policy: 'keep' | 'suspend') =>
    openSyncWorld((config) => ({
      ...config,
      policies: { ...config.policies, refundedSubscription: policy, disputedSubscription: policy },
    }));
  [lenient, strict] = [await withPolicy('keep'), await withPolicy('suspend')];
});
afterAll(async () => {
  await lenient.close();
  await strict.close();
});

/** Something that has been paid at Stripe, and that its customer reads by. */
interface Bought {
  readonly customer: string;
  readonly payment: string;
}

async function subscribed(world: SyncWorld, email: string): Promise<Bought> {
  const paid = await world.subscribeAtStripe(email);
  return { customer: paid.customer, payment: await paymentOf(world, paid) };
}

async function readsAfter(world: SyncWorld, bought: Bought): Promise<string[]> {
  await sync(world, bought);
  return world.reads(bought);
}

/** What happens to the money of a payment, and whether it is then away. */
const LIVES: readonly [string, (world: SyncWorld, payment: string) => unknown, 'away' | 'there'][] = [
  ['refunded in full', ({ double }, payment) => double.control.refund(payment), 'away'],
  [
    'refunded in full, piece by piece',
    async ({ double, stripe }, payment) => {
      const { amount } = await stripe.paymentIntents.retrieve(payment);
      double.control.refund(payment, { amount: 1 });
      double.control.refund(payment, { amount: amount - 1 });
    },
    'away',
  ],
  [
    'refunded but for a cent',
    async ({ double, stripe }, payment) => {
      const { amount } = await stripe.paymentIntents.retrieve(payment);
      double.control.refund(payment, { amount: amount - 1 });
    },
    'there',
  ],
  [
    'refunded, the refund under way',
    ({ double }, payment) => double.control.refund(payment, { status: 'pending' }),
    'away',
  ],
  [
    'refunded, and the refund failed',
    ({ double }, payment) =>
      double.control.failRefund(double.control.refund(payment, { status: 'pending' }).id),
    'there',
  ],
  ['disputed', ({ double }, payment) => double.control.dispute(payment), 'away'],
  [
    'disputed and under review',
    ({ double }, payment) => {
      double.control.settleDispute(double.control.dispute(payment).id, 'under_review');
    },
    'away',
  ],
  [
    'disputed and lost',
    ({ double }, payment) => {
      double.control.settleDispute(double.control.dispute(payment).id, 'lost');
    },
    'away',
  ],
  [
    'disputed and won, or withdrawn',
    ({ double }, payment) => {
      double.control.settleDispute(double.control.dispute(payment).id, 'won');
    },
    'there',
  ],
  [
    'asked about by the bank',
    ({ double }, payment) => double.control.dispute(payment, { kind: 'inquiry' }),
    'there',
  ],
  [
    'asked about, and the question closed',
    ({ double }, payment) => {
      double.control.settleDispute(double.control.dispute(payment, { kind: 'inquiry' }).id, 'warning_closed');
    },
    'there',
  ],
  [
    'asked about, and then disputed',
    ({ double }, payment) => {
      double.control.settleDispute(double.control.dispute(payment, { kind: 'inquiry' }).id, 'needs_response');
    },
    'away',
  ],
];

const emailFor = (name: string) => `${name.replaceAll(/\W+/g, '-')}@example.com`;

describe.each(LIVES)('%s', (name, act, money) => {
  test('a pass', async () => {
    const bought = await buyPass(lenient, emailFor(`pass ${name}`));
    expect(await readsAfter(lenient, bought)).toEqual(EVERYTHING);
    await act(lenient, bought.payment);
    expect(await readsAfter(lenient, bought)).toEqual(money === 'away' ? [] : EVERYTHING);
  });

  test('a subscription, where that suspends it', async () => {
    const bought = await subscribed(strict, emailFor(`strict ${name}`));
    expect(await readsAfter(strict, bought)).toEqual(EVERYTHING);
    await act(strict, bought.payment);
    expect(await readsAfter(strict, bought)).toEqual(money === 'away' ? [] : EVERYTHING);
  });

  test('a subscription, where it is kept', async () => {
    const bought = await subscribed(lenient, emailFor(`lenient ${name}`));
    await act(lenient, bought.payment);
    expect(await readsAfter(lenient, bought)).toEqual(EVERYTHING);
  });
});

test('a dispute won after all brings a pass back for what is left of its time', async () => {
  const bought = await buyPass(lenient, 'won-in-the-end@example.com');
  const dispute = lenient.double.control.dispute(bought.payment);
  expect(await readsAfter(lenient, bought)).toEqual([]);
  lenient.double.control.settleDispute(dispute.id, 'won');
  expect(await readsAfter(lenient, bought)).toEqual(EVERYTHING);
  expect(await lenient.reads(bought, 6)).toEqual(EVERYTHING);
  expect(await lenient.reads(bought, 7)).toEqual([]);
});

test('last year’s money, given back this year, takes nothing; this year’s does', async () => {
  const paid = await strict.subscribeAtStripe('two-years@example.com');
  const lastYears = await paymentOf(strict, paid);
  strict.double.control.renew(paid.subscription, { outcome: 'paid' });
  const thisYears = await paymentOf(strict, paid);
  expect(thisYears).not.toBe(lastYears);
  strict.double.control.refund(lastYears);
  expect(await readsAfter(strict, { ...paid, payment: lastYears })).toEqual(EVERYTHING);
  strict.double.control.refund(thisYears);
  expect(await readsAfter(strict, { ...paid, payment: thisYears })).toEqual([]);
});

describe('a pass by bank debit', () => {
  const THREE_DAYS = 3 * DAY_SECONDS;

  test('is nothing until the money has come, and its whole time from then', async () => {
    const bought = await buyPass(lenient, 'debit@example.com', { iban: IBAN_THAT_PAYS });
    expect(await readsAfter(lenient, bought)).toEqual([]);
    lenient.clock.advance(THREE_DAYS);
    lenient.double.control.settleDebit(bought.payment, true);
    const cameAt = Math.floor(lenient.clock.now() / 1000);
    expect(await readsAfter(lenient, bought)).toEqual(EVERYTHING);
    expect((await lenient.billingOf(bought)).passes).toMatchObject([{ paidAt: cameAt }]);
    expect(await lenient.reads(bought, 6)).toEqual(EVERYTHING);
    expect(await lenient.reads(bought, 7)).toEqual([]);
  });

  test('that fails gives nothing, and is kept to be seen', async () => {
    const bought = await buyPass(lenient, 'no-cover@example.com', { iban: IBAN_THAT_FAILS });
    lenient.double.control.settleDebit(bought.payment, false);
    expect(await readsAfter(lenient, bought)).toEqual([]);
    expect((await lenient.billingOf(bought)).passes).toMatchObject([{ id: bought.payment, plan: 'annual' }]);
  });
});

test('a pass that is refunded before its payment was ever read is never read', async () => {
  const bought = await buyPass(lenient, 'refund-first@example.com');
  lenient.double.control.refund(bought.payment);
  expect(await readsAfter(lenient, bought)).toEqual([]);
  expect((await lenient.billingOf(bought)).passes).toMatchObject([{ refunded: true }]);
});
