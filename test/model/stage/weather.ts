import type { Luck } from './luck.ts';
import type { Fate } from './stage.ts';

/** How badly things go in a run. Shares are from 0 to 1. */
export interface Weather {
  /** Of an invocation's calls, before or after which it dies. */
  readonly crashes: number;
  /** Of calls to the database that are throttled, time out after their work, or are sent twice. */
  readonly databaseFaults: number;
  /** Of calls to Stripe that are answered 429 or 500, hang, or lose their answer. */
  readonly stripeFaults: number;
  /** Of sends to the queue that are refused. */
  readonly queueFaults: number;
  /** Of batches of which a message is shown again meanwhile. */
  readonly shownTwice: number;
  /** Of webhooks that never go out. */
  readonly lost: number;
  /** Of webhooks that go out more than once. */
  readonly repeated: number;
  /** Of webhooks that take minutes or hours. */
  readonly late: number;
  /** Of events that Stripe never makes. */
  readonly neverMade: number;
  /** Whether the sweep comes by itself after every change; else at the end alone, or where a step asks for it. */
  readonly sweeps: boolean;
  /** How far the clocks of two instances may be apart. */
  readonly skewMillis: number;
  /** Events younger than this are not listed yet. */
  readonly listLagSeconds: number;
}

export const CALM: Weather = {
  ...{ crashes: 0, databaseFaults: 0, stripeFaults: 0, queueFaults: 0, shownTwice: 0 },
  ...{ lost: 0, repeated: 0, late: 0, neverMade: 0, skewMillis: 0, listLagSeconds: 0 },
  sweeps: false,
};

export const MISHAPS = [
  'crash before a call',
  'crash after a call',
  'time-out of a function',
  'database throttled',
  'database answer lost',
  'database write sent twice',
  'Stripe 429',
  'Stripe 500',
  'Stripe hangs',
  'Stripe answer lost',
  'Stripe away',
  'queue refuses',
  'queue shows twice',
  'dead letter',
  'webhook lost',
  'webhook repeated',
  'webhook late',
  'webhook tried again',
] as const;
export type Mishap = (typeof MISHAPS)[number];

export type Tally = Record<Mishap, number>;

export function emptyTally(): Tally {
  return Object.fromEntries(MISHAPS.map((mishap) => [mishap, 0])) as Tally;
}

/** The weather of a run, which may be calm for a while, and what it has done so far. */
export interface Sky {
  readonly luck: Luck;
  readonly tally: Tally;
  weather: Weather;
  /** Stripe answers nobody until then; epoch milliseconds. */
  stripeAwayUntil: number;
  readonly count: (mishap: Mishap) => void;
}

export function createSky(luck: Luck, weather: Weather): Sky {
  const tally = emptyTally();
  return {
    luck,
    tally,
    weather,
    stripeAwayUntil: 0,
    count: (mishap) => {
      tally[mishap] += 1;
    },
  };
}

/** When a call's turn comes, and whether its caller dies of it. Most calls are quick; a few let others overtake. */
export function fateOf({ luck, weather, count }: Sky): Fate {
  if (weather === CALM) return { afterMillis: 1 };
  const afterMillis = luck.chance(0.05) ? 500 + luck.below(4_000) : 1 + luck.below(60);
  if (!luck.chance(weather.crashes)) return { afterMillis };
  const diesBefore = luck.chance(0.5);
  count(diesBefore ? 'crash before a call' : 'crash after a call');
  return { afterMillis, diesBefore, diesAfter: !diesBefore };
}
