import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../../http/env.ts';
import { readJson } from '../../http/json.ts';
import { problem } from '../../http/problem.ts';
import { callerDevice, isBrowser, signedInBrowser, tokenResponse } from '../callers.ts';
import { beginCheckout } from '../begin-checkout.ts';
import { claimCheckout } from '../claim-checkout.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { allowedReturn } from '../origins.ts';
import { refusal } from '../refusals.ts';

export const CHECKOUT_COOKIE_SECONDS = 48 * 3600;

const beginning = z.strictObject({
  plan: z.string().max(60),
  lookup_key: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
  to: z.string().max(4_000).optional(),
});
const claiming = z.strictObject({ session_id: z.string().max(300) });

/** Buying, for a site's own button. A caller that is no browser has no place to keep the handle, and uses the page. */
export function checkoutRoutes(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.post('/v1/checkout', async (c) => {
    const read = await readJson(c, beginning);
    if (!read.ok) return problem(c, read.problem);
    if (!isBrowser(c)) return browserOnly(c);
    const { plan, lookup_key: lookupKey, email, to: wanted } = read.value;
    const to = allowedReturn(deps.config, wanted ?? deps.config.hosts.site);
    if (to === undefined) return problem(c, refusal('to_not_allowed'));
    const payer = await signedInBrowser(c, deps, cookies);
    const begun = await beginCheckout(
      deps,
      { plan, lookupKey, email, to, caller: deps.callerAddress(c) },
      payer,
      cookies.get(c, 'checkout'),
    );
    if (typeof begun === 'string') {
      const account = `${deps.config.hosts.service}/account`;
      const more =
        begun === 'already_subscribed' ? { account_url: account, portal_url: `${account}/portal` } : {};
      return problem(c, { ...refusal(begun), more });
    }
    cookies.set(c, 'checkout', begun.handle, CHECKOUT_COOKIE_SECONDS);
    c.header('cache-control', 'no-store');
    return c.json({ url: begun.url });
  });

  app.post('/v1/checkout/claim', async (c) => {
    const read = await readJson(c, claiming);
    if (!read.ok) return problem(c, read.problem);
    if (!isBrowser(c)) return browserOnly(c);
    const signedIn = await signedInBrowser(c, deps, cookies);
    const claimed = await claimCheckout(deps, read.value.session_id, cookies.get(c, 'checkout'), signedIn, {
      device: callerDevice(c),
      caller: deps.callerAddress(c),
    });
    if (typeof claimed === 'string') return problem(c, refusal(claimed));
    if (claimed.kind === 'open') return tokenResponse(c, deps, cookies, claimed.refreshed);
    const detail =
      'Sign in with the address the purchase was made with; its reader must show that it is theirs.';
    return problem(c, { status: 403, code: 'address_proof_required', detail });
  });
}

function browserOnly(c: Context<HttpEnv>): Response {
  const detail = 'A checkout belongs to the browser that began it: call this from a page of the site.';
  return problem(c, { status: 403, code: 'browser_required', detail });
}
