/**
 * Claims: the configuration that comes with Gatefold is a news site that sells one plan, 100 dollars a year, for
 * everything it publishes. A mistake in the configuration is found before anything starts, and is named by its field.
 */
import { describe, expect, test } from 'vitest';
import founding from '../../gatefold.config.ts';
import { ConfigError, defineConfig } from '../../shared/config/schema.ts';
import type { GatefoldConfigInput } from '../../shared/config/schema.ts';

const base: GatefoldConfigInput = {
  publication: { id: 'the-fold', name: 'The Fold', supportEmail: 'readers@thefold.example' },
  hosts: {
    service: 'https://access.thefold.example',
    site: 'https://thefold.example',
    cookieDomain: 'thefold.example',
    allowedOrigins: ['https://thefold.example'],
  },
  features: ['news', 'memos'],
  plans: {
    annual: {
      name: 'Annual',
      features: ['news', 'memos'],
      products: ['prod_annual'],
      onSale: [{ lookupKey: 'annual_usd', currency: 'usd', amount: 10_000, interval: 'year' }],
    },
  },
};

/** `base` with one field, at a path such as `hosts.site`, set to `value`; left out where that is `undefined`. */
function withField(path: string, value: unknown): GatefoldConfigInput {
  const copy = structuredClone(base);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at = copy as unknown as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return copy;
}

function mistakesIn(input: GatefoldConfigInput): readonly string[] {
  try {
    defineConfig(input);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.code).toBe('config_invalid');
    const [first, ...lines] = error.message.split('\n');
    expect(first).toBe('gatefold.config.ts cannot be used:');
    return lines.map((line) => line.trim());
  }
  return [];
}

describe('the configuration that comes with Gatefold', () => {
  test('sells one plan, 100 dollars a year, for everything', () => {
    expect(founding.features).toEqual(['news', 'analysis', 'memos', 'reports', 'newsletters']);
    expect(Object.keys(founding.plans)).toEqual(['annual']);
    expect(founding.plans.annual?.features).toEqual(founding.features);
    expect(founding.plans.annual?.onSale).toEqual([
      { lookupKey: 'gatefold_annual_usd', currency: 'usd', amount: 10_000, interval: 'year' },
    ]);
  });

  test('gives seven days of grace and keeps access where a payment is refunded, not where it is disputed', () => {
    expect(founding.plans.annual?.graceDays).toBe(7);
    expect(founding.policies).toMatchObject({
      pausedCollection: 'keep',
      refundedSubscription: 'keep',
      disputedSubscription: 'suspend',
    });
  });
});

test('what is left out is what most publishers want', () => {
  const config = defineConfig(withField('plans.annual.onSale', undefined));
  expect(config.plans.annual).toMatchObject({ graceDays: 7, onSale: [] });
  expect(config.policies).toEqual({
    pausedCollection: 'keep',
    refundedSubscription: 'keep',
    disputedSubscription: 'suspend',
    automaticTax: false,
    promotionCodes: false,
    compMaxDays: 1_830,
  });
});

describe('can be used', () => {
  const LOOPBACK = {
    service: 'http://127.0.0.1:8787',
    site: 'http://127.0.0.1:8788',
    allowedOrigins: ['http://127.0.0.1:8788'],
  };
  test.each<[string, GatefoldConfigInput]>([
    ['a service beside the site', base],
    [
      'a service on the site’s own host, under a path',
      withField('hosts.service', 'https://thefold.example/access'),
    ],
    ['plain http on loopback, without a cookie domain', withField('hosts', LOOPBACK)],
    ['a plan that is not on sale any more', withField('plans.annual.onSale', [])],
    ['no plan at all: comps only', withField('plans', {})],
    ['no grace', withField('plans.annual.graceDays', 0)],
    ['a plan for two devices at once', withField('plans.annual.devices', 2)],
    [
      'two prices of one plan',
      withField('plans.annual.onSale', [
        { lookupKey: 'annual_usd', currency: 'usd', amount: 10_000, interval: 'year' },
        { lookupKey: 'annual_eur', currency: 'eur', amount: 9_000, interval: 'year' },
      ]),
    ],
  ])('%s', (_, input) => {
    expect(mistakesIn(input)).toEqual([]);
  });
});

