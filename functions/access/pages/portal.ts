import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { HttpEnv } from '../../http/env.ts';
import { signedInBrowser } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { createPortal } from '../open-portal.ts';
import { refusalPage } from './layout.ts';
import { textOf } from './sign-in.ts';

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
    const act = asked === 'update_card' || asked === 'cancel' ? asked : undefined;
    const opened = await openPortal(refreshed.facts, { subscription: textOf(form, 'subscription'), act });
    c.header('cache-control', 'no-store');
    if (typeof opened !== 'string') return c.redirect(opened.url, 303);
    const back = html`<p><a class="button" href="${account}">Back to your account</a></p>`;
    return refusalPage(c, deps, opened, back);
  });

  /** The way back: what was done there is on the account page at once. */
  app.get('/account/portal', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed?.session.addressProved === true) {
      const standing = refreshed.facts.billing.filter(({ customerDeleted }) => !customerDeleted);
      try {
        for (const { customer } of standing) await deps.syncCustomer(customer);
      } catch (error) {
        deps.log({ level: 'warn', event: 'portal_not_synced', member: refreshed.facts.member.id, error });
      }
    }
    c.header('cache-control', 'no-store');
    return c.redirect(account, 303);
  });
}
