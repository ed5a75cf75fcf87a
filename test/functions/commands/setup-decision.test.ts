// Claims:
// - What Stripe lacks is decided from the configuration and from what is there, and from nothing else.
// - A plan whose price rises is sold at the new price, and whoever pays the old one goes on paying it.
// - A price, a portal or an endpoint that is as it should be is left alone, whoever made it.
import { describe, expect, test } from 'vitest';
import type { GatefoldConfig } from '../../../shared/config/schema.ts';
import { SYNC_EVENT_TYPES } from '../../../shared/stripe/events.ts';
import { planSetup } from '../../../shared/stripe/setup-plan.ts';
import type { SeenAccount, SeenEndpoint, SeenPortal, SeenPrice } from '../../../shared/stripe/setup-steps.ts';
import { configWith } from './support.ts';

const VERSION = '2026-10-28.endive';
const ANNUAL = {
  lookupKey: 'gatefold_annual_usd',
  currency: 'usd',
  amount: 10_000,
  interval: 'year',
} as const;
const PRODUCT = 'prod_gatefold_annual';

const price: SeenPrice = {
  id: 'price_annual',
  active: true,
  lookupKey: 'gatefold_annual_usd',
  product: PRODUCT,
  currency: 'usd',
  amount: 10_000,
  interval: 'year',
  plain: true,
};
const portal: SeenPortal = {
  id: 'bpc_1',
  active: true,
  features: {
    customerUpdates: ['name', 'tax_id', 'address'],
    invoiceHistory: true,
    paymentMethodUpdate: true,
    cancel: {
      mode: 'at_period_end',
      reasons: [
        'too_expensive',
        'missing_features',
        'switched_service',
        'unused',
        'customer_service',
        'low_quality',
        'other',
      ],
    },
    change: null,
  },
};
const endpoint: SeenEndpoint = {
  id: 'we_1',
  apiVersion: VERSION,
  events: [...SYNC_EVENT_TYPES],
  enabled: true,
};
const COMPLETE: SeenAccount = {
  products: new Map([[PRODUCT, { name: 'The Fold: Annual', active: true }]]),
  prices: [price],
  portals: [portal],
  endpoints: [endpoint],
};
const EMPTY: SeenAccount = { products: new Map(), prices: [], portals: [], endpoints: [] };

type Sale = GatefoldConfig['plans'][string]['onSale'][number];

function annualPlan(onSale: readonly Sale[], products: readonly string[] = [PRODUCT]): GatefoldConfig {
  return configWith({
    plans: { annual: { name: 'Annual', features: ['news'], products: [...products], onSale: [...onSale] } },
  });
}

/** Kinds of steps, each with what it is about. */
function stepsOf(seen: SeenAccount, config = configWith({})): string[] {
  return planSetup(config, seen, VERSION).steps.map((step) => {
    switch (step.kind) {
      case 'create_product':
      case 'update_product':
      case 'update_portal':
      case 'update_endpoint':
        return `${step.kind} ${step.id}`;
      case 'create_price':
        return `${step.kind} ${step.sale.lookupKey} on ${step.product}${step.replaces ? ` for ${step.replaces.id}: ${step.differences.join()}` : ''}`;
      case 'move_lookup_key':
        return `${step.kind} to ${step.price.id}`;
      case 'activate_price':
        return `${step.kind} ${step.price.id}`;
      case 'create_portal':
      case 'create_endpoint':
        return step.kind;
    }
  });
}

function notesOf(seen: SeenAccount, config = configWith({})): string[] {
  return planSetup(config, seen, VERSION).notes.map((note) =>
    'id' in note ? `${note.kind} ${note.id}` : note.kind,
  );
}

test('an account with nothing gets everything, in an order in which it can be made', () => {
  expect(stepsOf(EMPTY)).toEqual([
    `create_product ${PRODUCT}`,
    `create_price gatefold_annual_usd on ${PRODUCT}`,
    'create_portal',
    'create_endpoint',
  ]);
});

