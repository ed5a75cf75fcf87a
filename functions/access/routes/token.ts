import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../../http/env.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { callerDevice, forgetSession, isBrowser, refuseSession, tokenResponse } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import { epochSeconds } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import { devicesAllowed, evicted } from '../eviction.ts';
import { exchange } from '../exchange.ts';
import { refresh } from '../refresh.ts';
import { refusal } from '../refusals.ts';
import { ACCESS_TOKEN, GRANT_TYPES, readTokenRequest, tokenProblem } from '../token-request.ts';
import type { ExchangeRequest } from '../token-request.ts';

/** Strict: a site's scripts sign out here, and nowhere else; what asks for more is told that it gets nothing. */
const signingOut = z.strictObject({ refresh_token: z.string().max(1_000).optional() });

/**
 * `POST /v1/token`: a new access token for a session (RFC 6749 section 6), or a session for an ID token (RFC 8693).
 * `POST /v1/sign-out` ends it.
 */
export function tokenRoutes(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.post('/v1/token', async (c) => {
    const read = await readTokenRequest(c);
    if (!read.ok) return tokenProblem(c, read.problem);
    if (read.value.grant_type === GRANT_TYPES.exchange) return exchangeToken(c, read.value);
    const presented = isBrowser(c) ? cookies.get(c, 'session') : read.value.refresh_token;
    const refreshed = await refresh(deps, presented);
    if (typeof refreshed !== 'string') return tokenResponse(c, deps, cookies, refreshed);
    deps.log({ level: 'info', event: 'token_refused', outcome: refreshed });
    if (isBrowser(c)) return problem(c, await refuseSession(c, deps, cookies, refreshed));
    return tokenProblem(
      c,
      refreshed === 'session_evicted' ? evicted(await devicesAllowed(deps, presented)) : refusal(refreshed),
    );
  });

  async function exchangeToken(c: Context<HttpEnv>, asked: ExchangeRequest): Promise<Response> {
    const handle = isBrowser(c) ? cookies.get(c, 'nonce') : asked.handle;
    const exchanged = await exchange(deps, { token: asked.subject_token, handle, device: callerDevice(c) });
    if (typeof exchanged === 'string') return tokenProblem(c, refusal(exchanged));
    cookies.clear(c, 'nonce');
    return tokenResponse(c, deps, cookies, exchanged, { issued_token_type: ACCESS_TOKEN });
  }

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
