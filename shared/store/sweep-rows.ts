import * as z from 'zod';
import type { CustomerId, EpochMillis, EpochSeconds } from '../membership/model.ts';
import type { Key, Row } from './database.ts';
import { withoutVersion } from './version.ts';

export const SWEEPS_VERSION = 1;

/** Why nothing is compared: Stripe refuses the key, it is of the other mode, or it is another account's. */
export const HALT_REASONS = ['key_refused', 'wrong_mode', 'other_account'] as const;
export type HaltReason = (typeof HALT_REASONS)[number];

/** What the sweep knows of the Stripe account it reads. */
export interface Standing {
  /** As Stripe named it at the first sweep, or as an admin has accepted since; absent until then. */
  readonly account?: string;
  /** Absent while all is well. */
  readonly halt?: { readonly reason: HaltReason; readonly since: EpochMillis };
}

/** A window of Stripe's events that is being compared with the ledger. */
export interface EventsWindow {
  readonly startedAt: EpochMillis;
  /** Events created from then on, */
  readonly from: EpochSeconds;
  /** up to then. */
  readonly until: EpochSeconds;
  /** The event types that are compared; absent where it was begun before they were kept. */
  readonly types?: readonly string[];
  /** The group of event types in hand, of those that one list may ask for. */
  readonly group: number;
  /** The last event that was compared of it; absent at its beginning. */
  readonly after?: string;
  readonly listed: number;
  readonly missing: number;
}

/** The comparison of Stripe's events with the ledger, window after window. */
export interface EventsSweep {
  readonly rev: number;
  /** The window under way. */
  readonly window?: EventsWindow;
  /** The last one that was compared to its end. */
  readonly last?: Pick<EventsWindow, 'startedAt' | 'from' | 'until' | 'listed' | 'missing'> & {
    readonly finishedAt: EpochMillis;
  };
}

/** What a night compares, in this order. Refunds and disputes have their customers asked anew, unseen. */
export const NIGHT_STEPS = ['current', 'ended', 'passes', 'refunds', 'disputes'] as const;
export type NightStep = (typeof NIGHT_STEPS)[number];

export const NIGHT_STATUSES = ['comparing', 'halted', 'asking', 'done', 'given_up'] as const;

/** The comparison of one night, and its report. */
export interface Night {
  /** The day in UTC, `2027-01-15`. */
  readonly night: string;
  readonly rev: number;
  /**
   * `halted`: too many would lose access. `asking`: those who would are being asked anew. `given_up`: it did not come
   * to its end within a day; the next one compares everything.
   */
  readonly status: (typeof NIGHT_STATUSES)[number];
  readonly step: NightStep;
  /** The last object of Stripe's list, or the last customer, that was dealt with; absent at the beginning of each. */
  readonly after?: string;
  readonly startedAt: EpochMillis;
  /** The beginning of the last night before that was done; absent where none was, or an earlier version began it. */
  readonly doneBefore?: EpochMillis;
  readonly finishedAt?: EpochMillis;
  /** Customers, once for each page of Stripe's lists that they are on. */
  readonly compared: number;
  /** Of these, who had access by what is stored. */
  readonly hadAccess: number;
  readonly differing: number;
  readonly gained: number;
  readonly lost: number;
  /** Customers asked anew for a refund or a dispute. */
  readonly rechecked: number;
  readonly release?: { readonly at: EpochMillis; readonly by: string; readonly reason: string };
}

const v = z.literal(SWEEPS_VERSION);

const standingRow = z.object({
  v,
  account: z.string().optional(),
  haltReason: z.enum(HALT_REASONS).optional(),
  haltedAt: z.int().optional(),
});

const window = {
  startedAt: z.int(),
  from: z.int(),
  until: z.int(),
  listed: z.int(),
  missing: z.int(),
};

const eventsSweepRow = z
  .object({
    v,
    rev: z.int(),
    window: z
      .object({
        ...window,
        types: z.array(z.string()).optional(),
        group: z.int(),
        after: z.string().optional(),
      })
      .optional(),
    last: z.object({ ...window, finishedAt: z.int() }).optional(),
  })
  .transform(withoutVersion);

const nightRow = z
  .object({
    v,
    night: z.string(),
    rev: z.int(),
    status: z.enum(NIGHT_STATUSES),
    step: z.enum(NIGHT_STEPS),
    after: z.string().optional(),
    startedAt: z.int(),
    doneBefore: z.int().optional(),
    finishedAt: z.int().optional(),
    compared: z.int(),
    hadAccess: z.int(),
    differing: z.int(),
    gained: z.int(),
    lost: z.int(),
    rechecked: z.int(),
    release: z.object({ at: z.int(), by: z.string(), reason: z.string() }).optional(),
  })
  .transform(withoutVersion);

const leaverRow = z.object({ v, customer: z.string() });

export const STANDING_KEY: Key = { pk: 'sweep', sk: 'standing' };
export const EVENTS_SWEEP_KEY: Key = { pk: 'sweep', sk: 'events' };
export const NIGHTS = 'night';
export const nightKey = (night: string): Key => ({ pk: NIGHTS, sk: night });
export const leaversOf = (night: string) => `night#${night}`;
export const leaverKey = (customer: CustomerId) => `leaver#${customer}`;

export function parseStanding(row: unknown): Standing {
  const { account, haltReason: reason, haltedAt: since } = standingRow.parse(row);
  return {
    ...(account !== undefined && { account }),
    ...(reason !== undefined && since !== undefined && { halt: { reason, since } }),
  };
}

export const parseEventsSweep = (row: unknown): EventsSweep => eventsSweepRow.parse(row);
export const parseNight = (row: unknown): Night => nightRow.parse(row);
export const parseLeaver = (row: unknown): CustomerId => leaverRow.parse(row).customer;

export function eventsSweepRowOf({ rev, window, last }: EventsSweep): Row {
  return { ...EVENTS_SWEEP_KEY, v: SWEEPS_VERSION, ...{ rev, window, last } };
}

export function nightRowOf(night: Night): Row {
  const { rev, status, step, after, startedAt, doneBefore, finishedAt, release } = night;
  const { compared, hadAccess, differing, gained, lost, rechecked } = night;
  return {
    ...nightKey(night.night),
    v: SWEEPS_VERSION,
    ...{ night: night.night, rev, status, step, after, startedAt, doneBefore, finishedAt, release },
    ...{ compared, hadAccess, differing, gained, lost, rechecked },
  };
}

export function leaverRowOf(night: string, customer: CustomerId): Row {
  return { pk: leaversOf(night), sk: leaverKey(customer), v: SWEEPS_VERSION, customer };
}
