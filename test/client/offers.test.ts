/**
 * Claims: a site shows what is on sale as the service tells it, at the price that Stripe takes, also while the
 * service cannot be asked. Links lead to the service's pages and say where the reader came from. A pass is told by its days, and free days before a price.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountUrl, signInUrl, subscribeUrl } from '../../client/src/links.ts';
import { createOffers, formatDays, formatPrice, type Offers, type Price } from '../../client/src/plans.ts';
import { answerJson, startJsonServer, type JsonServer } from '../support/json-server.ts';
import { NOW } from '../support/tokens.ts';
import { refusalOf } from './entries.ts';

const price = { lookup_key: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year' };
const annual = { id: 'annual', name: 'Annual', features: ['news', 'memos'], prices: [price] };
const body = (plans: readonly unknown[]) =>
  JSON.stringify({ publication: { id: 'the-fold', name: 'The Fold' }, plans });

describe('plans', () => {
  let server: JsonServer;
  let nowSeconds: number;
  let offers: Offers;

  beforeEach(async () => {
    server = await startJsonServer(answerJson(body([annual])));
    nowSeconds = NOW;
    offers = createOffers({ issuer: server.origin, now: () => nowSeconds * 1_000 });
  });
  afterEach(() => server[Symbol.asyncDispose]());

  test('are what the service tells', async () => {
    expect(await offers.plans()).toEqual([
      {
        id: 'annual',
        name: 'Annual',
        features: ['news', 'memos'],
        prices: [{ lookupKey: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year' }],
      },
    ]);
    expect(server.calls).toEqual(['/v1/plans']);
  });

  test('are asked for every 300 s', async () => {
    await offers.plans();
    nowSeconds += 299;
    await offers.plans();
    expect(server.calls).toHaveLength(1);
    server.answer(answerJson(body([])));
    nowSeconds += 1;
    expect(await offers.plans()).toHaveLength(1);
    await expect.poll(() => offers.plans()).toEqual([]);
    expect(server.calls).toHaveLength(2);
  });

  test('that nobody asked about for longer are asked for before they are shown', async () => {
    await offers.plans();
    server.answer(answerJson(body([])));
    nowSeconds += 330;
    expect(await offers.plans()).toEqual([]);
  });

  test('are kept through an outage of any length', async () => {
    const plans = await offers.plans();
    server.answer((_, response) => response.destroy());
    nowSeconds += 30 * 86_400;
    expect(await offers.plans()).toBe(plans);
  });

  test('that were never told are an error', async () => {
    server.answer((_, response) => response.destroy());
    expect(await refusalOf(offers.plans())).toBe('offers_unavailable');
  });

  test.each([
    ['no list', '{}'],
    ['a list of nothing', body([null])],
    ['a plan without a name', body([{ ...annual, name: undefined }])],
    ['a price without an amount', body([{ ...annual, prices: [{ ...price, amount: '10000' }] }])],
    ['a price of half a cent', body([{ ...annual, prices: [{ ...price, amount: 0.5 }] }])],
    ['no JSON', 'plans'],
  ])('that are %s are an error', async (_, text) => {
    server.answer(answerJson(text));
    expect(await refusalOf(offers.plans())).toBe('offers_invalid');
  });

  test('may be passes, and may begin with free days', async () => {
    const { interval, ...once } = price;
    const prices = [
      { ...once, amount: 300, pass_days: 7 },
      { ...once, interval, trial_days: 14 },
    ];
    server.answer(answerJson(body([{ ...annual, prices }])));
    const [plan] = await offers.plans();
    expect(plan?.prices).toEqual([
      { lookupKey: 'gatefold_annual_usd', currency: 'usd', amount: 300, passDays: 7 },
      { lookupKey: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year', trialDays: 14 },
    ]);
  });

  test('may say more than this version reads', async () => {
    const prices = [
      price,
      { ...price, interval: 'decade' },
      { ...price, interval: undefined },
      { ...price, interval: undefined, pass_days: 0 },
      { ...price, interval: undefined, pass_days: '7' },
      { ...price, pass_days: 7 },
    ];
    server.answer(answerJson(body([{ ...annual, prices, badge: 'new' }])));
    const [plan] = await offers.plans();
    expect(plan?.prices.map(({ interval }) => interval)).toEqual(['year']);
    expect(plan).not.toHaveProperty('badge');
  });

  test('cannot be changed by the page that shows them', async () => {
    const plans = await offers.plans();
    const [plan] = plans;
    for (const part of [plans, plan, plan?.features, plan?.prices, plan?.prices[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('a price', () => {
  const format = (amount: number, currency: string, interval: Price['interval'], locale?: string) =>
    formatPrice({ lookupKey: 'any', amount, currency, interval }, locale);

  test.each([
    [10_000, 'usd', 'year', '$100 per year'],
    [999, 'usd', 'month', '$9.99 per month'],
    [1_050, 'eur', 'week', '€10.50 per week'],
    [123_456_700, 'usd', 'year', '$1,234,567 per year'],
    [10_000, 'jpy', 'year', '¥10,000 per year'],
    [500, 'krw', 'day', '₩500 per day'],
    [10_000, 'mga', 'year', 'MGA 10,000 per year'],
    [50_000, 'isk', 'year', 'ISK 500 per year'],
    [500, 'ugx', 'day', 'UGX 5 per day'],
    [5_120, 'kwd', 'month', 'KWD 5.120 per month'],
    [5_000, 'kwd', 'month', 'KWD 5 per month'],
    [1_999, 'huf', 'month', 'HUF 19.99 per month'],
  ] as const)('of %i %s a %s is %s', (amount, currency, interval, text) => {
    expect(format(amount, currency, interval).replaceAll('\u00A0', ' ')).toBe(text);
  });

  test.each([
    ['en-GB', 'US$100 per year'],
    ['de-DE', '100 $ / Jahr'],
    ['fr-FR', '100 $US / an'],
    ['ja-JP', '$100 / 年'],
  ])('is written in %s', (locale, text) => {
    expect(format(10_000, 'usd', 'year', locale).replaceAll(/\s/g, ' ')).toBe(text);
  });
});

describe('a pass', () => {
  const format = (passDays: number, locale?: string) =>
    formatPrice({ lookupKey: 'any', amount: 300, currency: 'usd', passDays }, locale).replaceAll(/\s/g, ' ');

  test.each([
    [1, undefined, '$3 for 1 day'],
    [7, undefined, '$3 for 7 days'],
    [1_000, undefined, '$3 for 1,000 days'],
    [7, 'fr-FR', '3 $US / 7 jours'],
    [1, 'de-DE', '3 $ / 1 Tag'],
  ] as const)('of %i days in %s: %s', (days, locale, text) => {
    expect(format(days, locale)).toBe(text);
  });

  test('and free days are counted alike', () => {
    expect(formatDays(14)).toBe('14 days');
    expect(formatDays(1, 'fr-FR').replaceAll(/\s/g, ' ')).toBe('1 jour');
  });
});

describe('a link', () => {
  const issuer = 'https://thefold.example/access';
  const to = 'https://thefold.example/a?b=c&d=ü#e';

  test('keeps what it is given whole', () => {
    for (const url of [subscribeUrl(issuer, { plan: 'annual', to }), signInUrl(issuer, { to })]) {
      expect(new URL(url).searchParams.get('to')).toBe(to);
    }
  });

  test('leads under the issuer', () => {
    expect(subscribeUrl(issuer, { plan: 'annual', to: 'x' })).toBe(
      `${issuer}/account/subscribe?plan=annual&to=x`,
    );
    expect(signInUrl(issuer, { to: 'x' })).toBe(`${issuer}/account/sign-in?to=x`);
    expect(accountUrl(issuer)).toBe(`${issuer}/account`);
  });
});
