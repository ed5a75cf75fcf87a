import type { Context, MiddlewareHandler } from 'hono';
import { readCredential } from '../../shared/identity/credential.ts';
import { deviceOf } from '../../shared/identity/device.ts';
import type { Device } from '../../shared/identity/device.ts';
import { SESSION_LIFETIME_SECONDS } from '../../shared/identity/session.ts';
import type { HttpEnv } from '../http/env.ts';
import { problem } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import type { Cookies } from './cookies.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';
import { devicesAllowed, evicted, rememberEviction } from './eviction.ts';
import { mint } from './mint.ts';
import { isAllowedOrigin, ownOrigin } from './origins.ts';
import { refresh } from './refresh.ts';
import type { Refreshed, RefreshRefusal } from './refresh.ts';
import { refusal } from './refusals.ts';

/**
 * A browser sends `Origin` with every POST (Fetch standard, section 3.1), so a call without one is no browser's: a
 * server or an app, which keeps its credentials itself. A browser's credentials travel in cookies that no script reads.
 */
export function isBrowser(c: Context<HttpEnv>): boolean {
  return c.req.header('origin') !== undefined;
}

/** What the caller calls itself. */
export function callerDevice(c: Context<HttpEnv>): Device {
  const isApp = c.req.method === 'POST' && !isBrowser(c);
  return deviceOf(isApp ? 'app' : 'browser', c.req.header('user-agent'));
}

/** CORS for the configured origins, matched exactly; every other origin's POST is refused before it is read. */
export function siteCallers({ config }: AccessDeps): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const origin = c.req.header('origin');
    const allowed = isAllowedOrigin(config, origin);
    const allow = () => {
      c.header('vary', 'Origin', { append: true });
      if (!allowed) return;
      c.header('access-control-allow-origin', origin);
      c.header('access-control-allow-credentials', 'true');
      c.header('access-control-expose-headers', 'retry-after, x-request-id');
    };
    if (c.req.method === 'OPTIONS') {
      allow();
      if (allowed) {
        c.header('access-control-allow-methods', 'GET, POST');
        c.header('access-control-allow-headers', 'content-type');
        c.header('access-control-max-age', '600');
      }
      return c.body(null, 204);
    }
    if (c.req.method === 'POST' && origin !== undefined && !allowed) {
      c.header('vary', 'Origin', { append: true });
      return problem(c, {
        status: 403,
        code: 'origin_not_allowed',
        detail:
          'Calls from this origin are not allowed. hosts.allowedOrigins in gatefold.config.ts lists those that are.',
      });
    }
    await next();
    allow();
  };
}

/** The service's own pages: their forms are taken from the service's own origin and from nowhere else. */
export function ownForms({ config }: AccessDeps): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (c.req.method === 'POST') {
      const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? '');
      if (c.req.header('origin') !== ownOrigin(config) || !isForm) {
        const detail = 'This form can only be sent from its own page.';
        return problem(c, { status: 403, code: 'origin_not_allowed', detail });
      }
    }
    return next();
  };
}

/** Answers a sign-in, a claim, an exchange or a refresh: a token, and the new credential where this caller keeps it. */
export async function tokenResponse(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  refreshed: Refreshed,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const token = { ...(await mint(deps, refreshed)), ...more };
  c.header('cache-control', 'no-store');
  if (!isBrowser(c)) return c.json({ ...token, refresh_token: refreshed.credential });
  await keepSession(c, deps, cookies, refreshed);
  return c.json(token);
}

/** Leaves the credential with the browser, and the hint that there is one. Another session that it held ends. */
export async function keepSession(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  refreshed: Refreshed,
): Promise<void> {
  const held = readCredential(deps.secrets, cookies.get(c, 'session') ?? '');
  if (held !== undefined && held.sid !== refreshed.session.sid) {
    await deps.sessions.end(held.member, held.sid, epochSeconds(deps), 'signed_out');
  }
  const seconds = sessionSecondsLeft(deps, refreshed);
  cookies.set(c, 'session', refreshed.credential, seconds);
  cookies.hint(c, seconds);
  if (cookies.get(c, 'evicted') !== undefined) cookies.clear(c, 'evicted');
}

/** Nobody is signed in here any more. */
export function forgetSession(c: Context<HttpEnv>, cookies: Cookies): void {
  cookies.clear(c, 'session');
  cookies.unshare(c);
}

/**
 * What a browser is answered, and told to forget, whose session is refused. One that had no session when it asked may
 * have one by the time of the answer: it is told to forget nothing.
 */
export async function refuseSession(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
  refused: RefreshRefusal,
): Promise<Problem> {
  if (refused === 'session_missing') return refusal(refused);
  forgetSession(c, cookies);
  if (refused !== 'session_evicted') return refusal(refused);
  const devices = await devicesAllowed(deps, cookies.get(c, 'session'));
  rememberEviction(c, cookies, devices);
  return evicted(devices);
}

export function sessionSecondsLeft(deps: AccessDeps, { session }: Refreshed): number {
  return Math.min(SESSION_LIFETIME_SECONDS, Math.max(0, session.expiresAt - epochSeconds(deps)));
}

/** Who is signed in with this browser, if anybody; the credential moves on, so it is left with the browser anew. */
export async function signedInBrowser(
  c: Context<HttpEnv>,
  deps: AccessDeps,
  cookies: Cookies,
): Promise<Refreshed | undefined> {
  const refreshed = await refresh(deps, cookies.get(c, 'session'));
  if (typeof refreshed === 'string') {
    await refuseSession(c, deps, cookies, refreshed);
    return undefined;
  }
  await keepSession(c, deps, cookies, refreshed);
  return refreshed;
}
