/**
 * Claims: a plan's limit on devices counts while the plan is held, whatever it is held by. Of several plans the most
 * generous counts; one without a limit, or no longer offered, sets none, and neither do single features.
 */
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { deviceLimit } from '../../shared/membership/device-limit.ts';
import type { Facts, Grant } from '../../shared/membership/model.ts';
import { NOW } from '../support/tokens.ts';

const plan = (devices?: number) => ({
  name: 'Plan',
  features: ['news'],
  products: [],
  onSale: [],
  graceDays: 7,
  devices,
});
const catalogue = createCatalogue({
  features: ['news'],
  plans: { one: plan(1), five: plan(5), free: plan() },
  policies: {
    pausedCollection: 'keep',
    refundedSubscription: 'keep',
    disputedSubscription: 'suspend',
    compMaxDays: 365,
  },
});

function holding(...grants: readonly Partial<Grant>[]): Facts {
  return {
    member: { id: 'mem_1', sessionEpoch: 0, origin: { kind: 'grant' }, createdAt: NOW },
    billing: [],
    grants: grants.map((changes, index) => ({
      id: `gra_${index}`,
      member: 'mem_1',
      kind: 'comp',
      features: ['news'],
      startsAt: NOW - 10,
      endsAt: NOW + 10,
      reason: 'press',
      grantedBy: 'apikey:key_1',
      grantedAt: NOW - 10,
      ...changes,
    })),
  };
}

describe('how many devices a member may be signed in on', () => {
  test.each<[string, Facts, number | undefined]>([
    ['nothing held: any number', holding(), undefined],
    ['a plan of one', holding({ plan: 'one' }), 1],
    ['a plan of one and a plan of five: five', holding({ plan: 'one' }, { plan: 'five' }), 5],
    ['a plan of one and one without a limit', holding({ plan: 'one' }, { plan: 'free' }), undefined],
    [
      'a plan of five that has ended, beside one of one',
      holding({ plan: 'five', endsAt: NOW }, { plan: 'one' }),
      1,
    ],
    [
      'a plan of five that is still to come, beside one of one',
      holding({ plan: 'five', startsAt: NOW + 1 }, { plan: 'one' }),
      1,
    ],
    ['single features beside a plan of one', holding({}, { plan: 'one' }), 1],
    ['single features alone', holding({}), undefined],
    ['a plan that is no longer offered', holding({ plan: 'withdrawn' }, { plan: 'one' }), undefined],
  ])('%s', (_, facts, limit) => {
    expect(deviceLimit(facts, catalogue, NOW)).toBe(limit);
  });
});
