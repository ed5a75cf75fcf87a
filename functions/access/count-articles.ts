import type { MemberId } from '../../shared/membership/model.ts';
import type { AccessDeps } from './deps.ts';

/** What a member's row of a month holds. */
export const MOST_ARTICLES = 100;
/** How often it may be asked for. */
const MOST_CALLS = 3_000;

const DAY_SECONDS = 86_400;

export type MeterRefusal = 'meter_month_refused' | 'meter_limit';

export interface Reading {
  readonly member: MemberId;
  /** As the site counts months, `2027-01`; absent for that of UTC. */
  readonly month?: string | undefined;
  /** Short hashes of what was read on this device. */
  readonly articles: readonly string[];
  /** An article to count too, where fewer than `free` are. */
  readonly open?: string | undefined;
  readonly free: number;
}

/** Joins what a device has read to what the member has, and gives all of it. */
export async function countArticles(
  { meters, now }: Pick<AccessDeps, 'meters' | 'now'>,
  { member, month = monthAt(now()), articles, open, free }: Reading,
): Promise<{ readonly month: string; readonly articles: readonly string[] } | MeterRefusal> {
  if (!isCurrent(month, now())) return 'meter_month_refused';
  const joined = await meters.join(member, month, [...new Set(articles)], {
    calls: MOST_CALLS,
    articles: MOST_ARTICLES,
    keepUntil: endOf(month),
  });
  if (joined === undefined) return 'meter_limit';
  const opened =
    open === undefined || joined.has(open) ? undefined : await meters.open(member, month, open, free);
  return { month, articles: [...(opened ?? joined)].sort() };
}

function monthAt(epochMillis: number): string {
  return new Date(epochMillis).toISOString().slice(0, 7);
}

/** Time zones are up to 14 hours from UTC: around its turn, two months are current. */
function isCurrent(month: string, now: number): boolean {
  return [now - DAY_SECONDS * 1_000, now + DAY_SECONDS * 1_000].map(monthAt).includes(month);
}

/** Epoch seconds at which no zone has the month any more. */
function endOf(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return Date.UTC(year, number, 1) / 1_000 + DAY_SECONDS;
}
