import type { Catalogue } from '../../shared/membership/catalogue.ts';
import type { EpochMillis, EpochSeconds } from '../../shared/membership/model.ts';
import { NIGHT_STEPS } from '../../shared/store/sweep-rows.ts';
import type { Night, NightStep } from '../../shared/store/sweep-rows.ts';

const DAY_SECONDS = 86_400;

/** More than that many at once, and more than that share of those who have access, are no accident of one reader's. */
const LOSERS_AT_LEAST = 20;
const LOSERS_SHARE = 0.005;

/** For what a night that was done could not make good. */
const SPARE_DAYS = 7;
/** A bank debit may bring a pass its money so long after it was begun. */
const DEBIT_DAYS = 14;
const MONEY_BACK_DAYS = 3;

type Counts = Partial<Pick<Night, 'compared' | 'hadAccess' | 'differing' | 'gained' | 'lost' | 'rechecked'>>;

/**
 * How far back a step looks: as far as what it lists can still change what a reader has. Where nights have failed or
 * were halted since one was last done, as far as the first of them would have looked.
 */
export function since(
  { startedAt, doneBefore }: Pick<Night, 'startedAt' | 'doneBefore'>,
  step: Exclude<NightStep, 'current'>,
  catalogue: Catalogue,
): EpochSeconds {
  const looksFrom = Math.min(startedAt, (doneBefore ?? startedAt) + DAY_SECONDS * 1000);
  return Math.floor(looksFrom / 1000) - daysBack(step, catalogue) * DAY_SECONDS;
}

function daysBack(step: Exclude<NightStep, 'current'>, { plans }: Catalogue): number {
  switch (step) {
    case 'ended':
      return SPARE_DAYS + Math.max(0, ...[...plans.values()].map(({ graceDays }) => graceDays));
    case 'passes': {
      const days = [...plans.values()].flatMap(({ onSale }) => onSale.map(({ passDays = 0 }) => passDays));
      return DEBIT_DAYS + Math.max(SPARE_DAYS, ...days);
    }
    case 'refunds':
    case 'disputes':
      return MONEY_BACK_DAYS;
  }
}

/** The cursor moves on: within the step, to the next step, to the verdict. */
export function afterPage(night: Night, next: string | undefined, counts: Counts): Night {
  const counted: Night = {
    ...night,
    after: next,
    rev: night.rev + 1,
    compared: night.compared + (counts.compared ?? 0),
    hadAccess: night.hadAccess + (counts.hadAccess ?? 0),
    differing: night.differing + (counts.differing ?? 0),
    gained: night.gained + (counts.gained ?? 0),
    lost: night.lost + (counts.lost ?? 0),
    rechecked: night.rechecked + (counts.rechecked ?? 0),
  };
  if (next !== undefined) return counted;
  const step = NIGHT_STEPS[NIGHT_STEPS.indexOf(night.step) + 1];
  if (step !== undefined) return { ...counted, step };
  return { ...counted, status: tooManyWouldLose(counted) ? 'halted' : 'asking' };
}

export function tooManyWouldLose({ lost, hadAccess }: Pick<Night, 'lost' | 'hadAccess'>): boolean {
  return lost >= LOSERS_AT_LEAST && lost > hadAccess * LOSERS_SHARE;
}

/** @param next the customer who was asked last, where there are more */
export function afterAsking(night: Night, next: string | undefined, now: EpochMillis): Night {
  const asked = { ...night, rev: night.rev + 1 };
  return next === undefined ? { ...asked, status: 'done', finishedAt: now } : { ...asked, after: next };
}
