/**
 * Claims: access follows Stripe's product, whatever its price is called today. A plan is taken as long as a
 * subscription to it has not come to its end, paid or not, so nobody is sold it twice (promise 6).
 */
import { describe, expect, test } from 'vitest';
import { hasLiveSubscription } from '../../shared/membership/live.ts';
import { concernsCatalogue } from '../../shared/membership/billing.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import config from '../../gatefold.config.ts';
import { billingOf, catalogueOf, catalogueWithout, item, reading, subscription } from './build.ts';

test('a catalogue finds a plan by its id and by each of its products', () => {
  const catalogue = catalogueOf(
    {},
    {
      annual: {
        name: 'Annual',
        features: ['news'],
        products: ['prod_new', 'prod_old'],
        onSale: [],
        graceDays: 7,
      },
    },
  );
  const annual = catalogue.plans.get('annual');
  expect(annual).toMatchObject({ id: 'annual', name: 'Annual', features: ['news'], graceDays: 7 });
  expect(catalogue.planOfProduct.get('prod_new')).toBe(annual);
  expect(catalogue.planOfProduct.get('prod_old')).toBe(annual);
  expect([...catalogue.planOfProduct.keys()]).toEqual(['prod_new', 'prod_old']);
});

test.each(['gatefold_annual_usd', 'Annual', 'annual', 'constructor', '__proto__'])(
  'a product called %j stands for no plan',
  (product) => {
    expect(createCatalogue(config).planOfProduct.get(product)).toBeUndefined();
  },
);

describe('a plan is taken', () => {
  const withStatus = (status: string) => [billingOf({ subscriptions: [subscription({ status })] })];

  test.each([
    ['trialing', true],
    ['active', true],
    ['past_due', true],
    ['unpaid', true],
    ['paused', true],
    ['incomplete', true],
    ['hibernating', true],
    ['incomplete_expired', false],
    ['canceled', false],
  ])('while the subscription is %s: %s', (status, taken) => {
    expect(hasLiveSubscription({ billing: withStatus(status) }, 'annual', catalogueOf())).toBe(taken);
    expect(hasLiveSubscription({ billing: withStatus(status) }, 'briefing', catalogueOf())).toBe(false);
  });

  test('though its product has left the catalogue', () => {
    const billing = withStatus('active');
    expect(hasLiveSubscription({ billing }, 'annual', catalogueWithout('annual'))).toBe(true);
  });

  test('no more once Stripe has deleted the customer', () => {
    const [before] = withStatus('active');
    const billing = [billingOf({ customerDeleted: true }, before)];
    expect(hasLiveSubscription({ billing }, 'annual', catalogueOf())).toBe(false);
  });
});

describe('a customer concerns the publication', () => {
  test('who has or had one of its products', () => {
    const ended = subscription({ status: 'canceled' });
    expect(concernsCatalogue(reading({ subscriptions: [ended] }), catalogueOf())).toBe(true);
  });

  test('and no other: the account may sell tote bags', () => {
    const bag = subscription({ items: [item({ product: 'prod_tote_bag' })] });
    expect(concernsCatalogue(reading({ subscriptions: [bag] }), catalogueOf())).toBe(false);
    expect(concernsCatalogue(reading(), catalogueOf())).toBe(false);
  });
});