test('an account with everything is left alone', () => {
  expect(planSetup(configWith({}), COMPLETE, VERSION)).toEqual({ steps: [], notes: [] });
});

describe('a price', () => {
  test.each<[what: string, change: Partial<SeenPrice>, differences: string]>([
    ['costs something else', { amount: 9_000 }, 'amount'],
    ['has no one amount', { amount: null, plain: false }, 'amount,form'],
    ['is in another currency', { currency: 'eur' }, 'currency'],
    ['renews more often', { interval: 'month' }, 'interval'],
    ['renews every two years', { interval: '2 year' }, 'interval'],
    ['is paid once', { interval: null }, 'interval'],
    ['is of a product of something else', { product: 'prod_mug' }, 'product'],
    ['is metered', { plain: false }, 'form'],
  ])('that %s gives its lookup key to a new one', (_, change, differences) => {
    const seen = { ...COMPLETE, prices: [{ ...price, ...change }] };
    expect(stepsOf(seen)).toContain(
      `create_price gatefold_annual_usd on ${PRODUCT} for price_annual: ${differences}`,
    );
  });

  test('of another product of the same plan opens the same plan, and is left alone', () => {
    const config = annualPlan([ANNUAL], [PRODUCT, 'prod_2019']);
    const products = new Map([
      ...COMPLETE.products,
      ['prod_2019', { name: 'The Fold: Annual', active: true }],
    ]);
    const seen = { ...COMPLETE, products, prices: [{ ...price, product: 'prod_2019' }] };
    expect(stepsOf(seen, config)).toEqual([]);
  });

  test('that was archived is sold again, as it is the one that is wanted', () => {
    expect(stepsOf({ ...COMPLETE, prices: [{ ...price, active: false }] })).toEqual([
      'activate_price price_annual',
    ]);
  });

  test('that is there without the lookup key is given it: an account that sold before Gatefold came', () => {
    expect(stepsOf({ ...COMPLETE, prices: [{ ...price, lookupKey: null }] })).toEqual([
      'move_lookup_key to price_annual',
    ]);
  });

  test('that holds another lookup key is not robbed of it', () => {
    const seen = { ...COMPLETE, prices: [{ ...price, lookupKey: 'of_somebody_else' }] };
    expect(stepsOf(seen)).toEqual([`create_price gatefold_annual_usd on ${PRODUCT}`]);
  });

  test('is given to one of two sales on the same terms, and the other gets its own', () => {
    const config = annualPlan([ANNUAL, { ...ANNUAL, lookupKey: 'trial_usd', trialDays: 14 }]);
    const seen = { ...COMPLETE, prices: [{ ...price, lookupKey: null }] };
    expect(stepsOf(seen, config)).toEqual([
      'move_lookup_key to price_annual',
      `create_price trial_usd on ${PRODUCT}`,
    ]);
  });

  test('falls back to the old amount by the old price, which is still there', () => {
    const seen = {
      ...COMPLETE,
      prices: [
        { ...price, id: 'price_120', amount: 12_000 },
        { ...price, lookupKey: null },
      ],
    };
    expect(stepsOf(seen)).toEqual(['move_lookup_key to price_annual']);
  });

  test('of a pass is paid once, in a currency without fractions as in any other', () => {
    const pass = { lookupKey: 'week_jpy', currency: 'jpy', amount: 480, passDays: 7 };
    const weekly: SeenPrice = {
      ...price,
      ...{ id: 'price_week', lookupKey: 'week_jpy', currency: 'jpy', amount: 480, interval: null },
    };
    expect(stepsOf({ ...COMPLETE, prices: [price, weekly] }, annualPlan([ANNUAL, pass]))).toEqual([]);
    expect(stepsOf(COMPLETE, annualPlan([ANNUAL, pass]))).toEqual([`create_price week_jpy on ${PRODUCT}`]);
  });
});

