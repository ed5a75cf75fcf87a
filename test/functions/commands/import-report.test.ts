// Claims:
// - An import asks about everybody who has or had what the publication sells, and about nobody else, oldest first.
// - What a publisher should look at is named before it surprises a reader: products nobody configured, addresses
//   that cannot be signed in with, customers who become one member, plans paid for twice.
import { describe, expect, test } from 'vitest';
import publication from '../../../gatefold.config.ts';
import { createCatalogue } from '../../../shared/membership/catalogue.ts';
import type { WholeAccount } from '../../../shared/stripe/import-read.ts';
import { concernedCustomers, reportImport } from '../../../shared/stripe/import-report.ts';

const catalogue = createCatalogue(publication);
const ANNUAL = 'prod_gatefold_annual';

const customer = (id: string, address: string | undefined = `${id}@example.com`, created = 1) => ({
  ...{ id, created, ...(address !== '' && { address }) },
});
const subscription = (id: string, owner: string, status = 'active', products = [ANNUAL]) => ({
  ...{ id, customer: owner, status, products },
});
const account = (parts: Partial<WholeAccount>): WholeAccount => ({
  ...{ customers: [], subscriptions: [], passes: [], guestPasses: [] },
  ...parts,
});

describe('whom an import asks about', () => {
  test.each(['active', 'past_due', 'canceled', 'incomplete_expired', 'a_status_of_tomorrow'])(
    'a customer with a subscription that is %s',
    (status) => {
      const one = account({
        customers: [customer('cus_1'), customer('cus_2')],
        subscriptions: [subscription('sub_1', 'cus_1', status)],
      });
      expect(concernedCustomers(one, catalogue).map(({ id }) => id)).toEqual(['cus_1']);
    },
  );

  test('a customer with a pass of a plan, and none of a plan that nobody knows', () => {
    const passes = [
      { id: 'pi_1', customer: 'cus_1', plan: 'annual' },
      { id: 'pi_2', customer: 'cus_2', plan: 'constructor' },
    ];
    const one = account({ customers: [customer('cus_1'), customer('cus_2')], passes });
    expect(concernedCustomers(one, catalogue).map(({ id }) => id)).toEqual(['cus_1']);
    expect(reportImport(one, catalogue)).toMatchObject({
      ...{ passes: { annual: 1 }, passesOfUnknownPlans: { constructor: 1 } },
    });
  });

  test('nobody who buys something else, and nobody who was deleted', () => {
    const one = account({
      customers: [customer('cus_mug')],
      subscriptions: [
        subscription('sub_1', 'cus_mug', 'active', ['prod_mug']),
        subscription('sub_2', 'cus_deleted', 'canceled'),
      ],
    });
    expect(concernedCustomers(one, catalogue)).toEqual([]);
  });

  test('the oldest first, and those of one second by their ids', () => {
    const customers = [
      customer('cus_new', 'n@example.com', 9),
      customer('cus_b', 'b@example.com', 5),
      customer('cus_a', 'a@example.com', 5),
      customer('cus_old', 'o@example.com', 2),
    ];
    const subscriptions = customers.map(({ id }) => subscription(`sub_${id}`, id));
    const ids = concernedCustomers(account({ customers, subscriptions }), catalogue).map(({ id }) => id);
    expect(ids).toEqual(['cus_old', 'cus_a', 'cus_b', 'cus_new']);
  });
});

describe('what is odd', () => {
  test('a product that no plan names, by how many have it now', () => {
    const one = account({
      customers: [customer('cus_1'), customer('cus_2')],
      subscriptions: [
        subscription('sub_1', 'cus_1', 'active', ['prod_mug', 'prod_mug', ANNUAL]),
        subscription('sub_2', 'cus_1', 'active', ['prod_mug']),
        subscription('sub_3', 'cus_2', 'canceled', ['prod_gone']),
      ],
    });
    expect(reportImport(one, catalogue).unmappedProducts).toEqual([
      { product: 'prod_mug', subscriptions: 2, customers: 1 },
    ]);
  });

  test('addresses, of those alone who are asked about', () => {
    const customers = [
      customer('cus_none', ''),
      customer('cus_bad', 'nobody'),
      customer('cus_wide', 'ünï@example.com'),
      customer('cus_other', ''),
    ];
    const subscriptions = customers.slice(0, 3).map(({ id }) => subscription(`sub_${id}`, id));
    expect(reportImport(account({ customers, subscriptions }), catalogue).addresses).toEqual({
      missing: ['cus_none'],
      invalid: ['cus_bad'],
      notAscii: ['cus_wide'],
    });
  });

  test('customers with one address, and a plan that their member pays for twice', () => {
    const one = account({
      customers: [customer('cus_1', 'Ada@example.com'), customer('cus_2', 'ada@example.com')],
      subscriptions: [
        subscription('sub_1', 'cus_1', 'past_due'),
        subscription('sub_2', 'cus_2'),
        subscription('sub_3', 'cus_2', 'canceled'),
      ],
    });
    expect(reportImport(one, catalogue)).toMatchObject({
      oneAddress: [['cus_1', 'cus_2']],
      paidTwice: [{ plan: 'annual', subscriptions: ['sub_1', 'sub_2'] }],
      subscriptions: { annual: { past_due: 1, active: 1, canceled: 1 } },
    });
  });

  test('customers without an address are not taken for one', () => {
    const one = account({
      customers: [customer('cus_1', ''), customer('cus_2', '')],
      subscriptions: [subscription('sub_1', 'cus_1'), subscription('sub_2', 'cus_2')],
    });
    expect(reportImport(one, catalogue)).toMatchObject({ oneAddress: [], paidTwice: [] });
  });
});
