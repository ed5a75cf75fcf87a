/**
 * Claims: what a member may read is the sum of all their reasons; for each feature the one that lasts longest counts.
 * Grace is always said; else the longest-lasting reason is. Any member who has shown that they read their mail is
 * registered, and that is never bought or granted.
 */
import { describe, expect, test } from 'vitest';
import type { BillingItem, Grant } from '../../shared/membership/model.ts';
import { at, billingOf, facts, grant, invoice, item, member, readable, subscription } from './build.ts';

const comp = (features: readonly string[], endsAt: string, changes: Partial<Grant> = {}): Grant => {
  const given = grant({ id: `gra_${endsAt}`, features, endsAt: at(endsAt), ...changes });
  delete (given as { plan?: string }).plan;
  return given;
};

const paid = (id: string, product: string, periodEnd: string): BillingItem =>
  billingOf({
    customer: `cus_${id}`,
    subscriptions: [
      subscription({ id: `sub_${id}`, items: [item({ product, current_period_end: at(periodEnd) })] }),
    ],
  });

const inGrace = billingOf({
  subscriptions: [
    subscription({
      items: [item({ product: 'prod_briefing', current_period_end: at('2028-06-01') })],
      start_date: at('2027-05-01'),
    }),
  ],
  invoices: [invoice({ created: at('2027-06-01'), finalized_at: at('2027-06-01') })],
});

describe('several reasons at once', () => {
  test('each feature lasts as long as its longest reason, whichever that is', () => {
    const held = facts({
      billing: [paid('a', 'prod_annual', '2027-07-01'), paid('b', 'prod_briefing', '2027-09-01')],
      grants: [comp(['memos', 'reports'], '2027-08-01')],
    });
    expect(readable(held, '2027-06-15')).toEqual({
      held: [
        'analysis until 2027-07-01T01:00:00Z',
        'memos until 2027-09-01T01:00:00Z',
        'news until 2027-07-01T01:00:00Z',
        'newsletters until 2027-07-01T01:00:00Z',
        'reports until 2027-08-01T00:00:00Z',
      ],
      why: 'subscription',
      plan: 'briefing',
    });
  });

  test('two Stripe customers of one member count alike', () => {
    const ended = billingOf({
      customer: 'cus_old',
      subscriptions: [subscription({ id: 'sub_old', status: 'canceled' })],
    });
    const held = facts({ billing: [ended, paid('new', 'prod_briefing', '2027-09-01')] });
    expect(readable(held, '2027-06-15').held).toEqual(['memos until 2027-09-01T01:00:00Z']);
  });

  test('a deleted customer takes nothing from the other', () => {
    const gone = billingOf({ customer: 'cus_gone', customerDeleted: true });
    const held = facts({ billing: [gone, paid('new', 'prod_briefing', '2027-09-01')] });
    expect(readable(held, '2027-06-15').held).toEqual(['memos until 2027-09-01T01:00:00Z']);
  });
});

describe('the reason that is given', () => {
  test.each([
    {
      name: 'the subscription outlasts the comp',
      held: facts({
        billing: [paid('a', 'prod_annual', '2027-09-01')],
        grants: [comp(['news'], '2027-08-01')],
      }),
      why: 'subscription',
      plan: 'annual',
    },
    {
      name: 'the comp outlasts the subscription; the plan is still the one behind it',
      held: facts({
        billing: [paid('a', 'prod_annual', '2027-07-01')],
        grants: [comp(['news'], '2027-08-01')],
      }),
      why: 'comp',
      plan: 'annual',
    },
    {
      name: 'a gift of a plan outlasts a comp',
      held: facts({
        grants: [comp(['news'], '2027-08-01'), grant({ id: 'gra_gift', kind: 'gift', plan: 'briefing' })],
      }),
      why: 'gift',
      plan: 'briefing',
    },
    {
      name: 'grace, though a comp lasts longer',
      held: facts({ billing: [inGrace], grants: [comp(['news'], '2027-12-01')] }),
      why: 'grace',
      plan: 'briefing',
    },
    {
      name: 'a trial',
      held: facts({
        billing: [
          billingOf({ subscriptions: [subscription({ status: 'trialing', trial_end: at('2027-07-01') })] }),
        ],
      }),
      why: 'trial',
      plan: 'annual',
    },
    {
      name: 'a seat in a group that ends before a comp does not',
      held: facts({
        grants: [comp(['memos'], '2027-07-01'), comp(['news'], '2027-08-01', { kind: 'group' })],
      }),
      why: 'group',
      plan: undefined,
    },
    { name: 'none where nothing was bought or granted', held: facts(), why: undefined, plan: undefined },
    {
      name: 'none for one who is only registered',
      held: facts({ member: member({ addressProvedAt: at('2027-01-01') }) }),
      why: undefined,
      plan: undefined,
    },
    {
      name: 'none where everything has ended',
      held: facts({
        billing: [paid('a', 'prod_annual', '2027-05-01')],
        grants: [comp(['news'], '2027-05-01')],
      }),
      why: undefined,
      plan: undefined,
    },
  ])('$name', ({ held, why, plan }) => {
    const given = readable(held, '2027-06-02');
    expect({ why: given.why, plan: given.plan }).toEqual({ why, plan });
  });
});

describe('registered', () => {
  test('comes with a proved address and does not end', () => {
    const proved = facts({ member: member({ addressProvedAt: at('2027-01-01') }) });
    expect(readable(proved, '2099-01-01').held).toEqual(['registered']);
  });

  test('does not come with a payment or a comp', () => {
    const held = facts({ billing: [paid('a', 'prod_annual', '2028-03-01')], grants: [grant()] });
    expect(readable(held, '2027-06-01').held).not.toContain('registered');
  });

  test('stands in its place among the others', () => {
    const held = facts({
      member: member({ addressProvedAt: at('2027-01-01') }),
      grants: [comp(['reports', 'news'], '2027-08-01')],
    });
    expect(readable(held, '2027-06-01').held).toEqual([
      'news until 2027-08-01T00:00:00Z',
      'registered',
      'reports until 2027-08-01T00:00:00Z',
    ]);
  });
});