describe('a product', () => {
  test.each([
    ['bears another name', { name: 'Yearly', active: true }],
    ['was archived', { name: 'The Fold: Annual', active: false }],
  ])('that is sold and %s is mended', (_, product) => {
    const seen = { ...COMPLETE, products: new Map([[PRODUCT, product]]) };
    expect(stepsOf(seen)).toEqual([`update_product ${PRODUCT}`]);
  });

  test('that only old subscribers have keeps its name, and stays archived', () => {
    const config = annualPlan([ANNUAL], [PRODUCT, 'prod_2019']);
    const products = new Map([...COMPLETE.products, ['prod_2019', { name: 'Yearly', active: false }]]);
    expect(stepsOf({ ...COMPLETE, products }, config)).toEqual([]);
  });
});

describe('the portal', () => {
  const MONTHLY = {
    lookupKey: 'monthly',
    currency: 'usd',
    amount: 1_200,
    interval: 'month',
  } as const;
  const twoPlans = (more: Partial<Sale> = {}) =>
    configWith({
      plans: {
        annual: { name: 'Annual', features: ['news'], products: [PRODUCT], onSale: [ANNUAL] },
        monthly: {
          name: 'Monthly',
          features: ['news'],
          products: ['prod_m'],
          onSale: [{ ...MONTHLY, ...more }],
        },
      },
    });
  const monthly: SeenPrice = {
    ...price,
    ...{ id: 'price_m', lookupKey: 'monthly', product: 'prod_m', amount: 1_200, interval: 'month' },
  };
  const change = {
    updates: ['price'],
    proration: 'always_invoice',
    waits: ['shortening_interval', 'decreasing_item_amount'],
    products: [
      { product: 'prod_m', prices: ['price_m'] },
      { product: PRODUCT, prices: ['price_annual'] },
    ],
  };
  const bothSold: SeenAccount = {
    ...COMPLETE,
    products: new Map([...COMPLETE.products, ['prod_m', { name: 'The Fold: Monthly', active: true }]]),
    prices: [price, monthly],
    portals: [{ ...portal, features: { ...portal.features, change } }],
  };

  test('lets readers change between plans that are sold, whatever the order Stripe lists them in', () => {
    expect(stepsOf(bothSold, twoPlans())).toEqual([]);
  });

  test('follows when a price is replaced', () => {
    const made = planSetup(twoPlans({ amount: 1_500 }), bothSold, VERSION).steps;
    expect(made).toMatchObject([
      { kind: 'create_price' },
      {
        kind: 'update_portal',
        target: {
          choices: [
            { product: PRODUCT, prices: [{ id: 'price_annual' }] },
            { product: 'prod_m', prices: [{ madeFor: 'monthly' }] },
          ],
        },
        differences: ['changing plans'],
      },
    ]);
  });

  test('has no change of plans where there is one plan, nor between passes', () => {
    expect(stepsOf({ ...bothSold, portals: [portal] }, configWith({}))).toEqual([]);
    const pass = { interval: undefined, passDays: 7 };
    const once = { ...bothSold, prices: [price, { ...monthly, interval: null }], portals: [portal] };
    expect(stepsOf(once, twoPlans(pass))).toEqual([]);
  });

  test('offers one price of a product for a currency and an interval, as Stripe takes no more', () => {
    const student = { ...ANNUAL, lookupKey: 'student', amount: 5_000 };
    const seen: SeenAccount = {
      ...COMPLETE,
      prices: [price, { ...price, id: 'price_s', lookupKey: 'student', amount: 5_000 }],
    };
    expect(stepsOf(seen, annualPlan([ANNUAL, student]))).toEqual([]);
  });

  test('has no change of plans where more products are sold than it takes', () => {
    const numbers = Array.from({ length: 11 }, (_, number) => number);
    const plans = Object.fromEntries(
      numbers.map((number) => [
        `plan-${number}`,
        {
          name: `Plan ${number}`,
          features: ['news'],
          products: [`prod_${number}`],
          onSale: [{ ...ANNUAL, lookupKey: `key_${number}` }],
        },
      ]),
    );
    expect(notesOf(EMPTY, configWith({ plans }))).toEqual(['too_many_to_change']);
  });

  test.each<[what: string, change: Partial<SeenPortal>, difference: string]>([
    ['is switched off', { active: false }, 'switched off'],
    ['lets the address be changed', withFeature({ customerUpdates: ['email'] }), 'details of the reader'],
    ['hides receipts', withFeature({ invoiceHistory: false }), 'receipts'],
    ['does not take cards', withFeature({ paymentMethodUpdate: false }), 'the card'],
    ['does not let readers go', withFeature({ cancel: null }), 'cancelling'],
    [
      'ends at once what is paid',
      withFeature({ cancel: { mode: 'immediately', reasons: [] } }),
      'cancelling',
    ],
    ['lets plans be changed', withFeature({ change }), 'changing plans'],
  ])('that %s is mended', (_, changed, difference) => {
    const { steps } = planSetup(
      configWith({}),
      { ...COMPLETE, portals: [{ ...portal, ...changed }] },
      VERSION,
    );
    expect(steps).toMatchObject([{ kind: 'update_portal', id: 'bpc_1', differences: [difference] }]);
  });

  test('of which there are two is named, and the newer one that is in use is kept', () => {
    const seen = {
      ...COMPLETE,
      portals: [{ ...portal, id: 'bpc_off', active: false }, { ...portal, id: 'bpc_2' }, portal],
    };
    expect(stepsOf(seen)).toEqual([]);
    expect(notesOf(seen)).toEqual(['portal_surplus bpc_1']);
  });

  function withFeature(feature: Partial<SeenPortal['features']>): Partial<SeenPortal> {
    return { features: { ...portal.features, ...feature } };
  }
});

