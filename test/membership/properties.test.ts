/**
 * Claims: in whatever order Stripe's answers, its customers and our comps come, the same facts give the same access.
 * A comp only ever adds, and billing and comps never touch each other (promise 3). Access changes at a date that the
 * facts name and at no other moment.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accesses } from '../../shared/membership/access.ts';
import { readBilling } from '../../shared/membership/billing.ts';
import type { StripeReading } from '../../shared/membership/stripe-reading.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import type { BillingItem, EpochSeconds, Facts, Feature } from '../../shared/membership/model.ts';
import { EVERYTHING, bareFacts, catalogues, grants, moments, readings, shuffled } from './arbitraries.ts';
import { catalogueOf } from './build.ts';

const SLACK_SECONDS = 3600;
const HALF_HOUR_SECONDS = 1800;
const GRACE_SECONDS = [7 * 86_400, 3 * 86_400];
const STUCK_DRAFT_SECONDS = 72 * 3600 + 1;

const runs = (seed: number) => ({ seed, numRuns: 300 });

const billed = (reading: StripeReading, previous?: BillingItem, catalogue = catalogueOf()) =>
  readBilling(reading, previous, catalogue, 1_000).item;

/** Facts with two Stripe customers, one of them perhaps deleted after it was read. */
const everyFact: fc.Arbitrary<Facts> = fc
  .tuple(bareFacts, readings(EVERYTHING), readings(EVERYTHING, 'cus_2'))
  .map(([facts, one, other]) => ({
    ...facts,
    billing: [billed(one), billed(other, billed({ ...other, customerDeleted: false }))],
  }));

const answer = (facts: Facts, now: EpochSeconds, catalogue = catalogueOf()) => {
  const { held, why, plan } = entitlements(facts, catalogue, now);
  return { held: held.map(({ feature, until }) => ({ feature, until })), why, plan };
};

/** `registered` does not end. */
const ends = (facts: Facts, now: EpochSeconds): Map<Feature, number> =>
  new Map(
    entitlements(facts, catalogueOf(), now).held.map(({ feature, until = Infinity }) => [feature, until]),
  );

describe('order', () => {
  test('the order in which Stripe lists subscriptions, items, invoices and passes changes nothing', () => {
    const reordered = readings(EVERYTHING).chain((reading) =>
      fc
        .tuple(shuffled(reading.subscriptions), shuffled(reading.invoices), shuffled(reading.passes))
        .map(([subscriptions, invoices, passes]) => ({
          reading,
          other: {
            ...reading,
            invoices,
            passes,
            subscriptions: subscriptions.map((one) => ({ ...one, items: one.items.toReversed() })),
          },
        })),
    );
    fc.assert(
      fc.property(reordered, ({ reading, other }) => {
        expect(billed(other)).toEqual(billed(reading));
      }),
      runs(1),
    );
  });

  test('the order of a member’s customers, subscriptions and comps changes nothing', () => {
    const reordered = everyFact.chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        billing: shuffled(facts.billing),
        grants: shuffled(facts.grants),
      }),
    );
    fc.assert(
      fc.property(reordered, moments, ({ facts, billing, grants }, now) => {
        const turned = billing.map((one) => ({ ...one, subscriptions: one.subscriptions.toReversed() }));
        expect(answer({ ...facts, billing: turned, grants }, now)).toEqual(answer(facts, now));
      }),
      runs(2),
    );
  });
});

describe('comps and billing', () => {
  test('one more comp never takes a feature away, nor ends it earlier', () => {
    fc.assert(
      fc.property(everyFact, grants, moments, (facts, more, now) => {
        const added = more.map((grant, index) => ({ ...grant, id: `gra_more_${index}` as const }));
        const before = ends(facts, now);
        const after = ends({ ...facts, grants: [...facts.grants, ...added] }, now);
        for (const [feature, until] of before) expect(after.get(feature)).toBeGreaterThanOrEqual(until);
      }),
      runs(3),
    );
  });

  test('whatever Stripe says, a member reads at least what their comps give', () => {
    fc.assert(
      fc.property(everyFact, moments, (facts, now) => {
        const all = ends(facts, now);
        for (const [feature, until] of ends({ ...facts, billing: [] }, now)) {
          expect(all.get(feature)).toBeGreaterThanOrEqual(until);
        }
      }),
      runs(4),
    );
  });

  test('nothing is held that neither billing nor comps give alone', () => {
    fc.assert(
      fc.property(everyFact, moments, (facts, now) => {
        const paid = ends({ ...facts, grants: [] }, now);
        const granted = ends({ ...facts, billing: [] }, now);
        for (const [feature, until] of ends(facts, now)) {
          expect(until).toBe(Math.max(paid.get(feature) ?? 0, granted.get(feature) ?? 0));
        }
      }),
      runs(5),
    );
  });
});

