import type { EpochMillis } from '../../shared/membership/model.ts';
import type { EventsSweep, EventsWindow } from '../../shared/store/sweep-rows.ts';
import { readEventObject } from '../../shared/stripe/events.ts';
import { EVENT_GROUPS } from '../../shared/stripe/sweep-lists.ts';
import { hasTime } from './deps.ts';
import type { SweepDeps } from './deps.ts';
import { dueWindow } from './due.ts';
import type { Pace } from './pace.ts';

/** Hourly: every event that Stripe lists and the ledger does not have goes to the sync, as the webhook would send it. */
export async function sweepEvents(deps: SweepDeps, pace: Pace): Promise<void> {
  const stored = await deps.sweeps.events();
  let window = dueWindow(stored, EVENT_GROUPS.flat(), deps.now());
  if (window === undefined) return;
  let sweep: EventsSweep = { ...stored, rev: (stored?.rev ?? 0) + 1, window };
  if (!(await deps.sweeps.saveEvents(sweep, stored?.rev))) return;

  while (window !== undefined && hasTime(deps)) {
    const { group, from, until, after } = window;
    const page = await pace.page(after, (cursor) =>
      deps.stripe.events(group, { from, until, ...(cursor !== undefined && { after: cursor }) }),
    );
    const missing = await enqueueMissing(deps, page.items);
    const next = afterPage(
      sweep,
      window,
      { listed: page.items.length, missing, next: page.next },
      deps.now(),
    );
    if (!(await deps.sweeps.saveEvents(next, sweep.rev))) return;
    ({ window } = next);
    sweep = next;
    // Told a page at a time: a long backlog is not silence, whatever ends this run.
    deps.log({ level: 'info', event: 'sweep_events_page', count: page.items.length });
  }
  if (window === undefined) report(deps, sweep);
}

/** @returns how many were missing */
async function enqueueMissing(
  deps: SweepDeps,
  events: Awaited<ReturnType<SweepDeps['stripe']['events']>>['items'],
): Promise<number> {
  const messages = events.flatMap((event) => {
    const read = readEventObject(event, deps.liveMode);
    if (typeof read === 'object') return read.message;
    // Whatever Stripe lists of these types is for us, and can be read.
    deps.log({ level: 'error', event: 'sweep_event_unreadable', eventId: event.id, outcome: event.type });
    return [];
  });
  const recorded = await deps.ledger.recorded(messages.map(({ eventId }) => eventId));
  const missing = messages.filter(({ eventId }) => !recorded.has(eventId));
  // Stripe may not have shown the customer yet; what nobody's event is stays so, and is no event that was missed.
  const unresolved = messages.filter(({ eventId }) => recorded.get(eventId) === 'no_customer');
  await deps.queue.sendBatch([...missing, ...unresolved]);
  return missing.length;
}

/** The cursor moves on: within the group, to the next group, to the end. */
function afterPage(
  { rev, last }: EventsSweep,
  before: EventsWindow,
  page: { readonly listed: number; readonly missing: number; readonly next: string | undefined },
  now: EpochMillis,
): EventsSweep {
  const listed = before.listed + page.listed;
  const missing = before.missing + page.missing;
  const group = page.next === undefined ? before.group + 1 : before.group;
  if (group < EVENT_GROUPS.length) {
    return { rev: rev + 1, last, window: { ...before, group, after: page.next, listed, missing } };
  }
  const { startedAt, from, until } = before;
  return { rev: rev + 1, last: { startedAt, from, until, listed, missing, finishedAt: now } };
}

function report({ log }: SweepDeps, { last }: EventsSweep): void {
  if (last === undefined) return;
  log({ level: 'info', event: 'sweep_events_compared', count: last.listed });
  if (last.missing > 0) log({ level: 'warn', event: 'sweep_events_missing', count: last.missing });
}
