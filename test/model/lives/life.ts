import fc from 'fast-check';
import type { Weather } from '../stage/weather.ts';
import type { PriceName } from './publication.ts';
import type { Policies } from './publication.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** What somebody does, or what befalls them. A number chooses among what there is to choose from. */
export type Act =
  | { readonly kind: 'wait' }
  | { readonly kind: 'mint' }
  | { readonly kind: 'subscribe'; readonly plan: 'annual' | 'basic' | 'pro'; readonly card: Card }
  | {
      readonly kind: 'payment link';
      readonly prices: readonly PriceName[];
      readonly card: Card;
      readonly trialDays: number;
      readonly known: boolean;
    }
  | { readonly kind: 'buy pass'; readonly card: Card }
  | { readonly kind: 'change card'; readonly which: number; readonly card: Card | 'none' }
  | { readonly kind: 'pay open invoice'; readonly which: number }
  | { readonly kind: 'authenticate'; readonly which: number; readonly passed: boolean }
  | { readonly kind: 'cancel now'; readonly which: number }
  | { readonly kind: 'cancel at period end'; readonly which: number }
  | { readonly kind: 'cancel at'; readonly which: number; readonly inDays: number }
  | { readonly kind: 'do not cancel'; readonly which: number }
  | { readonly kind: 'pause collection'; readonly which: number; readonly behavior: Pause }
  | { readonly kind: 'resume collection'; readonly which: number }
  | {
      readonly kind: 'change price';
      readonly which: number;
      readonly price: PriceName;
      readonly proration: Proration;
      readonly payment: PaymentBehavior;
    }
  | { readonly kind: 'add item'; readonly which: number; readonly price: PriceName }
  | { readonly kind: 'remove item'; readonly which: number }
  | { readonly kind: 'hold next draft'; readonly which: number }
  | { readonly kind: 'fail next finalization'; readonly which: number }
  | { readonly kind: 'void invoice'; readonly which: number }
  | { readonly kind: 'write invoice off'; readonly which: number }
  | { readonly kind: 'refund'; readonly which: number; readonly part: boolean; readonly fails: boolean }
  | { readonly kind: 'dispute'; readonly which: number; readonly inquiry: boolean }
  | { readonly kind: 'settle dispute'; readonly which: number; readonly as: DisputeEnd }
  | { readonly kind: 'delete customer'; readonly which: number }
  | { readonly kind: 'change address'; readonly which: number }
  | { readonly kind: 'grant comp'; readonly days: number; readonly plan: 'annual' | 'basic' | 'pro' }
  | { readonly kind: 'revoke comp'; readonly which: number }
  | { readonly kind: 'unknown status'; readonly which: number; readonly hours: number }
  | { readonly kind: 'raise price'; readonly plan: 'annual' | 'basic' | 'pro' }
  | { readonly kind: 'withdraw or add product'; readonly product: 'vintage' | 'digest' }
  | { readonly kind: 'Stripe away'; readonly minutes: number }
  | { readonly kind: 'sweep' };

export type Card = 'good' | 'fails at renewal' | 'authenticates' | 'declined';
type Pause = 'void' | 'keep_as_draft' | 'mark_uncollectible';
type Proration = 'none' | 'create_prorations' | 'always_invoice';
type PaymentBehavior = 'allow_incomplete' | 'pending_if_incomplete' | 'error_if_incomplete';
type DisputeEnd = 'won' | 'lost' | 'under_review' | 'warning_closed' | 'needs_response';

export interface Step {
  readonly afterSeconds: number;
  readonly who: number;
  readonly act: Act;
}

export interface Life {
  readonly seed: number;
  readonly people: number;
  readonly weather: Weather;
  readonly policies: Policies;
  readonly dunningEnd: 'cancel' | 'unpaid' | 'past_due';
  readonly steps: readonly Step[];
}

const which = fc.nat({ max: 7 });
const anyone = fc.nat({ max: 3 });
const plan = fc.constantFrom('annual' as const, 'basic' as const, 'pro' as const);
const card = fc.oneof(
  { weight: 6, arbitrary: fc.constant('good' as const) },
  { weight: 3, arbitrary: fc.constant('fails at renewal' as const) },
  { weight: 1, arbitrary: fc.constantFrom('authenticates' as const, 'declined' as const) },
);
const price = fc.constantFrom(
  ...(['annual', 'basic', 'pro', 'proYearly', 'vintage', 'digest', 'mug'] as const),
);
const of = <K extends Act['kind']>(kind: K) => fc.constant(kind);

