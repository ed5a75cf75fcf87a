import fc from 'fast-check';
import type {
  StripeInvoice,
  StripePassPayment,
  StripeReading,
  StripeSubscription,
} from '../../shared/membership/stripe-reading.ts';
import type { EpochSeconds, Facts, Grant, GrantId } from '../../shared/membership/model.ts';
import {
  at,
  catalogueOf,
  facts,
  grant,
  invoice,
  item,
  member,
  passPayment,
  reading,
  subscription,
} from './build.ts';

const HOUR_SECONDS = 3600;

/** Whole hours within the two years in which everything here happens, so that dates often meet. */
export const moments: fc.Arbitrary<EpochSeconds> = fc
  .integer({ min: 0, max: 2 * 365 * 24 })
  .map((hours) => at('2027-01-01') + hours * HOUR_SECONDS);

const momentOrNull = fc.option(moments, { freq: 3 });

export const KNOWN_STATUSES = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'incomplete_expired',
  'canceled',
];
export const SOLD_PRODUCTS = ['prod_annual', 'prod_briefing'];

const policy = fc.constantFrom('keep' as const, 'suspend' as const);
/** Whatever the publication has chosen. */
export const catalogues = fc
  .record({ pausedCollection: policy, refundedSubscription: policy, disputedSubscription: policy })
  .map((policies) => catalogueOf(policies));

interface World {
  readonly statuses: readonly string[];
  readonly products: readonly string[];
}
/** All that Stripe may say, also what Gatefold does not know. */
export const EVERYTHING: World = {
  statuses: [...KNOWN_STATUSES, 'hibernating'],
  products: [...SOLD_PRODUCTS, 'prod_tote_bag'],
};
export const ALL_KNOWN: World = { statuses: KNOWN_STATUSES, products: SOLD_PRODUCTS };

const subscriptions = ({ statuses, products }: World, customer: string): fc.Arbitrary<StripeSubscription[]> =>
  fc.uniqueArray(
    fc
      .record({
        id: fc.integer({ min: 1, max: 4 }).map((number) => `sub_${customer}_${number}`),
        status: fc.constantFrom(...statuses),
        start_date: moments,
        trial_end: momentOrNull,
        cancel_at: momentOrNull,
        cancel_at_period_end: fc.boolean(),
        pause_collection: fc.option(fc.constant({ behavior: 'void' }), { freq: 3 }),
        items: fc.uniqueArray(
          fc.record({
            id: fc.constantFrom('si_1', 'si_2', 'si_3'),
            product: fc.constantFrom(...products),
            current_period_end: moments,
          }),
          { selector: ({ id }) => id, minLength: 1, maxLength: 3 },
        ),
      })
      .map((changes) => subscription({ ...changes, items: changes.items.map(item) })),
    { selector: ({ id }) => id, maxLength: 4 },
  );

const DISPUTES = [
  'needs_response',
  'under_review',
  'won',
  'lost',
  'warning_needs_response',
  'warning_closed',
];
const moneyBack = {
  refunded: fc.boolean(),
  disputes: fc.array(fc.constantFrom(...DISPUTES), { maxLength: 2 }),
};

const passes = (customer: string): fc.Arbitrary<StripePassPayment[]> =>
  fc
    .array(
      fc.record({
        status: fc.constantFrom('succeeded', 'processing', 'requires_payment_method'),
        created: moments,
        plan: fc.constantFrom('annual', 'briefing'),
        seconds: fc.constantFrom('86400', '604800', '31622400', 'soon', undefined),
        paid_at: momentOrNull,
        ...moneyBack,
      }),
      { maxLength: 3 },
    )
    .map((list) => list.map((changes, index) => passPayment({ id: `pi_${customer}_${index}`, ...changes })));

const invoices = (customer: string): fc.Arbitrary<StripeInvoice[]> =>
  fc
    .array(
      fc.record({
        subscription: fc.integer({ min: 1, max: 4 }).map((number) => `sub_${customer}_${number}`),
        status: fc.constantFrom('draft', 'open', 'paid', 'uncollectible', 'void', null),
        billing_reason: fc.constantFrom('subscription_create', 'subscription_cycle', 'subscription_update'),
        created: moments,
        due_date: momentOrNull,
        finalized_at: momentOrNull,
        items: fc.subarray(['si_1', 'si_2', 'si_3', 'si_gone']),
        attempted: fc.boolean(),
        collection_method: fc.constantFrom('charge_automatically', 'send_invoice'),
        ...moneyBack,
      }),
      { maxLength: 6 },
    )
    .map((list) => list.map((changes, index) => invoice({ id: `in_${index}`, ...changes })));

export const readings = (world: World, customer = 'cus_1'): fc.Arbitrary<StripeReading> =>
  fc
    .record({
      customerDeleted: fc.boolean().map((deleted) => deleted && customer === 'cus_2'),
      subscriptions: subscriptions(world, customer),
      invoices: invoices(customer),
      passes: passes(customer),
    })
    .map((changes) => reading({ customer, ...changes }));

export const grants: fc.Arbitrary<Grant[]> = fc
  .array(
    fc.record({
      plan: fc.constantFrom('annual', 'briefing', 'withdrawn', undefined),
      features: fc.subarray(['news', 'analysis', 'memos', 'reports', 'newsletters']),
      kind: fc.constantFrom('comp', 'gift', 'group'),
      startsAt: moments,
      endsAt: moments,
      revokedAt: momentOrNull,
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ plan, revokedAt, ...terms }, index) => {
      const id: GrantId = `gra_${index}`;
      const given = grant({
        id,
        ...terms,
        ...(plan !== undefined && { plan }),
        ...(revokedAt !== null && { revocation: { at: revokedAt, by: 'apikey:key_1', reason: 'Ended' } }),
      });
      if (plan === undefined) delete (given as { plan?: string }).plan;
      return given;
    }),
  );

/** A member's facts but for the billing, which comes of a reading. */
export const bareFacts: fc.Arbitrary<Facts> = fc
  .record({ proved: fc.boolean(), grants })
  .map(({ proved, ...changes }) =>
    facts({ ...changes, member: proved ? member({ addressProvedAt: at('2026-06-01') }) : member() }),
  );

export const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
