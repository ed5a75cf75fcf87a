import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { HttpEnv } from '../../http/env.ts';
import { sessionSecondsLeft, signedInBrowser } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { mint } from '../mint.ts';
import { createPortal } from '../open-portal.ts';
import { readAnew } from '../read-anew.ts';
import type { Refreshed } from '../refresh.ts';
import { refusalPage } from './layout.ts';
import { textOf } from './sign-in.ts';

/** A way back that nobody left for reads Stripe no more often than this, however often it is asked for. */
const JUST_READ_SECONDS = 10;
/** How long whoever left for the portal may be on their way. */
const AWAY_SECONDS = 86_400;

const ACTS = ['update_card', 'cancel', 'switch_plan'] as const;

/**
 * To Stripe's portal and back, for who has shown that the address is theirs: a session that a payment opened is led to
 * the account page, which asks for that first. No script of a site reaches the portal.
 */
export function portalPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const account = `${deps.config.hosts.service}/account`;
  const openPortal = createPortal(deps);

  app.post('/account/portal', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed?.session.addressProved !== true) return c.redirect(account, 303);
    const form = await c.req.formData();
    const asked = textOf(form, 'act');
    const act = ACTS.find((one) => one === asked);
    const opened = await openPortal(refreshed.facts, { subscription: textOf(form, 'subscription'), act });
    c.header('cache-control', 'no-store');
    if (typeof opened !== 'string') {
      cookies.set(c, 'portal', '1', AWAY_SECONDS);
      return c.redirect(opened.url, 303);
    }
    const back = html`<p><a class="button" href="${account}">Back to your account</a></p>`;
    return refusalPage(c, deps, opened, back);
  });

  /** The way back: what was done there counts at once, here and on the site. */
  app.get('/account/portal', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed?.session.addressProved === true) await catchUp(c, refreshed);
    c.header('cache-control', 'no-store');
    return c.redirect(account, 303);
  });

  async function catchUp(c: Context<HttpEnv>, refreshed: Refreshed): Promise<void> {
    const { member, billing } = refreshed.facts;
    try {
      const left = cookies.get(c, 'portal') !== undefined;
      await readAnew(deps, billing, left ? 'everything' : JUST_READ_SECONDS);
      const facts = (await deps.members.facts(member.id)) ?? refreshed.facts;
      const { access_token } = await mint(deps, { ...refreshed, facts });
      cookies.share(c, access_token, sessionSecondsLeft(deps, refreshed));
      cookies.clear(c, 'portal');
    } catch (error) {
      deps.log({ level: 'warn', event: 'portal_not_synced', member: member.id, error });
    }
  }
}