const purchases: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: of('subscribe'), plan, card }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of('payment link'),
      prices: fc.uniqueArray(price, { minLength: 1, maxLength: 2 }),
      card,
      trialDays: fc.constantFrom(0, 0, 0, 5, 30),
      known: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('buy pass'), card }) },
);

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: of('wait') }) },
  { weight: 8, arbitrary: fc.record({ kind: of('mint') }) },
  { weight: 16, arbitrary: purchases },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of('change card'),
      which,
      card: fc.constantFrom(
        'good' as const,
        'fails at renewal' as const,
        'declined' as const,
        'none' as const,
      ),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: of('pay open invoice'), which }) },
  { weight: 1, arbitrary: fc.record({ kind: of('authenticate'), which, passed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: of('cancel now'), which }) },
  { weight: 2, arbitrary: fc.record({ kind: of('cancel at period end'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: of('cancel at'), which, inDays: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of('do not cancel'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: of('pause collection'),
      which,
      behavior: fc.constantFrom('void' as const, 'keep_as_draft' as const, 'mark_uncollectible' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('resume collection'), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of('change price'),
      which,
      price,
      proration: fc.constantFrom('none' as const, 'create_prorations' as const, 'always_invoice' as const),
      payment: fc.constantFrom(
        'allow_incomplete' as const,
        'pending_if_incomplete' as const,
        'error_if_incomplete' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('add item'), which, price }) },
  { weight: 1, arbitrary: fc.record({ kind: of('remove item'), which }) },
  { weight: 2, arbitrary: fc.record({ kind: of('hold next draft'), which }) },
  { weight: 1, arbitrary: fc.record({ kind: of('fail next finalization'), which }) },
  { weight: 2, arbitrary: fc.record({ kind: of('void invoice'), which }) },
  { weight: 1, arbitrary: fc.record({ kind: of('write invoice off'), which }) },
  { weight: 5, arbitrary: fc.record({ kind: of('refund'), which, part: fc.boolean(), fails: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: of('dispute'), which, inquiry: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: of('settle dispute'),
      which,
      as: fc.constantFrom(...(['won', 'lost', 'under_review', 'warning_closed', 'needs_response'] as const)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('delete customer'), which }) },
  { weight: 1, arbitrary: fc.record({ kind: of('change address'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: of('grant comp'), days: fc.integer({ min: 1, max: 90 }), plan }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('revoke comp'), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('unknown status'), which, hours: fc.integer({ min: 1, max: 200 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('raise price'), plan }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: of('withdraw or add product'),
      product: fc.constantFrom('vintage' as const, 'digest' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('Stripe away'), minutes: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: of('sweep') }) },
);

/** From at once to weeks, seldom a year: much happens within minutes of something else, and periods must end now and then. */
const pauses = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 1 }) },
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 2 * HOUR }) },
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 10 * DAY }) },
  { weight: 6, arbitrary: fc.integer({ min: 10 * DAY, max: 40 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: 330 * DAY, max: 370 * DAY }) },
);

const share = (...values: number[]) => fc.constantFrom(...values);
const weathers: fc.Arbitrary<Weather> = fc.record({
  crashes: share(0, 0.01, 0.05),
  databaseFaults: share(0, 0, 0.03),
  stripeFaults: share(0, 0, 0.05, 0.3),
  queueFaults: share(0, 0, 0.1),
  shownTwice: share(0, 0.1),
  lost: share(0, 0.1, 0.5, 1),
  repeated: share(0, 0.3),
  late: share(0, 0.1, 0.5),
  neverMade: share(0, 0, 0, 0.2),
  skewMillis: share(0, 1_000),
  listLagSeconds: share(0, 60),
  sweeps: fc.boolean(),
});
const keepOrSuspend = fc.constantFrom('keep' as const, 'suspend' as const);

export const lives: fc.Arbitrary<Life> = fc.record({
  seed: fc.noShrink(fc.nat({ max: 0x7fff_ffff })),
  people: fc.integer({ min: 2, max: 4 }),
  weather: weathers,
  policies: fc.record({
    pausedCollection: keepOrSuspend,
    refundedSubscription: keepOrSuspend,
    disputedSubscription: keepOrSuspend,
  }),
  dunningEnd: fc.constantFrom('cancel' as const, 'unpaid' as const, 'past_due' as const),
  steps: fc
    .tuple(
      fc.array(fc.record({ afterSeconds: pauses, who: anyone, act: purchases }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(fc.record({ afterSeconds: pauses, who: anyone, act: acts }), { maxLength: 22, size: 'max' }),
    )
    .map(([first, later]) => [...first, ...later]),
});

const NAMES = ['Ada', 'Ben', 'Cem', 'Dot'];

/** A life as somebody would tell it, a line a step. */
export function tell({ weather, policies, dunningEnd, steps, seed, people }: Life): string {
  const bad = Object.entries(weather).filter(([, value]) => value !== 0 && value !== false);
  return [
    `seed ${seed}, ${people} people, after the last retry: ${dunningEnd}`,
    `weather: ${bad.map(([name, value]) => `${name} ${value}`).join(', ') || 'calm'}`,
    `policies: ${Object.entries(policies)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
    ...steps.map(({ afterSeconds, who, act: { kind, ...rest } }) => {
      const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
      return `  +${duration(afterSeconds)}  ${NAMES[who % people] ?? ''}: ${kind}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
    }),
  ].join('\n');
}

function duration(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const clock = new Date((seconds % DAY) * 1000).toISOString().slice(11, 19);
  return `${days}d ${clock}`;
}
