import type { EpochMillis } from '../../shared/membership/model.ts';
import type { EventsSweep, EventsWindow, Night } from '../../shared/store/sweep-rows.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** The schedule comes every quarter of an hour, now and then a little early. */
const EVENTS_EVERY_SECONDS = HOUR_SECONDS - 2 * MINUTE_SECONDS;
/** Younger events may still be on their way to us, and Stripe may not list them yet. */
const YOUNGEST_SECONDS = 5 * MINUTE_SECONDS;
/** A window begins so long before the end of the last one: Stripe's list lags. */
const OVERLAP_SECONDS = 30 * MINUTE_SECONDS;
/** The first window of all. What came before it, the night finds. */
const FIRST_WINDOW_SECONDS = DAY_SECONDS;
/** Stripe lists no older events (docs.stripe.com/api/events). */
const OLDEST_SECONDS = 30 * DAY_SECONDS;

const BEGINNING = { group: 0, after: undefined, listed: 0, missing: 0 } as const;

/** In UTC; a deployment that is made later in the day compares at once. */
const NIGHT_BEGINS_AT_HOUR = 3;

/**
 * The window of events to go on with, or to begin; `undefined` where none is due. One that was begun with other event
 * types is compared from its beginning: its cursor means nothing any more.
 */
export function dueWindow(
  sweep: EventsSweep | undefined,
  types: readonly string[],
  now: EpochMillis,
): EventsWindow | undefined {
  if (sweep?.window !== undefined) {
    const isSame = sweep.window.types?.join() === types.join();
    return isSame ? sweep.window : { ...sweep.window, types, ...BEGINNING };
  }
  const { last } = sweep ?? {};
  if (last !== undefined && now - last.startedAt < EVENTS_EVERY_SECONDS * 1000) return undefined;
  const seconds = Math.floor(now / 1000);
  const since = last === undefined ? seconds - FIRST_WINDOW_SECONDS : last.until - OVERLAP_SECONDS;
  return {
    startedAt: now,
    from: Math.max(since, seconds - OLDEST_SECONDS),
    until: seconds - YOUNGEST_SECONDS,
    types,
    ...BEGINNING,
  };
}

/** Whether a night has been under way for a day, counted anew from where somebody released it. */
export function isHopeless({ status, startedAt, release }: Night, now: EpochMillis): boolean {
  const isUnderWay = status === 'comparing' || status === 'asking';
  return isUnderWay && now - (release?.at ?? startedAt) >= DAY_SECONDS * 1000;
}

/** The night's comparison to go on with, or to begin; `undefined` where none is due. */
export function dueNight(newest: Night | undefined, now: EpochMillis): Night | undefined {
  if (newest?.status === 'comparing' || newest?.status === 'asking') return newest;
  const moment = new Date(now);
  const night = moment.toISOString().slice(0, 10);
  if (moment.getUTCHours() < NIGHT_BEGINS_AT_HOUR || night <= (newest?.night ?? '')) return undefined;
  const doneBefore = newest?.status === 'done' ? newest.startedAt : newest?.doneBefore;
  return {
    ...{ night, rev: 0, status: 'comparing', step: 'current', startedAt: now },
    ...(doneBefore !== undefined && { doneBefore }),
    ...{ compared: 0, hadAccess: 0, differing: 0, gained: 0, lost: 0, rechecked: 0 },
  };
}
