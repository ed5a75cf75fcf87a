import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { accesses } from '../../../shared/membership/access.ts';
import type { Access, SubscriptionFact } from '../../../shared/membership/model.ts';
import type { HttpEnv } from '../../http/env.ts';
import { forgetSession, signedInBrowser } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import { epochSeconds } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import type { Refreshed } from '../refresh.ts';
import { dayWords, page } from './layout.ts';
import { STYLESHEET } from './style.ts';

/** The reader's own page: what they have, until when, and why. */
export function accountPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  app.get('/account/style.css', (c) => {
    c.header('cache-control', 'public, max-age=3600');
    return c.body(STYLESHEET, 200, { 'content-type': 'text/css; charset=utf-8' });
  });

  app.get('/account', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed === undefined) return c.redirect(`${deps.config.hosts.service}/account/sign-in`, 303);
    return refreshed.session.addressProved ? overview(c, deps, refreshed) : proofFirst(c, deps);
  });

  app.post('/account/sign-out', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed !== undefined) {
      const { member, sid } = refreshed.session;
      await deps.sessions.end(member, sid, epochSeconds(deps), 'signed_out');
    }
    forgetSession(c, cookies);
    return c.redirect(deps.config.hosts.site, 303);
  });
}

/** A session opened by a payment may read; the account is for whoever reads mail at its address. */
function proofFirst(c: Context<HttpEnv>, deps: AccessDeps) {
  return page(c, deps, {
    title: 'Your account',
    body: html`<p>
        You can read everything you have paid for. To see or change your account, show that the address is
        yours.
      </p>
      <p><a class="button" href="${deps.config.hosts.service}/account/sign-in">Send me a code</a></p>
      ${signOutForm(deps)}`,
  });
}

function overview(c: Context<HttpEnv>, deps: AccessDeps, { facts }: Refreshed) {
  const now = epochSeconds(deps);
  const all = accesses(facts, deps.catalogue, now);
  const subscriptions = new Map(
    facts.billing.flatMap((billing) => billing.subscriptions.map((one) => [one.id, one] as const)),
  );
  const open = all.filter(({ startsAt, until }) => startsAt <= now && now < until);
  const coming = all.filter(({ startsAt, until }) => now < startsAt && startsAt < until);
  const planNames = [...new Set(open.map(({ plan }) => plan).filter((plan) => plan !== undefined))].map(
    (plan) => deps.catalogue.plans.get(plan)?.name ?? plan,
  );
  return page(c, deps, {
    title: 'Your account',
    body: html`<dl>
        <dt>Signed in as</dt>
        <dd>${facts.member.address ?? ''}</dd>
        <dt>Plan</dt>
        <dd>${planNames.length === 0 ? 'None' : planNames.join(', ')}</dd>
      </dl>
      <h2>Why you have access</h2>
      ${
        open.length === 0
          ? html`<p>You have no subscription just now.</p>
              <p><a class="button" href="${deps.config.hosts.service}/account/subscribe">Subscribe</a></p>`
          : html`<ul>
                ${open.map((access) => html`<li>${words(access, subscriptions, deps)}</li>`)}
              </ul>
              <p>
                <a class="button" href="${deps.config.hosts.site}">Read ${deps.config.publication.name}</a>
              </p>`
      }
      ${
        coming.length === 0
          ? ''
          : html`<h2>Still to come</h2>
              <ul>
                ${coming.map((access) => html`<li>From ${dayWords(access.startsAt)}: ${words(access, subscriptions, deps)}</li>`)}
              </ul>`
      }
      ${signOutForm(deps)}`,
  });
}

function words(
  access: Access,
  subscriptions: ReadonlyMap<string, SubscriptionFact>,
  { catalogue }: AccessDeps,
): string {
  const given =
    access.plan === undefined
      ? access.features.join(', ')
      : (catalogue.plans.get(access.plan)?.name ?? access.plan);
  switch (access.reason) {
    case 'grace':
      return `Your ${given} subscription, whose last payment has not arrived. You can read until ${dayWords(access.until)}.`;
    case 'trial':
      return `Your ${given} trial, until ${dayWords(access.until)}.`;
    case 'subscription':
      return `Your ${given} subscription. ${renewalWords(access, subscriptions.get(access.source.id))}`;
    case 'comp':
      return `A complimentary membership (${given}), until ${dayWords(access.until)}.`;
    case 'gift':
      return `A gift (${given}), until ${dayWords(access.until)}.`;
    case 'group':
      return `Your organisation (${given}), until ${dayWords(access.until)}.`;
    case 'pass':
      return `A pass (${given}), until ${dayWords(access.until)}.`;
  }
}

function renewalWords(access: Access, subscription: SubscriptionFact | undefined): string {
  const ends =
    subscription?.cancelAt ?? (subscription?.cancelAtPeriodEnd === true ? access.until : undefined);
  if (ends !== undefined) return `It ends on ${dayWords(ends)} and does not renew.`;
  const renewsAt = subscription?.items[0]?.periodEnd ?? access.until;
  return `It renews on ${dayWords(renewsAt)}.`;
}

function signOutForm({ config }: AccessDeps) {
  return html`<form method="post" action="${config.hosts.service}/account/sign-out">
    <button class="quiet">Sign out</button>
  </form>`;
}
