import type { Hono } from 'hono';
import type { HttpEnv } from '../../http/env.ts';
import { keepSession, refuseSession, sessionSecondsLeft } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { mint } from '../mint.ts';
import { allowedReturn } from '../origins.ts';
import { refusalPage } from '../pages/layout.ts';
import { refresh } from '../refresh.ts';

/**
 * `GET /v1/continue?to=`: for pages rendered on a server. Mints, sets the token where the site's server sees it, and
 * sends the reader back; one who is not signed in goes back without hint and token, so nobody goes round in circles.
 */
export function continueRoute(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.get('/v1/continue', async (c) => {
    const to = allowedReturn(deps.config, c.req.query('to') ?? deps.config.hosts.site);
    if (to === undefined) return refusalPage(c, deps, 'to_not_allowed');
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    const refreshed = await refresh(deps, cookies.get(c, 'session'));
    if (typeof refreshed === 'string') {
      // An answer to a browser that had no session yet may arrive after it has one: it must not take that away.
      if (refreshed === 'session_missing') cookies.unshare(c);
      else await refuseSession(c, deps, cookies, refreshed);
      return c.redirect(to, 303);
    }
    const { access_token } = await mint(deps, refreshed);
    await keepSession(c, deps, cookies, refreshed);
    cookies.share(c, access_token, sessionSecondsLeft(deps, refreshed));
    return c.redirect(to, 303);
  });
}
