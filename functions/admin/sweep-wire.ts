import type { EpochMillis } from '../../shared/membership/model.ts';
import type { DuplicateEntry } from '../../shared/store/duplicates.ts';
import type { QuarantineEntry } from '../../shared/store/quarantine-rows.ts';
import type { EventsSweep, Night, Standing } from '../../shared/store/sweep-rows.ts';

const iso = (millis: EpochMillis) => new Date(millis).toISOString();
const optional = (millis: EpochMillis | undefined) => (millis === undefined ? null : iso(millis));

interface Decision {
  readonly at: EpochMillis;
  readonly by: string;
  readonly reason: string;
}

const decision = (made: Decision | undefined) =>
  made === undefined ? null : { at: iso(made.at), by: made.by, reason: made.reason };

export function quarantineWire({
  kind,
  value,
  state,
  customers,
  firstSeenAt,
  lastSeenAt,
  ignored,
  replay,
}: Omit<QuarantineEntry, 'ignored'> & { readonly ignored?: Decision | undefined }) {
  return {
    ...{ kind, value, state, customers },
    first_seen_at: iso(firstSeenAt),
    last_seen_at: iso(lastSeenAt),
    ignored: decision(ignored),
    replay: replay === undefined ? null : { at: iso(replay.at), done_at: optional(replay.doneAt) },
  };
}

export function duplicateWire(entry: DuplicateEntry) {
  const { member, plan, subscriptions, firstSeenAt, lastSeenAt, resolvedAt } = entry;
  return {
    ...{ member, plan, subscriptions },
    first_seen_at: iso(firstSeenAt),
    last_seen_at: iso(lastSeenAt),
    resolved_at: optional(resolvedAt),
  };
}

export function standingWire({ account, halt }: Standing) {
  return {
    account: account ?? null,
    halted: halt === undefined ? null : { reason: halt.reason, since: iso(halt.since) },
  };
}

export function eventsSweepWire(sweep: EventsSweep | undefined) {
  const { window, last } = sweep ?? {};
  return {
    running: window === undefined ? null : windowWire(window),
    last: last === undefined ? null : { ...windowWire(last), finished_at: iso(last.finishedAt) },
  };
}

function windowWire({
  startedAt,
  from,
  until,
  listed,
  missing,
}: Omit<NonNullable<EventsSweep['last']>, 'finishedAt'>) {
  return {
    started_at: iso(startedAt),
    ...{ from: iso(from * 1000), until: iso(until * 1000) },
    ...{ listed, missing },
  };
}

export function nightWire(night: Night) {
  const { status, step, startedAt, finishedAt, release } = night;
  const { compared, hadAccess, differing, gained, lost, rechecked } = night;
  return {
    ...{ night: night.night, status, step },
    started_at: iso(startedAt),
    finished_at: optional(finishedAt),
    ...{ compared, had_access: hadAccess, differing, gained, lost, rechecked },
    released: decision(release),
  };
}