describe('time', () => {
  /** Every second at which the facts could turn, from Stripe's dates and ours. */
  const turningPoints = (facts: Facts): EpochSeconds[] => {
    const subscriptions = facts.billing.flatMap((billing) => billing.subscriptions);
    const dates = subscriptions.flatMap(({ startedAt, trialEnd, cancelAt, items }) => [
      startedAt,
      trialEnd,
      cancelAt,
      ...items.flatMap(({ periodEnd, unpaidSince, draftSince }) => [periodEnd, unpaidSince, draftSince]),
    ]);
    const passes = facts.billing.flatMap((billing) => billing.passes);
    const bought = passes.flatMap(({ paidAt, seconds }) => [
      paidAt,
      paidAt === undefined ? undefined : paidAt + seconds,
    ]);
    const granted = facts.grants.flatMap(({ startsAt, endsAt, revocation }) => [
      startsAt,
      endsAt,
      revocation?.at,
    ]);
    const delays = [0, SLACK_SECONDS, STUCK_DRAFT_SECONDS, ...GRACE_SECONDS];
    return [...dates, ...bought, ...granted]
      .filter((date) => date !== undefined)
      .flatMap((date) => delays.map((delay) => date + delay));
  };

  test('access changes at a date that the facts name, and at no other', () => {
    fc.assert(
      fc.property(everyFact, moments, catalogues, (facts, now, catalogue) => {
        const later = now + HALF_HOUR_SECONDS;
        fc.pre(turningPoints(facts).every((date) => date <= now || date > later));
        expect(answer(facts, later, catalogue)).toEqual(answer(facts, now, catalogue));
      }),
      runs(6),
    );
  });

  test('time alone gives nothing once every comp has begun and no draft is waiting', () => {
    fc.assert(
      fc.property(everyFact, moments, moments, (facts, one, other) => {
        const [now, later] = one <= other ? [one, other] : [other, one];
        fc.pre(facts.grants.every(({ startsAt }) => startsAt <= now));
        fc.pre(
          facts.billing.every(({ subscriptions }) =>
            subscriptions.every(({ items }) => items.every(({ draftSince }) => draftSince === undefined)),
          ),
        );
        const before = ends(facts, now);
        for (const [feature, until] of ends(facts, later)) expect(before.get(feature)).toBe(until);
      }),
      runs(7),
    );
  });
});

describe('the answer', () => {
  test('features stand sorted and once each, and every end is a whole second still to come', () => {
    fc.assert(
      fc.property(everyFact, moments, catalogues, (facts, now, catalogue) => {
        const { held } = entitlements(facts, catalogue, now);
        const features = held.map(({ feature }) => feature);
        expect(features).toEqual([...new Set(features)].sort());
        for (const { feature, until } of held) {
          if (feature === 'registered') expect(until).toBeUndefined();
          else expect(Number.isSafeInteger(until) && (until ?? 0) > now).toBe(true);
        }
      }),
      runs(8),
    );
  });

  test('no date among all that is shown is anything but a whole second', () => {
    fc.assert(
      fc.property(everyFact, moments, catalogues, (facts, now, catalogue) => {
        for (const { startsAt, until } of accesses(facts, catalogue, now)) {
          expect(Number.isSafeInteger(startsAt) && Number.isSafeInteger(until)).toBe(true);
        }
      }),
      runs(9),
    );
  });

  test('a reason is given where something is bought or granted, and only there', () => {
    fc.assert(
      fc.property(everyFact, moments, (facts, now) => {
        const { held, why, plan } = answer(facts, now);
        expect(why !== undefined).toBe(held.some(({ feature }) => feature !== 'registered'));
        if (why === undefined) expect(plan).toBeUndefined();
      }),
      runs(10),
    );
  });
});