describe('the webhook endpoint', () => {
  test('is sent exactly what a sync acts on', () => {
    const events = [...endpoint.events.filter((event) => event !== 'invoice.paid'), 'invoice.created'];
    const { steps } = planSetup(
      configWith({}),
      { ...COMPLETE, endpoints: [{ ...endpoint, events }] },
      VERSION,
    );
    expect(steps).toMatchObject([
      { kind: 'update_endpoint', missing: ['invoice.paid'], surplus: ['invoice.created'], enable: false },
    ]);
  });

  test('that listens to everything is told apart from one that asks for each', () => {
    const { steps } = planSetup(
      configWith({}),
      { ...COMPLETE, endpoints: [{ ...endpoint, events: ['*'] }] },
      VERSION,
    );
    expect(steps).toMatchObject([{ kind: 'update_endpoint', surplus: ['*'] }]);
  });

  test('that was disabled is enabled', () => {
    const { steps } = planSetup(
      configWith({}),
      { ...COMPLETE, endpoints: [{ ...endpoint, enabled: false }] },
      VERSION,
    );
    expect(steps).toMatchObject([{ kind: 'update_endpoint', missing: [], surplus: [], enable: true }]);
  });

  test.each([['2025-03-31.basil'], [null]])(
    'of version %s is replaced by a new one, and left for a person to remove',
    (apiVersion) => {
      const seen = { ...COMPLETE, endpoints: [{ ...endpoint, apiVersion }] };
      expect(stepsOf(seen)).toEqual(['create_endpoint']);
      expect(notesOf(seen)).toEqual(['endpoint_of_other_version we_1']);
    },
  );

  test('is the one in use where there are two, and the other is named', () => {
    const seen = {
      ...COMPLETE,
      endpoints: [{ ...endpoint, id: 'we_off', enabled: false }, endpoint, { ...endpoint, id: 'we_old' }],
    };
    expect(stepsOf(seen)).toEqual([]);
    expect(notesOf(seen)).toEqual(['endpoint_surplus we_off', 'endpoint_surplus we_old']);
  });

  test('is not made where Stripe could not reach it', () => {
    const site = 'http://127.0.0.1:8788';
    const config = configWith({
      hosts: { service: 'http://127.0.0.1:8787', site, allowedOrigins: [site] },
    });
    const seen = { ...COMPLETE, portals: [], endpoints: [] };
    expect(stepsOf(seen, config)).toEqual(['create_portal']);
    expect(notesOf(seen, config)).toEqual(['endpoint_impossible']);
  });
});
