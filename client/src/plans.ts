/**
 * What the publication sells, as the service tells it.
 *
 * @module
 */
import type { Fetch } from './download.ts';
import { OffersFailed } from './errors.ts';
import { isObject } from './json.ts';
import type { Price } from './prices.ts';
import { createRemote } from './remote.ts';

export { formatDays, formatPrice, type Price } from './prices.ts';

export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly features: readonly string[];
  readonly prices: readonly Price[];
}

export interface OffersOptions {
  /** Without a trailing slash, as `createVerifier` has it. */
  readonly issuer: string;
  readonly fetch?: Fetch;
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

export interface Offers {
  /**
   * The plans on sale: asked for every five minutes, and as last told while the service cannot be asked.
   *
   * @throws {OffersFailed} offers_unavailable, offers_invalid, where they were never told
   */
  plans(): Promise<readonly Plan[]>;
}

export function createOffers({ issuer, fetch, now = Date.now }: OffersOptions): Offers {
  const remote = createRemote({
    url: `${issuer}/v1/plans`,
    fetch,
    now,
    staleSeconds: Infinity,
    read: readPlans,
    fault: (kind, cause) => new OffersFailed(`offers_${kind}`, undefined, cause),
  });
  return Object.freeze({ plans: remote.current });
}

const INTERVALS = ['day', 'week', 'month', 'year'] as const;

/** Reads what is on sale. Members that are not read here are for later versions. */
function readPlans(text: string): readonly Plan[] {
  const body: unknown = JSON.parse(text);
  return Object.freeze(list(object(body).plans).map(readPlan));
}

function readPlan(value: unknown): Plan {
  const plan = object(value);
  return Object.freeze({
    id: string(plan.id),
    name: string(plan.name),
    features: Object.freeze(list(plan.features).map(string)),
    prices: Object.freeze(list(plan.prices).flatMap(readPrice)),
  });
}

/** A price of a kind that this version cannot name is left out. */
function readPrice(value: unknown): Price[] {
  const { lookup_key, currency, amount, interval, pass_days, trial_days } = object(value);
  const known = INTERVALS.find((name) => name === interval);
  const passDays = days(pass_days);
  const trialDays = days(trial_days);
  if ((known === undefined) === (passDays === undefined)) return [];
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount))
    throw new TypeError('an amount is missing');
  return [
    Object.freeze({
      lookupKey: string(lookup_key),
      currency: string(currency),
      amount,
      ...(known && { interval: known }),
      ...(passDays !== undefined && { passDays }),
      ...(trialDays !== undefined && { trialDays }),
    }),
  ];
}

function days(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function object(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new TypeError('an object is missing');
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a list is missing');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a string is missing');
  return value;
}
