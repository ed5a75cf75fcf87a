import type { Hono } from 'hono';
import * as z from 'zod';
import type { MemberId } from '../../../shared/membership/model.ts';
import type { HttpEnv } from '../../http/env.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { createBearer } from '../bearer.ts';
import { countArticles, MOST_ARTICLES } from '../count-articles.ts';
import type { AccessDeps } from '../deps.ts';
import { refusal } from '../refusals.ts';

const hash = z.string().regex(/^[\w-]{8}$/, 'eight characters of base64url');

const body = z.strictObject({
  articles: z.array(hash).max(MOST_ARTICLES),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2027-01')
    .optional(),
  open: hash.optional(),
  free: z.int().min(1).max(MOST_ARTICLES).default(1),
});

/** `POST /v1/meter`: which of a month's free articles a member has read, on all devices. For sites' servers. */
export function meterRoute(app: Hono<HttpEnv>, deps: AccessDeps): void {
  const bearer = createBearer(deps);

  app.post('/v1/meter', async (c) => {
    const access = await bearer(c.req.header('authorization'));
    if (typeof access === 'string') return problem(c, refusal(access));
    const read = await readJson(c, body);
    if (!read.ok) return problem(c, read.problem);
    const counted = await countArticles(deps, { ...read.value, member: access.member as MemberId });
    if (typeof counted === 'string') return problem(c, refusal(counted));
    c.header('cache-control', 'no-store');
    return c.json(counted);
  });
}