describe('a mistake is named by its field', () => {
  const briefing = { name: 'Briefing', features: ['memos'], products: ['prod_briefing'] };
  const price = { lookupKey: 'annual_usd', currency: 'usd', amount: 10_000, interval: 'year' };

  /** Where the mistake is made, with what, and the field that is named, where it is another. */
  test.each<[path: string, value: unknown, named?: string]>([
    ['publication', undefined],
    ['publication.id', undefined],
    ['publication.id', 'The Fold'],
    ['publication.id', '1fold'],
    ['publication.id', 'x'],
    ['publication.name', ''],
    ['publication.name', '   '],
    ['publication.name', 'x'.repeat(81)],
    ['publication.supportEmail', 'readers'],
    ['publication.motto', 'Fold', 'publication'],
    ['hosts', undefined],
    ['hosts.service', 'access.thefold.example'],
    ['hosts.service', 'http://access.thefold.example'],
    ['hosts.service', 'ftp://access.thefold.example'],
    ['hosts.service', 'https://access.thefold.example/'],
    ['hosts.service', 'https://access.thefold.example/path/'],
    ['hosts.service', 'https://access.thefold.example?x=1'],
    ['hosts.service', 'https://access.thefold.example#x'],
    ['hosts.service', 'https://user@access.thefold.example'],
    ['hosts.service', 'https://ACCESS.thefold.example'],
    ['hosts.service', 'https://access.thefold.example:443'],
    ['hosts.service', 'https://access.other.example'],
    ['hosts.service', 'https://accessthefold.example'],
    ['hosts.service', 'javascript:alert(1)'],
    ['hosts.site', 'https://thefold.example/news'],
    ['hosts.site', 'https://other.example'],
    ['hosts.cookieDomain', 'https://thefold.example'],
    ['hosts.cookieDomain', '.thefold.example'],
    ['hosts.cookieDomain', 'example'],
    ['hosts.cookieDomain', undefined],
    ['hosts.allowedOrigins', []],
    ['hosts.allowedOrigins', ['https://www.thefold.example']],
    ['hosts.allowedOrigins.0', 'https://*.thefold.example/'],
    ['hosts.allowedOrigins.0', '*'],
    ['hosts.allowedOrigins.0', 'null'],
    ['features', []],
    ['features', ['news', 'memos', 'news'], 'features.2'],
    ['features', ['news', 'memos', 'registered'], 'features.2'],
    ['features.0', 'News'],
    ['features.0', ''],
    ['features.0', 7],
    ['plans', undefined],
    ['plans.Annual', briefing],
    ['plans.annual.name', ''],
    ['plans.annual.features', []],
    ['plans.annual.features.1', 'mems'],
    ['plans.annual.features.1', 'registered'],
    ['plans.annual.products', []],
    ['plans.annual.products.0', 'prod annual'],
    ['plans.briefing', { ...briefing, products: ['prod_annual'] }, 'plans.briefing.products.0'],
    ['plans.annual.products', ['prod_annual', 'prod_annual'], 'plans.annual.products.1'],
    ['plans.briefing', { ...briefing, onSale: [price] }, 'plans.briefing.onSale.0.lookupKey'],
    ['plans.annual.onSale.0.lookupKey', ''],
    ['plans.annual.onSale.0.lookupKey', 'annual usd'],
    ['plans.annual.onSale.0.currency', 'USD'],
    ['plans.annual.onSale.0.currency', 'dollars'],
    ['plans.annual.onSale.0.amount', 0],
    ['plans.annual.onSale.0.amount', -100],
    ['plans.annual.onSale.0.amount', 99.5],
    ['plans.annual.onSale.0.amount', '10000'],
    ['plans.annual.onSale.0.interval', 'decade'],
    ['plans.annual.onSale.0.price', 5, 'plans.annual.onSale.0'],
    ['plans.annual.graceDays', -1],
    ['plans.annual.graceDays', 91],
    ['plans.annual.graceDays', 1.5],
    ['plans.annual.devices', 0],
    ['plans.annual.devices', 1.5],
    ['plans.annual.devices', 1_001],
    ['plans.annual.default', true, 'plans.annual'],
    ['policies', { pausedCollection: 'stop' }, 'policies.pausedCollection'],
    ['policies', { refundedSubscription: true }, 'policies.refundedSubscription'],
    ['policies', { disputedSubscription: 'end' }, 'policies.disputedSubscription'],
    ['policies', { automaticTax: 'yes' }, 'policies.automaticTax'],
    ['policies', { compMaxDays: 0 }, 'policies.compMaxDays'],
    ['policies', { compMaxDays: 40_000 }, 'policies.compMaxDays'],
    ['policies', { graceDays: 7 }, 'policies'],
    ['feature', ['news'], '(top level)'],
  ])('%s = %j', (path, value, named = path) => {
    const mistakes = mistakesIn(withField(path, value));
    expect(mistakes.map((line) => line.slice(0, line.indexOf(': ')))).toContain(named);
  });

  test('and all of them at once', () => {
    const plans = { annual: { ...base.plans.annual, graceDays: -1, features: ['news', 'mems'] } };
    const publication = { ...base.publication, id: 'The Fold' };
    const mistakes = mistakesIn({ ...base, publication, plans } as GatefoldConfigInput);
    expect(mistakes.map((line) => line.slice(0, line.indexOf(': ')))).toEqual([
      'publication.id',
      'plans.annual.graceDays',
      'plans.annual.features.1',
    ]);
  });

  test('a misspelt feature is quoted, and a product that stands for two plans names the other', () => {
    expect(mistakesIn(withField('plans.annual.features.1', 'mems'))).toEqual([
      'plans.annual.features.1: "mems" is not one of the publication\'s features',
    ]);
    expect(mistakesIn(withField('plans.briefing', { ...briefing, products: ['prod_annual'] }))).toEqual([
      'plans.briefing.products.0: prod_annual already stands for the plan "annual"',
    ]);
  });

  test.each([[null], [undefined], ['config'], [[]], [7]])('a configuration that is %j', (input) => {
    expect(mistakesIn(input as never)[0]).toMatch(/^\(top level\): /);
  });
});
