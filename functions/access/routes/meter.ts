import type { Hono } from 'hono';
import * as z from 'zod';
import type { MemberId } from '../../../shared/membership/model.ts';
import type { HttpEnv } from '../../http/env.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { createBearer } from '../bearer.ts';
import type { AccessDeps } from '../deps.ts';
import { refusal } from '../refusals.ts';

/** What a member's row of a month holds, and how often it may be written. */
const MOST_ARTICLES = 100;
const MOST_CALLS = 3_000;

const DAY_SECONDS = 86_400;

const hash = z.string().regex(/^[\w-]{8}$/, 'eight characters of base64url');

const body = z.strictObject({
  /** Short hashes of what was read on this device. */
  articles: z.array(hash).max(MOST_ARTICLES),
  /** As the site counts months; absent for that of UTC. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2027-01')
    .optional(),
  /** An article to count too, where fewer than `free` are. */
  open: hash.optional(),
  free: z.int().min(1).max(MOST_ARTICLES).optional(),
});

export type MeterRefusal = 'meter_month_refused' | 'meter_limit';

/** `POST /v1/meter`: which of a month's free articles a member has read, on all devices. For sites' servers. */
export function meterRoute(app: Hono<HttpEnv>, deps: AccessDeps): void {
  const bearer = createBearer(deps);

  app.post('/v1/meter', async (c) => {
    const access = await bearer(c.req.header('authorization'));
    if (typeof access === 'string') return problem(c, refusal(access));
    const read = await readJson(c, body);
    if (!read.ok) return problem(c, read.problem);
    const { articles, open, free = 1 } = read.value;
    const month = read.value.month ?? monthAt(deps.now());
    if (!isCurrent(month, deps.now())) return problem(c, refusal('meter_month_refused'));

    const member = access.member as MemberId;
    const joined = await deps.meters.join(member, month, [...new Set(articles)], {
      calls: MOST_CALLS,
      articles: MOST_ARTICLES,
      keepUntil: endOf(month),
    });
    if (joined === undefined) return problem(c, refusal('meter_limit'));
    const opened =
      open === undefined || joined.has(open) ? undefined : await deps.meters.open(member, month, open, free);
    c.header('cache-control', 'no-store');
    return c.json({ month, articles: [...(opened ?? joined)].sort() });
  });
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
