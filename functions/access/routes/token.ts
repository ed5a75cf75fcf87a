import type { Hono } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../../http/env.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { forgetSession, isBrowser, refuseSession, tokenResponse } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import { epochSeconds } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import { devicesAllowed, evicted } from '../eviction.ts';
import { refresh } from '../refresh.ts';
import { refusal } from '../refusals.ts';

/** Strict: a site's scripts sign out here, and nowhere else; what asks for more is told that it gets nothing. */
const signingOut = z.strictObject({ refresh_token: z.string().max(1_000).optional() });
const body = z.object({
  grant_type: z.literal('refresh_token').optional(),
  /** Only for callers that are no browser; a browser's is in its cookie. */
  refresh_token: z.string().max(1_000).optional(),
});

/** `POST /v1/token`: a new access token for a session (RFC 6749 section 6). `POST /v1/sign-out` ends it. */
export function tokenRoutes(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.post('/v1/token', async (c) => {
    const read = await readJson(c, body);
    if (!read.ok) return problem(c, read.problem);
    const presented = isBrowser(c) ? cookies.get(c, 'session') : read.value.refresh_token;
    const refreshed = await refresh(deps, presented);
    if (typeof refreshed !== 'string') return tokenResponse(c, deps, cookies, refreshed);
    if (isBrowser(c)) return problem(c, await refuseSession(c, deps, cookies, refreshed));
    return problem(
      c,
      refreshed === 'session_evicted' ? evicted(await devicesAllowed(deps, presented)) : refusal(refreshed),
    );
  });

  app.post('/v1/sign-out', async (c) => {
    const read = await readJson(c, signingOut);
    if (!read.ok) return problem(c, read.problem);
    const refreshed = await refresh(
      deps,
      isBrowser(c) ? cookies.get(c, 'session') : read.value.refresh_token,
    );
    if (typeof refreshed !== 'string') {
      const { member, sid } = refreshed.session;
      await deps.sessions.end(member, sid, epochSeconds(deps), 'signed_out');
    }
    forgetSession(c, cookies);
    return c.body(null, 204);
  });
}
