import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { maskAddress, parseAddress } from '../../../shared/identity/address.ts';
import { accesses } from '../../../shared/membership/access.ts';
import type { HttpEnv } from '../../http/env.ts';
import { forgetSession, signedInBrowser } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import { epochSeconds } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import type { Refreshed } from '../refresh.ts';
import { withRenewals } from '../renewals.ts';
import { overview } from './account-overview.ts';
import { holdings } from './holdings.ts';
import { notice } from './fields.ts';
import { page, refusalPage } from './layout.ts';
import { askForCode } from './sign-in.ts';
import { STYLESHEET } from './style.ts';

/** The reader's own page: what they have, until when, and why. */
export function accountPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const { service, site } = deps.config.hosts;

  app.get('/account/style.css', (c) => {
    c.header('cache-control', 'public, max-age=3600');
    return c.body(STYLESHEET, 200, { 'content-type': 'text/css; charset=utf-8' });
  });

  app.get('/account', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed === undefined) return c.redirect(`${service}/account/sign-in`, 303);
    return refreshed.session.addressProved ? ownPage(c, deps, refreshed) : proofFirst(c, deps, refreshed);
  });

  app.post('/account/prove', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed === undefined) return c.redirect(`${service}/account/sign-in`, 303);
    const address = parseAddress(refreshed.facts.member.address ?? '');
    if (typeof address === 'string') return refusalPage(c, deps, address);
    return askForCode(c, deps, cookies, { address, shownAs: maskAddress(address.text) });
  });

  app.post('/account/sign-out', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed !== undefined) {
      const { member, sid } = refreshed.session;
      await deps.sessions.end(member, sid, epochSeconds(deps), 'signed_out');
    }
    forgetSession(c, cookies);
    return c.redirect(site, 303);
  });
}

/** A session opened by a payment may read; the account is for whoever reads mail at its address. */
function proofFirst(c: Context<HttpEnv>, deps: AccessDeps, { facts }: Refreshed) {
  const { address } = facts.member;
  const { service } = deps.config.hosts;
  return page(c, deps, {
    title: 'Your account',
    body: html`<p>
        You can read what you have paid for, in this browser. To see your account, and to sign in elsewhere,
        show that you read mail at
        ${address === undefined ? 'your address' : html`<strong>${maskAddress(address)}</strong>`}.
      </p>
      <form method="post" action="${service}/account/prove">
        <button>Send me a code</button>
      </form>
      <p class="quiet-text">
        Was the address mistyped? <a href="${service}/account/address/new">Correct it</a>.
      </p>
      ${signOutForm(deps)}`,
  });
}

async function ownPage(c: Context<HttpEnv>, deps: AccessDeps, { facts: stored }: Refreshed) {
  const now = epochSeconds(deps);
  const { facts, slackSeconds } = await withRenewals(deps, stored, now);
  const grants = accesses({ ...facts, billing: [] }, deps.catalogue, now);
  const told = c.req.query('address') === 'changed' ? 'Your address was changed.' : undefined;
  const body = overview(deps, {
    address: facts.member.address,
    bought: holdings(facts.billing, deps.catalogue, now, slackSeconds),
    given: grants.filter(({ startsAt, until }) => startsAt <= now && now < until),
    coming: grants.filter(({ startsAt, until }) => now < startsAt && startsAt < until),
    hasCustomer: facts.billing.some(({ customerDeleted }) => !customerDeleted),
  });
  return page(c, deps, { title: 'Your account', body: html`${notice(told)} ${body} ${signOutForm(deps)}` });
}

function signOutForm({ config }: AccessDeps) {
  return html`<form method="post" action="${config.hosts.service}/account/sign-out">
    <button class="quiet">Sign out</button>
  </form>`;
}
