/**
 * Claims: a comp reads from its start until its end, or until it is revoked, and Stripe has no say in it. A comp of a
 * plan follows the plan as it is sold today; a comp of features gives those. An impossible comp is refused with a
 * code that says what is wrong with it.
 */
import { describe, expect, test } from 'vitest';
import { checkGrant } from '../../shared/membership/grants.ts';
import type { GrantTerms } from '../../shared/membership/grants.ts';
import type { Grant } from '../../shared/membership/model.ts';
import {
  at,
  billingOf,
  catalogueOf,
  catalogueWithout,
  facts,
  grant,
  readable,
  readableFeature,
} from './build.ts';

const revoked = { at: at('2027-06-01T12:00:00Z'), by: 'apikey:key_1', reason: 'Left the press' };

const GIVES: readonly {
  readonly name: string;
  readonly terms: Partial<Grant>;
  readonly news: Readonly<Record<string, string>>;
}[] = [
  {
    name: 'from its first second to its last, without slack',
    terms: {},
    news: {
      '2026-12-31T23:59:59Z': 'none',
      '2027-01-01T00:00:00Z': 'until 2028-01-01T00:00:00Z, comp',
      '2027-12-31T23:59:59Z': 'until 2028-01-01T00:00:00Z, comp',
      '2028-01-01T00:00:00Z': 'none',
    },
  },
  {
    name: 'revoked: until then',
    terms: { revocation: revoked },
    news: { '2027-06-01T11:59:59Z': 'until 2027-06-01T12:00:00Z, comp', '2027-06-01T12:00:00Z': 'none' },
  },
  {
    name: 'revoked before it started: never',
    terms: { revocation: { ...revoked, at: at('2026-12-25') } },
    news: { '2026-12-24': 'none', '2027-02-01': 'none' },
  },
  {
    name: 'revoked after its end: until its end',
    terms: { revocation: { ...revoked, at: at('2028-02-01') } },
    news: { '2027-06-01': 'until 2028-01-01T00:00:00Z, comp', '2028-01-01': 'none' },
  },
  {
    name: 'a gift is called one',
    terms: { kind: 'gift' },
    news: { '2027-06-01': 'until 2028-01-01T00:00:00Z, gift' },
  },
  {
    name: 'a seat in a group is called one',
    terms: { kind: 'group' },
    news: { '2027-06-01': 'until 2028-01-01T00:00:00Z, group' },
  },
];

describe('what a grant gives', () => {
  test.each(GIVES)('$name', ({ terms, news }) => {
    const held = facts({ grants: [grant(terms)] });
    const given = Object.keys(news).map((now) => [now, readableFeature(held, 'news', now)]);
    expect(Object.fromEntries(given)).toEqual(news);
  });

  test('features alone, with no plan behind them', () => {
    const given = grant({ features: ['reports', 'memos'] });
    delete (given as { plan?: string }).plan;
    expect(readable(facts({ grants: [given] }), '2027-06-01')).toEqual({
      held: ['memos until 2028-01-01T00:00:00Z', 'reports until 2028-01-01T00:00:00Z'],
      why: 'comp',
      plan: undefined,
    });
  });

  test('a plan gives the features it has today', () => {
    const old = grant({ features: ['news'] });
    expect(readable(facts({ grants: [old] }), '2027-06-01').held).toHaveLength(5);
  });

  test('a plan that is withdrawn gives the features it had on the day', () => {
    const old = grant({ features: ['news'] });
    expect(readable(facts({ grants: [old] }), '2027-06-01', catalogueWithout('annual'))).toEqual({
      held: ['news until 2028-01-01T00:00:00Z'],
      why: 'comp',
      plan: 'annual',
    });
  });

  test('a customer deleted in Stripe keeps their comp', () => {
    const held = facts({ billing: [billingOf({ customerDeleted: true })], grants: [grant()] });
    expect(readableFeature(held, 'news', '2027-06-01')).toBe('until 2028-01-01T00:00:00Z, comp');
  });
});

describe('which grants there can be', () => {
  const now = at('2027-01-01');
  const year: GrantTerms = { plan: 'annual', startsAt: now, endsAt: at('2028-01-01') };
  const withFeatures = (features: readonly string[]): GrantTerms => ({
    features,
    startsAt: now,
    endsAt: at('2028-01-01'),
  });

  test.each<{ name: string; terms: GrantTerms; answer: ReturnType<typeof checkGrant> }>([
    {
      name: 'a plan: its features, sorted',
      terms: year,
      answer: { features: ['analysis', 'memos', 'news', 'newsletters', 'reports'] },
    },
    {
      name: 'features: sorted, each once',
      terms: withFeatures(['reports', 'memos', 'reports']),
      answer: { features: ['memos', 'reports'] },
    },
    { name: 'a plan and features', terms: { ...year, features: ['news'] }, answer: 'grant_plan_or_features' },
    {
      name: 'neither plan nor features',
      terms: { startsAt: now, endsAt: at('2028-01-01') },
      answer: 'grant_plan_or_features',
    },
    { name: 'a list of no features', terms: withFeatures([]), answer: 'grant_plan_or_features' },
    { name: 'an unknown plan', terms: { ...year, plan: 'anual' }, answer: 'grant_plan_unknown' },
    {
      name: 'a plan named after a property that every object has (52)',
      terms: { ...year, plan: 'constructor' },
      answer: 'grant_plan_unknown',
    },
    { name: 'an unknown feature', terms: withFeatures(['memos', 'mems']), answer: 'grant_feature_unknown' },
    {
      name: 'the feature that is never sold',
      terms: withFeatures(['registered']),
      answer: 'grant_feature_unknown',
    },
    { name: 'an end at the start (53)', terms: { ...year, endsAt: now }, answer: 'grant_end_before_start' },
    {
      name: 'an end before the start (53)',
      terms: { ...year, startsAt: at('2027-03-01'), endsAt: at('2027-02-01') },
      answer: 'grant_end_before_start',
    },
    {
      name: 'an end in the past (53)',
      terms: { ...year, startsAt: at('2026-01-01'), endsAt: at('2026-12-31') },
      answer: 'grant_end_in_past',
    },
    {
      name: 'an end now (53)',
      terms: { ...year, startsAt: at('2026-01-01'), endsAt: now },
      answer: 'grant_end_in_past',
    },
    {
      name: 'the longest that the publication allows',
      terms: { ...year, endsAt: now + 1_830 * 86_400 },
      answer: { features: ['analysis', 'memos', 'news', 'newsletters', 'reports'] },
    },
    {
      name: 'a second longer',
      terms: { ...year, endsAt: now + 1_830 * 86_400 + 1 },
      answer: 'grant_too_long',
    },
    { name: 'a thousand years (53)', terms: { ...year, endsAt: at('3027-01-01') }, answer: 'grant_too_long' },
    {
      name: 'one that begins long from now and ends later than allowed',
      terms: { ...year, startsAt: now + 1_829 * 86_400, endsAt: now + 1_831 * 86_400 },
      answer: 'grant_too_long',
    },
    {
      name: 'one that is dated back too far',
      terms: { ...year, startsAt: at('2020-01-01') },
      answer: 'grant_too_long',
    },
    {
      name: 'no end that is a number (53)',
      terms: { ...year, endsAt: Number.NaN },
      answer: 'grant_too_long',
    },
    { name: 'no end at all (53)', terms: { ...year, endsAt: Infinity }, answer: 'grant_too_long' },
  ])('$name', ({ terms, answer }) => {
    expect(checkGrant(terms, catalogueOf(), now)).toEqual(answer);
  });
});
