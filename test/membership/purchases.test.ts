/**
 * Claims: what is bought apart stays apart: no subscription touches another, and no pass a subscription. Money that goes
 * back only ever takes; it takes nothing of a subscription that the publication keeps, and nothing where a later payment
 * has overtaken it (docs/adr/0007).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accesses } from '../../shared/membership/access.ts';
import { readBilling } from '../../shared/membership/billing.ts';
import type { Catalogue } from '../../shared/membership/catalogue.ts';
import { entitlements } from '../../shared/membership/entitlements.ts';
import type { EpochSeconds, Feature } from '../../shared/membership/model.ts';
import type { StripeReading } from '../../shared/membership/stripe-reading.ts';
import { EVERYTHING, catalogues, moments, readings } from './arbitraries.ts';
import { at, catalogueOf, facts, invoice } from './build.ts';

const runs = (seed: number) => ({ seed, numRuns: 200 });

const billed = (reading: StripeReading, catalogue = catalogueOf()) =>
  readBilling(reading, undefined, catalogue, 1_000).item;

const allEnds = (reading: StripeReading, now: EpochSeconds, catalogue: Catalogue): Map<Feature, number> =>
  new Map(
    entitlements(facts({ billing: [billed(reading, catalogue)] }), catalogue, now).held.map(
      ({ feature, until = Infinity }) => [feature, until],
    ),
  );

/** The same answer of Stripe's, without a refund or a dispute. */
const withAllMoney = (reading: StripeReading): StripeReading => ({
  ...reading,
  invoices: reading.invoices.map((invoice) => ({ ...invoice, refunded: false, disputes: [] })),
  passes: reading.passes.map((pass) => ({ ...pass, refunded: false, disputes: [] })),
});

describe('money that goes back', () => {
  test('only ever takes', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), moments, catalogues, (reading, now, catalogue) => {
        const withAll = allEnds(withAllMoney(reading), now, catalogue);
        for (const [feature, until] of allEnds(reading, now, catalogue)) {
          expect(withAll.get(feature)).toBeGreaterThanOrEqual(until);
        }
      }),
      runs(16),
    );
  });

  test('takes nothing of a subscription that the publication keeps', () => {
    const keeping = catalogueOf({ refundedSubscription: 'keep', disputedSubscription: 'keep' });
    fc.assert(
      fc.property(readings(EVERYTHING), moments, (reading, now) => {
        const subscribed = { ...reading, passes: [] };
        expect(allEnds(subscribed, now, keeping)).toEqual(allEnds(withAllMoney(subscribed), now, keeping));
      }),
      runs(17),
    );
  });

  test('of a period that a later paid one has overtaken changes nothing, nor does a debt of it', () => {
    const overtaken = fc.record({
      status: fc.constantFrom('draft', 'open', 'paid', 'uncollectible', 'void'),
      secondsBefore: fc.integer({ min: 1, max: 400 * 86_400 }),
      refunded: fc.boolean(),
      disputes: fc.subarray(['lost', 'needs_response', 'won']),
    });
    fc.assert(
      fc.property(readings(EVERYTHING), moments, overtaken, catalogues, (reading, now, old, catalogue) => {
        const [first] = reading.subscriptions;
        fc.pre(first !== undefined);
        const paid = invoice({
          ...{ id: 'in_newest', subscription: first.id, items: first.items.map(({ id }) => id) },
          ...{ status: 'paid', created: at('2030-01-01') },
        });
        const { secondsBefore, ...rest } = old;
        const before = { ...paid, ...rest, id: 'in_overtaken', created: paid.created - secondsBefore };
        const without = { ...reading, invoices: [...reading.invoices, paid] };
        const withOld = { ...reading, invoices: [before, ...reading.invoices, paid] };
        expect(billed(withOld, catalogue)).toEqual(billed(without, catalogue));
        expect(allEnds(withOld, now, catalogue)).toEqual(allEnds(without, now, catalogue));
      }),
      runs(18),
    );
  });
});

describe('what is bought apart', () => {
  test('one subscription’s invoices touch no other subscription', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), catalogues, (reading, catalogue) => {
        for (const own of billed(reading, catalogue).subscriptions) {
          const alone = reading.invoices.filter(({ subscription }) => subscription === own.id);
          const { subscriptions } = billed({ ...reading, invoices: alone }, catalogue);
          expect(subscriptions.find(({ id }) => id === own.id)).toEqual(own);
        }
      }),
      runs(19),
    );
  });

  test('subscriptions and passes together give what each gives alone', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), moments, catalogues, (reading, now, catalogue) => {
        const bySubscription = allEnds({ ...reading, passes: [] }, now, catalogue);
        const byPass = allEnds({ ...reading, subscriptions: [], invoices: [] }, now, catalogue);
        for (const [feature, until] of allEnds(reading, now, catalogue)) {
          expect(until).toBe(Math.max(bySubscription.get(feature) ?? 0, byPass.get(feature) ?? 0));
        }
      }),
      runs(20),
    );
  });

  test('a pass reads in its own time and in no other', () => {
    fc.assert(
      fc.property(readings(EVERYTHING), moments, (reading, now) => {
        const all = accesses(facts({ billing: [billed(reading)] }), catalogueOf(), now);
        for (const { source, until, reason } of all.filter((access) => access.source.kind === 'pass')) {
          const pass = reading.passes.find(({ id }) => id === source.id);
          expect(reason).toBe('pass');
          if (until <= now) continue;
          expect(pass).toMatchObject({ status: 'succeeded', refunded: false });
          expect(until).toBe((pass?.paid_at ?? 0) + Number(pass?.seconds));
        }
      }),
      runs(21),
    );
  });
});
